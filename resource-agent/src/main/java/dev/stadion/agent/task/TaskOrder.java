package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import java.time.Duration;
import java.util.Optional;

/**
 * A task the master wants to run here.
 *
 * @param container fresh: names this one start
 * @param info its TaskInfo
 * @param grace between TERM and KILL when a kill names none (mesos-v1.md §9.1)
 * @param maxCompletion how long it may run at most
 * @param refusal present when it cannot be started
 */
public record TaskOrder(
    TaskKey key,
    ContainerId container,
    Document info,
    Duration grace,
    Optional<Duration> maxCompletion,
    Optional<Refusal> refusal) {
  public TaskOrder {
    requireNonNull(key, "key");
    requireNonNull(container, "container");
    requireNonNull(info, "info");
    requireNonNull(grace, "grace");
    requireNonNull(maxCompletion, "maxCompletion");
    requireNonNull(refusal, "refusal");
  }
}
