package dev.stadion.dropwizard.time;

/**
 * Measures how long something took or has been. Not moved by changes of the wall clock; only
 * differences mean anything. Tests drive it by hand.
 */
@FunctionalInterface
public interface MonotonicClock {
  /** Nanoseconds since some fixed moment of this process. */
  long nanos();

  /** The real one. */
  static MonotonicClock system() {
    return System::nanoTime;
  }
}
