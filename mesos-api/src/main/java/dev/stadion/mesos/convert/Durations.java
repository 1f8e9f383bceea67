package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.DurationInfo;
import dev.stadion.mesos.v1.TimeInfo;
import java.time.Duration;
import java.time.Instant;

/** Times and durations: nanoseconds in a message of their own, or seconds in a double. */
public final class Durations {
  private static final double NANOS = 1e9;

  private Durations() {}

  /** Durations beyond 292 years become 292 years. */
  public static DurationInfo toProto(Duration duration) {
    return DurationInfo.newBuilder().setNanoseconds(nanos(duration)).build();
  }

  public static Duration fromProto(DurationInfo duration) {
    return Duration.ofNanos(duration.getNanoseconds());
  }

  /** Instants beyond the years 1677 to 2262 become the nearest of these. */
  public static TimeInfo toProto(Instant instant) {
    return TimeInfo.newBuilder()
        .setNanoseconds(nanos(Duration.between(Instant.EPOCH, instant)))
        .build();
  }

  public static Instant fromProto(TimeInfo time) {
    return Instant.EPOCH.plusNanos(time.getNanoseconds());
  }

  /** Such as {@code refuse_seconds} or {@code failover_timeout}. */
  public static double toSeconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / NANOS;
  }

  /**
   * Seconds beyond 292 years become 292 years.
   *
   * @throws IllegalArgumentException when {@code seconds} is not a number
   */
  public static Duration ofSeconds(double seconds) {
    if (Double.isNaN(seconds)) {
      throw new IllegalArgumentException("a duration must be a number of seconds");
    }
    return Duration.ofNanos(Math.round(seconds * NANOS)); // rounding saturates
  }

  /** The instant as seconds since 1970, as in {@code TaskStatus.timestamp}; about 0.2 µs exact. */
  public static double toTimestamp(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / NANOS;
  }

  /** The inverse of {@link #toTimestamp}, in whole microseconds: a double holds no more. */
  public static Instant ofTimestamp(double seconds) {
    if (Double.isNaN(seconds)) {
      throw new IllegalArgumentException("a timestamp must be a number of seconds");
    }
    long micros = Math.round(seconds * 1e6);
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
