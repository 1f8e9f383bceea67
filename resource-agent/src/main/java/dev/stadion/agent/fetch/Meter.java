package dev.stadion.agent.fetch;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;

/** Watches one transfer: its size, its time, and whether anybody still wants it. One thread. */
final class Meter {
  private static final Duration SAY_EVERY = Duration.ofSeconds(10);
  private static final int BUFFER = 64 * 1024;

  private final FetchLimits limits;
  private final MonotonicClock clock;
  private final Progress progress;
  private final long started;
  private long said;
  private long bytes;

  Meter(FetchLimits limits, MonotonicClock clock, Progress progress) {
    this.limits = limits;
    this.clock = clock;
    this.progress = progress;
    this.started = clock.nanos();
    this.said = started;
  }

  /**
   * @param expected how many bytes there should be; negative when nobody knows
   */
  void copy(InputStream in, OutputStream out, long expected) throws IOException {
    if (expected > limits.bytes()) {
      throw tooLarge();
    }
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      Wanted.check();
      bytes += n;
      if (bytes > limits.bytes()) {
        throw tooLarge();
      }
      long now = clock.nanos();
      if (now - started > limits.within().toNanos()) {
        throw tooSlow(limits);
      }
      out.write(buffer, 0, n);
      if (now - said > SAY_EVERY.toNanos()) {
        said = now;
        progress.say("  " + Shown.bytes(bytes) + of(expected) + ", " + speed());
      }
    }
  }

  long bytes() {
    return bytes;
  }

  /** As in {@code 12.0 MiB in 3.4 s (3.5 MiB/s)}. */
  String summary() {
    double seconds = (clock.nanos() - started) / 1e9;
    return String.format(Locale.ROOT, "%s in %.1f s (%s)", Shown.bytes(bytes), seconds, speed());
  }

  static FetchException tooSlow(FetchLimits limits) {
    return new FetchException("it took more than " + limits.within().toSeconds() + " s");
  }

  private FetchException tooLarge() {
    return new FetchException("it is larger than " + Shown.bytes(limits.bytes()));
  }

  private String speed() {
    double seconds = Math.max(1e-3, (clock.nanos() - started) / 1e9);
    return Shown.bytes((long) (bytes / seconds)) + "/s";
  }

  private static String of(long expected) {
    return expected < 0 ? "" : " of " + Shown.bytes(expected);
  }
}
