package dev.stadion.mesos.convert;

import java.time.Duration;

/**
 * Durations as Mesos writes them in flags and variables: a number and a unit without a space, in
 * the largest unit that gives a whole number (mesos-v1.md §9.4).
 */
public final class DurationText {
  private record Unit(String name, long nanos) {}

  private static final Unit[] LARGEST_FIRST = {
    new Unit("weeks", Duration.ofDays(7).toNanos()),
    new Unit("days", Duration.ofDays(1).toNanos()),
    new Unit("hrs", Duration.ofHours(1).toNanos()),
    new Unit("mins", Duration.ofMinutes(1).toNanos()),
    new Unit("secs", Duration.ofSeconds(1).toNanos()),
    new Unit("ms", 1_000_000L),
    new Unit("us", 1_000L),
  };

  private DurationText() {}

  /** Such as {@code 5secs}, {@code 15mins}, {@code 1weeks}. */
  public static String of(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos != 0) {
      for (Unit unit : LARGEST_FIRST) {
        if (nanos % unit.nanos == 0) {
          return nanos / unit.nanos + unit.name;
        }
      }
    }
    return nanos + "ns";
  }
}
