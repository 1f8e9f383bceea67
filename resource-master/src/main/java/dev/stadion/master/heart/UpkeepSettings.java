package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the master remembers what is over, and how fast it may give agents up (mesos-v1.md §8.1,
 * §16).
 *
 * @param agentMemory unreachable and gone agents are forgotten after this
 * @param agentsRemembered of both together; the oldest are forgotten first
 * @param forgetEvery how often that is looked at
 * @param completedTasks how many ended tasks of each framework are shown
 * @param removalPause between two agents that become unreachable; absent means none
 * @param recoveryRemovalLimit the share of recovered agents, 0 to 1, that may stay away after a
 *     change of masters; above it the master gives up instead of giving them up
 */
public record UpkeepSettings(
    Duration agentMemory,
    int agentsRemembered,
    Duration forgetEvery,
    int completedTasks,
    Optional<Duration> removalPause,
    double recoveryRemovalLimit) {
  public static final UpkeepSettings DEFAULT =
      new UpkeepSettings(
          Duration.ofDays(14), 102_400, Duration.ofMinutes(15), 1_000, Optional.empty(), 1);

  public UpkeepSettings {
    requireNonNull(removalPause, "removalPause");
    if (agentsRemembered < 1 || completedTasks < 0 || !forgetEvery.isPositive()) {
      throw new IllegalArgumentException("memories need positive bounds");
    }
    if (!(recoveryRemovalLimit >= 0 && recoveryRemovalLimit <= 1)) {
      throw new IllegalArgumentException("a share is between 0 and 1");
    }
  }
}
