package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.FrameworkId;

/**
 * What the agent needs to know of a framework.
 *
 * @param wantsKilling whether it understands TASK_KILLING
 * @param partitionAware whether it understands TASK_GONE and TASK_DROPPED
 * @param info its FrameworkInfo
 */
public record Framework(
    FrameworkId id, boolean wantsKilling, boolean partitionAware, Document info) {
  public Framework {
    requireNonNull(id, "id");
    requireNonNull(info, "info");
  }
}
