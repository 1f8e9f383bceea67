package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.AppDefinition.BackoffStrategy;
import java.time.Duration;
import java.time.Instant;

/**
 * Why an app does not launch right now: its tasks failed (marathon.md §13). One delay is shared by
 * all instances of an app's configuration.
 *
 * @param length of the wait, grows with every generation of failing tasks
 * @param raisedAt when the length was last set; tasks launched before that belong to a generation
 *     whose failure was already counted
 * @param until nothing is launched before
 * @param lastActivity the delay is forgotten when nothing happened since for the longest delay
 */
public record Delay(
    Instant configuration, Duration length, Instant raisedAt, Instant until, Instant lastActivity) {

  /** The delay after the first failure. */
  public static Delay first(Instant configuration, BackoffStrategy strategy, Instant now) {
    Duration length = atMost(Duration.ofSeconds(strategy.backoffSeconds()), strategy);
    return new Delay(configuration, length, now, now.plus(length), now);
  }

  /**
   * The delay after one more failure. Ten tasks that die together count once, so that the loss of
   * one machine does not look like ten crashes in a row.
   *
   * @param stagedAt when the failed task was launched
   */
  public Delay again(Instant stagedAt, BackoffStrategy strategy, Instant now) {
    if (!stagedAt.isAfter(raisedAt)) {
      return this;
    }
    Duration longer =
        Duration.ofMillis((long) Math.min(1e12, length.toMillis() * strategy.backoffFactor()));
    Duration next = atMost(longer, strategy);
    return new Delay(configuration, next, now, now.plus(next), now);
  }

  /** Something was launched or came up: the delay is not yet history. */
  public Delay touched(Instant now) {
    return new Delay(configuration, length, raisedAt, until, now);
  }

  public boolean isPending(Instant now) {
    return now.isBefore(until);
  }

  public boolean isHistory(BackoffStrategy strategy, Instant now) {
    return now.isAfter(lastActivity.plusSeconds(strategy.maxLaunchDelaySeconds()))
        && !isPending(now);
  }

  private static Duration atMost(Duration length, BackoffStrategy strategy) {
    Duration max = Duration.ofSeconds(strategy.maxLaunchDelaySeconds());
    return length.compareTo(max) > 0 ? max : length;
  }
}
