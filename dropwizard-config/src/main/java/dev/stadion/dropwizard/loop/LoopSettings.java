package dev.stadion.dropwizard.loop;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Bounds of an {@link EventLoop}.
 *
 * @param maxBatchEvents how many events are decided at most before their changes are committed
 * @param maxBatchChanges a batch takes no further event once it has this many changes
 * @param maxQueuedEvents further submissions are refused when this many wait; posts wait for room
 *     when this many posts wait
 * @param lookAtClockEvery an idle loop compares the wall clock with its next deadline at least this
 *     often, so that a clock that jumps forward delays a timer no longer than this
 * @param reloadBackoff first pause between two attempts to read the state again after a failed
 *     commit; doubles up to {@code maxReloadBackoff}
 * @param stopWithin how long {@link EventLoop#stop} waits for the commit in flight
 */
public record LoopSettings(
    int maxBatchEvents,
    int maxBatchChanges,
    int maxQueuedEvents,
    Duration lookAtClockEvery,
    Duration reloadBackoff,
    Duration maxReloadBackoff,
    Duration stopWithin) {

  /** What a service runs with unless told otherwise. */
  public static final LoopSettings DEFAULTS =
      new LoopSettings(
          1_000,
          5_000,
          20_000,
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3));

  public LoopSettings {
    positive(maxBatchEvents, "maxBatchEvents");
    positive(maxBatchChanges, "maxBatchChanges");
    positive(maxQueuedEvents, "maxQueuedEvents");
    positive(lookAtClockEvery, "lookAtClockEvery");
    positive(reloadBackoff, "reloadBackoff");
    positive(maxReloadBackoff, "maxReloadBackoff");
    positive(stopWithin, "stopWithin");
  }

  private static void positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
  }

  private static void positive(Duration value, String name) {
    requireNonNull(value, name);
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be longer than nothing but is " + value);
    }
  }
}
