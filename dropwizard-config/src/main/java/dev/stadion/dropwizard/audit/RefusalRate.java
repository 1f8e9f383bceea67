package dev.stadion.dropwizard.audit;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;

/** How many refusals are written within a minute; the rest is counted. Any thread. */
final class RefusalRate {
  static final int MOST = 60;

  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  private final MonotonicClock clock;
  private long windowBegan;
  private int listed;
  private long unlisted;

  RefusalRate(MonotonicClock clock) {
    this.clock = requireNonNull(clock, "clock");
    this.windowBegan = clock.nanos();
  }

  synchronized boolean admits() {
    long now = clock.nanos();
    if (now - windowBegan >= WINDOW) {
      windowBegan = now;
      listed = 0;
    }
    if (listed >= MOST) {
      unlisted++;
      return false;
    }
    listed++;
    return true;
  }

  /** How many were not admitted since this was asked last. */
  synchronized long takeUnlisted() {
    long taken = unlisted;
    unlisted = 0;
    return taken;
  }
}
