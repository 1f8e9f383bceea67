package dev.stadion.marathon.instance;

import dev.stadion.marathon.app.PathId;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.Optional;

/** How an app's last failing task failed (marathon.md §6.3). */
public record TaskFailure(
    PathId app,
    TaskId task,
    TaskState state,
    String message,
    String hostname,
    Instant at,
    Instant version,
    Optional<AgentId> agent) {

  /** Whether a task that ended so is remembered. */
  public static boolean isFailure(TaskState state) {
    return switch (state) {
      case FAILED, ERROR, LOST, DROPPED, GONE, GONE_BY_OPERATOR, UNKNOWN -> true;
      case STAGING, STARTING, RUNNING, KILLING, UNREACHABLE, FINISHED, KILLED -> false;
    };
  }
}
