package dev.stadion.scheduling.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a master said of a task.
 *
 * @param reason the wire name without {@code REASON_}, such as {@code RECONCILIATION}
 * @param message for people, may be empty
 * @param uuid present when the update must be acknowledged, which is done after it was committed
 * @param at when it happened, by the agent's clock
 * @param healthy the verdict of an agent-side health check, when there is one
 * @param ipAddresses of the task, in the order given; may be empty
 * @param check the newest result of a check without consequences, when there is one
 */
public record TaskUpdate(
    TaskId task,
    Optional<AgentId> agent,
    TaskState state,
    Optional<String> reason,
    String message,
    Optional<UUID> uuid,
    Instant at,
    Optional<Boolean> healthy,
    List<String> ipAddresses,
    Optional<CheckResult> check) {
  public TaskUpdate {
    requireNonNull(task, "task");
    requireNonNull(agent, "agent");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    requireNonNull(uuid, "uuid");
    requireNonNull(at, "at");
    requireNonNull(healthy, "healthy");
    ipAddresses = List.copyOf(ipAddresses);
    requireNonNull(check, "check");
  }

  /** An update of a task that has no check. */
  public TaskUpdate(
      TaskId task,
      Optional<AgentId> agent,
      TaskState state,
      Optional<String> reason,
      String message,
      Optional<UUID> uuid,
      Instant at,
      Optional<Boolean> healthy,
      List<String> ipAddresses) {
    this(task, agent, state, reason, message, uuid, at, healthy, ipAddresses, Optional.empty());
  }

  /** Whether this is an answer to reconciliation and not news. */
  public boolean isReconciliation() {
    return reason.filter("RECONCILIATION"::equals).isPresent();
  }
}
