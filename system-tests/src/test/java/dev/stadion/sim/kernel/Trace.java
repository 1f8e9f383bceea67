package dev.stadion.sim.kernel;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.stream.Collectors;

/** The last events of a world, and a digest of all of them. */
public final class Trace {
  private static final int MOST = 300;
  private static final int KEPT = Integer.getInteger("sim.trace", 200);

  /**
   * @param detail turned into text only when somebody reads it; immutable
   */
  private record Line(long micros, String what, Object detail) {}

  private final ArrayDeque<Line> last = new ArrayDeque<>();
  private long digest;
  private long now;

  void add(long micros, String what) {
    add(micros, what, "");
  }

  private void add(long micros, String what, Object detail) {
    now = micros;
    digest = digest * 31 + what.hashCode() + micros;
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(new Line(micros, what, detail));
  }

  /** Notes something within the event that is happening. */
  public void note(String what) {
    add(now, "    " + what);
  }

  /** The same, with more to tell to those who ask. */
  public void note(String what, Object detail) {
    add(now, "    " + what, detail);
  }

  /** Equal histories have equal digests. */
  public long digest() {
    return digest;
  }

  @Override
  public String toString() {
    return last.stream().map(Trace::text).collect(Collectors.joining("\n"));
  }

  private static String text(Line line) {
    String detail = line.detail.toString();
    return String.format(
        Locale.ROOT,
        "%12.6f %s%s",
        line.micros / 1e6,
        line.what,
        detail.length() > MOST ? detail.substring(0, MOST) + "…" : detail);
  }
}
