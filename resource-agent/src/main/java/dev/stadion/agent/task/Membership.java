package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import java.util.Optional;

/**
 * Whose task a task is.
 *
 * @param container of the executor
 * @param group names the tasks that were ordered together: one that fails ends the others
 */
public record Membership(
    ExecutorKey executor,
    ExecutorOrder.Kind kind,
    ContainerId container,
    Optional<ContainerId> group) {
  public Membership {
    requireNonNull(executor, "executor");
    requireNonNull(kind, "kind");
    requireNonNull(container, "container");
    requireNonNull(group, "group");
  }
}
