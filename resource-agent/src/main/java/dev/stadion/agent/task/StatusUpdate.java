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
 * @param details what else is said
 */
public record StatusUpdate(
    UUID uuid,
    TaskState state,
    Source source,
    Optional<String> reason,
    String message,
    Instant at,
    Details details) {

  /** Whose word it is. */
  public enum Source {
    AGENT,
    EXECUTOR
  }

  /**
   * What an update may say beside its state.
   *
   * @param healthy what the newest health check found
   * @param checkStatus a CheckStatusInfo
   * @param limitation a TaskResourceLimitation
   * @param status the whole TaskStatus of an executor that speaks for itself: everything in it that
   *     the update does not say otherwise is passed on as it is
   */
  public record Details(
      Optional<Boolean> healthy,
      Optional<Document> checkStatus,
      Optional<Document> limitation,
      Optional<Document> status) {
    public static final Details NONE =
        new Details(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Details {
      requireNonNull(healthy, "healthy");
      requireNonNull(checkStatus, "checkStatus");
      requireNonNull(limitation, "limitation");
      requireNonNull(status, "status");
    }

    public static Details ofHealth(boolean healthy) {
      return new Details(
          Optional.of(healthy), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * @param checkStatus a CheckStatusInfo
     */
    public static Details ofCheck(Document checkStatus) {
      return new Details(
          Optional.empty(), Optional.of(checkStatus), Optional.empty(), Optional.empty());
    }

    /** What checks have found last is said in every later update, too. */
    public Details after(Details before) {
      return new Details(
          healthy.or(before::healthy), checkStatus.or(before::checkStatus), limitation, status);
    }

    public static Details ofExecutor(Document status) {
      return new Details(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(status));
    }
  }

  public StatusUpdate {
    requireNonNull(uuid, "uuid");
    requireNonNull(state, "state");
    requireNonNull(source, "source");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    requireNonNull(at, "at");
    requireNonNull(details, "details");
  }
}
