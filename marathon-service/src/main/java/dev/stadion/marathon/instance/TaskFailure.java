package dev.stadion.marathon.instance;

import dev.stadion.marathon.app.PathId;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.Optional;

/**
 * How an app's last failing task failed (marathon.md §6.3).
 *
 * @param version of the definition that it was launched from
 * @param startedAt see {@link Instance#begunAt}; empty where it was remembered without
 */
public record TaskFailure(
    PathId app,
    TaskId task,
    TaskState state,
    String message,
    String hostname,
    Instant at,
    Instant version,
    Optional<AgentId> agent,
    Optional<Instant> startedAt) {

  /**
   * Of a task of {@code instance}.
   *
   * @param agent that told of it, if one did
   */
  public static TaskFailure of(
      Instance instance,
      TaskId task,
      TaskState state,
      String message,
      Instant at,
      Optional<AgentId> agent) {
    return new TaskFailure(
        instance.id().app(),
        task,
        state,
        message,
        instance.placement().map(Placement::hostname).orElse(""),
        at,
        instance.runSpecVersion(),
        agent.or(() -> instance.placement().map(Placement::agent)),
        instance.begunAt());
  }

  /** Whether a task that ended so is remembered. */
  public static boolean isFailure(TaskState state) {
    return switch (state) {
      case FAILED, ERROR, LOST, DROPPED, GONE, GONE_BY_OPERATOR, UNKNOWN -> true;
      case STAGING, STARTING, RUNNING, KILLING, UNREACHABLE, FINISHED, KILLED -> false;
    };
  }
}
