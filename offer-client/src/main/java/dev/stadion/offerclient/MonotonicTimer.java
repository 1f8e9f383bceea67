package dev.stadion.offerclient;

import java.time.Duration;

/**
 * Elapsed time and wake-ups, never the wall clock: heartbeats and backoff must not care when
 * somebody sets the time. Tests drive it by hand.
 */
public interface MonotonicTimer extends AutoCloseable {
  /** Nanoseconds since any fixed moment. */
  long nanos();

  /** Runs {@code task} once after {@code delay} on a thread of the timer; it must be short. */
  Wakeup after(Duration delay, Runnable task);

  /** Forgets everything that is still to be run, and whatever will be asked for later. */
  @Override
  void close();

  /** A task that may still be called off. */
  @FunctionalInterface
  interface Wakeup {
    /** Without effect when the task already ran. */
    void cancel();
  }
}
