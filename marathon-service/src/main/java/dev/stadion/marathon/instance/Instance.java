package dev.stadion.marathon.instance;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One of the copies of an app that shall run.
 *
 * @param incarnation of the current task, or of the next one while there is none; from 1
 * @param runSpecVersion of the definition that the current or next task is started from
 * @param since when the condition began
 * @param placement present while there is a task
 * @param stagedAt when the task was launched
 * @param startedAt when the task was first seen running
 * @param killSentAt when we last asked for the task's end
 * @param health what checks found of the task
 */
public record Instance(
    InstanceId id,
    int incarnation,
    Instant runSpecVersion,
    Goal goal,
    Condition condition,
    Instant since,
    Optional<Placement> placement,
    Optional<Instant> stagedAt,
    Optional<Instant> startedAt,
    Optional<Instant> killSentAt,
    List<String> ipAddresses,
    Health health) {
  public Instance {
    requireNonNull(id, "id");
    requireNonNull(runSpecVersion, "runSpecVersion");
    requireNonNull(goal, "goal");
    requireNonNull(condition, "condition");
    requireNonNull(since, "since");
    ipAddresses = List.copyOf(ipAddresses);
    requireNonNull(health, "health");
    if (condition.hasTask() != placement.isPresent()) {
      throw new IllegalArgumentException(id + " is " + condition + " with " + placement);
    }
  }

  /** One that waits for its first task. */
  public static Instance scheduled(InstanceId id, Instant version, Instant now) {
    return scheduled(id, 1, version, now);
  }

  private static Instance scheduled(InstanceId id, int incarnation, Instant version, Instant now) {
    return new Instance(
        id,
        incarnation,
        version,
        Goal.RUNNING,
        Condition.SCHEDULED,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Health.UNCHECKED);
  }

  /**
   * It got a place; its task is about to be launched there.
   *
   * @param expected of the task's checks
   */
  public Instance provisioned(Placement place, Instant version, Instant now, Health expected) {
    return new Instance(
        id,
        incarnation,
        version,
        goal,
        Condition.PROVISIONED,
        now,
        Optional.of(place),
        Optional.of(now),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        expected);
  }

  /** Its task was heard of. */
  public Instance reported(Condition next, Instant at, List<String> addresses) {
    return new Instance(
        id,
        incarnation,
        runSpecVersion,
        goal,
        next,
        condition == next ? since : at,
        placement,
        stagedAt,
        next == Condition.RUNNING ? startedAt.or(() -> Optional.of(at)) : startedAt,
        killSentAt,
        addresses.isEmpty() ? ipAddresses : addresses,
        health);
  }

  /** Its task is over and another one shall follow. */
  public Instance rescheduled(Instant version, Instant now) {
    return scheduled(id, incarnation + 1, version, now);
  }

  public Instance decommissioned() {
    return with(Goal.DECOMMISSIONED, killSentAt, health);
  }

  public Instance killSent(Instant at) {
    return with(goal, Optional.of(at), health);
  }

  /** More was found out about its task. */
  public Instance checked(Health found) {
    return with(goal, killSentAt, found);
  }

  private Instance with(Goal newGoal, Optional<Instant> newKillSentAt, Health newHealth) {
    return new Instance(
        id,
        incarnation,
        runSpecVersion,
        newGoal,
        condition,
        since,
        placement,
        stagedAt,
        startedAt,
        newKillSentAt,
        ipAddresses,
        newHealth);
  }

  /** The task it has, had last, or will have next. */
  public TaskId task() {
    return id.task(incarnation);
  }

  /** Whether it counts towards what a user wants to have. */
  public boolean counts() {
    return goal == Goal.RUNNING && condition != Condition.UNREACHABLE_INACTIVE;
  }

  /** Whether it does its work as far as anybody knows. */
  public boolean isGood() {
    return counts() && condition == Condition.RUNNING && health.isFit();
  }
}
