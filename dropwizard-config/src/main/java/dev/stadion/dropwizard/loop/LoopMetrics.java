package dev.stadion.dropwizard.loop;

/**
 * What an {@link EventLoop} can be measured by. Waiting and working are told apart. Called by the
 * loop's threads; must be quick and must not throw.
 */
public interface LoopMetrics {
  /** Measures nothing. */
  LoopMetrics NONE = new LoopMetrics() {};

  /** One event was decided. */
  default void decided(long waitedNanos, long workedNanos) {}

  /** One transaction was committed. */
  default void committed(int events, int changes, long nanos) {}

  /** A commit failed or its outcome is unknown; the memory was thrown away. */
  default void commitFailed() {}

  /** A submission was refused because too many events wait. */
  default void refused() {}
}
