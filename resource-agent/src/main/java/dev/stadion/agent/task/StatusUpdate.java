package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing said of a task, until it is acknowledged (mesos-v1.md §7.3).
 *
 * @param reason wire name without {@code REASON_}
 */
public record StatusUpdate(
    UUID uuid,
    TaskState state,
    Source source,
    Optional<String> reason,
    String message,
    Instant at) {

  /** Whose word it is. */
  public enum Source {
    AGENT,
    EXECUTOR
  }

  public StatusUpdate {
    requireNonNull(uuid, "uuid");
    requireNonNull(state, "state");
    requireNonNull(source, "source");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    requireNonNull(at, "at");
  }
}
