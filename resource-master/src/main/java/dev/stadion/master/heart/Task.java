package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * A task the master answers for, from ACCEPT until its terminal status was acknowledged.
 *
 * @param role the role of the offer it was launched from
 * @param state the newest known; its resources are released as soon as this is terminal, even while
 *     an older status still waits for its acknowledgement
 * @param statuses the last of each run of equal states, oldest first; the last one is the one that
 *     was forwarded last
 * @param concluded whether {@code state} is the master's own finding, of which no agent will send a
 *     status
 * @param pendingKill a kill that waits for its agent to come back
 * @param epoch of the master that launched it
 */
public record Task(
    FrameworkId framework,
    TaskDescription description,
    String role,
    TaskState state,
    PVector<LatestStatus> statuses,
    boolean concluded,
    Optional<PendingKill> pendingKill,
    Instant launchedAt,
    long epoch) {

  /**
   * @param grace overrides the task's own
   */
  public record PendingKill(Optional<Duration> grace) {}

  public Task {
    requireNonNull(framework, "framework");
    requireNonNull(description, "description");
    requireNonNull(role, "role");
    requireNonNull(state, "state");
    requireNonNull(statuses, "statuses");
    requireNonNull(pendingKill, "pendingKill");
    requireNonNull(launchedAt, "launchedAt");
  }

  static Task staging(
      FrameworkId framework, TaskDescription description, String role, Instant at, long epoch) {
    return new Task(
        framework,
        description,
        role,
        TaskState.STAGING,
        TreePVector.empty(),
        false,
        Optional.empty(),
        at,
        epoch);
  }

  public TaskId id() {
    return description.id();
  }

  public AgentId agent() {
    return description.agent();
  }

  public TaskKey key() {
    return new TaskKey(framework, id());
  }

  /** Whether {@code later} is the same launch, with another state or status perhaps. */
  boolean isLaunchOf(Task later) {
    return epoch == later.epoch
        && launchedAt.equals(later.launchedAt)
        && role.equals(later.role)
        && framework.equals(later.framework)
        && (description == later.description || description.equals(later.description));
  }

  /** The status that was forwarded last. */
  public Optional<LatestStatus> latest() {
    return statuses.isEmpty() ? Optional.empty() : Optional.of(statuses.get(statuses.size() - 1));
  }

  /**
   * Whether this is the status that was forwarded last. An agent that lists its tasks tells no
   * uuids: nobody is to acknowledge these statuses.
   */
  boolean hasHeard(LatestStatus status) {
    return latest()
        .filter(last -> last.state() == status.state() && last.at().equals(status.at()))
        .filter(last -> status.uuid().isEmpty() || status.uuid().equals(last.uuid()))
        .isPresent();
  }

  /** Whether the status with this uuid was followed by another one. */
  boolean hasMovedOnFrom(UUID uuid) {
    for (int i = 0; i < statuses.size() - 1; i++) {
      if (statuses.get(i).uuid().filter(uuid::equals).isPresent()) {
        return true;
      }
    }
    return false;
  }

  Task in(TaskState next) {
    return new Task(
        framework, description, role, next, statuses, false, pendingKill, launchedAt, epoch);
  }

  Task concludedAs(TaskState next) {
    return new Task(
        framework, description, role, next, statuses, true, pendingKill, launchedAt, epoch);
  }

  Task with(LatestStatus status) {
    PVector<LatestStatus> next =
        latest().filter(last -> last.state() == status.state()).isPresent()
            ? statuses.with(statuses.size() - 1, status)
            : statuses.plus(status);
    return new Task(
        framework, description, role, state, next, concluded, pendingKill, launchedAt, epoch);
  }

  Task killing(Optional<PendingKill> kill) {
    return new Task(
        framework, description, role, state, statuses, concluded, kill, launchedAt, epoch);
  }
}
