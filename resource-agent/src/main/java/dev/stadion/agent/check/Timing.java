package dev.stadion.agent.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a task is looked at.
 *
 * @param delay from the moment it runs to the first look
 * @param interval from the end of a look to the beginning of the next; at least {@link #LEAST}
 * @param timeout of one look; zero lets it take for ever
 */
public record Timing(Duration delay, Duration interval, Duration timeout) {
  /** Mesos starts a process for every look, which keeps it from looking all the time; we do not. */
  static final Duration LEAST = Duration.ofMillis(10);

  private static final double LONGEST_SECONDS = 10 * 365 * 86_400.0;

  public Timing {
    requireNonNull(delay, "delay");
    requireNonNull(timeout, "timeout");
    interval = interval.compareTo(LEAST) < 0 ? LEAST : interval;
  }

  /** Seconds as frameworks write them; what makes no sense counts as none. */
  public static Timing ofSeconds(double delay, double interval, double timeout) {
    return new Timing(duration(delay), duration(interval), duration(timeout));
  }

  static Duration duration(double seconds) {
    double sane = seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) : 0; // NaN is not above 0
    return Duration.ofNanos((long) (sane * 1e9));
  }
}
