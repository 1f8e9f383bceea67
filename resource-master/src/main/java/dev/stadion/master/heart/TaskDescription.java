package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import java.util.Optional;

/**
 * What a framework asks to be launched: the parts the master decides on, and all of it opaque.
 *
 * @param executor present for a task with an executor of its own, absent for a command
 * @param info the whole description, as the agent gets it
 */
public record TaskDescription(
    TaskId id, AgentId agent, Resources resources, Optional<ExecutorUse> executor, Payload info) {
  public TaskDescription {
    requireNonNull(id, "id");
    requireNonNull(agent, "agent");
    requireNonNull(resources, "resources");
    requireNonNull(executor, "executor");
    requireNonNull(info, "info");
  }
}
