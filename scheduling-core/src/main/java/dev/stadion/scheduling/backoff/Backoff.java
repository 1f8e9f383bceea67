package dev.stadion.scheduling.backoff;

import java.time.Duration;

/**
 * A delay that grows by a factor with each failure up to a ceiling.
 *
 * @param first delay after the first failure, not negative
 * @param factor at least 1
 * @param max ceiling, not negative
 */
public record Backoff(Duration first, double factor, Duration max) {
  public Backoff {
    if (first.isNegative() || max.isNegative()) {
      throw new IllegalArgumentException("a backoff must not be negative");
    }
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("a backoff factor must be at least 1, got " + factor);
    }
  }

  /** The delay after the {@code failures}-th failure in a row; zero before the first. */
  public Duration after(int failures) {
    if (failures <= 0) {
      return Duration.ZERO;
    }
    double millis = first.toMillis() * Math.pow(factor, failures - 1.0);
    return millis >= max.toMillis() ? max : Duration.ofMillis((long) millis);
  }
}
