package dev.stadion.sim.kernel;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.stream.Collectors;

/** The last events of a world, and a digest of all of them. */
public final class Trace {
  private static final int KEPT = Integer.getInteger("sim.trace", 200);

  private record Line(long micros, String what) {}

  private final ArrayDeque<Line> last = new ArrayDeque<>();
  private long digest;
  private long now;

  void add(long micros, String what) {
    now = micros;
    digest = digest * 31 + what.hashCode() + micros;
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(new Line(micros, what));
  }

  /** Notes something within the event that is happening. */
  public void note(String what) {
    add(now, "    " + what);
  }

  /** Equal histories have equal digests. */
  public long digest() {
    return digest;
  }

  @Override
  public String toString() {
    return last.stream()
        .map(line -> String.format(Locale.ROOT, "%12.6f %s", line.micros / 1e6, line.what))
        .collect(Collectors.joining("\n"));
  }
}
