package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.task.TaskState;

/**
 * Why a task is not started at all.
 *
 * @param state ERROR when the description is wrong, FAILED when this agent cannot do it
 * @param reason wire name without {@code REASON_}
 */
public record Refusal(TaskState state, String reason, String message) {
  public Refusal {
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
  }
}
