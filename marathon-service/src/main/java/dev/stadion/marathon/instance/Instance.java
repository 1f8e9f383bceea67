package dev.stadion.marathon.instance;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * @param containers of a pod that has tasks, by name; empty for apps
 * @param reserved present when its data has a place
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
    Health health,
    SortedMap<String, ContainerState> containers,
    Optional<Reserved> reserved) {
  public Instance {
    requireNonNull(id, "id");
    requireNonNull(runSpecVersion, "runSpecVersion");
    requireNonNull(goal, "goal");
    requireNonNull(condition, "condition");
    requireNonNull(since, "since");
    ipAddresses = List.copyOf(ipAddresses);
    requireNonNull(health, "health");
    containers = Collections.unmodifiableSortedMap(new TreeMap<>(containers));
    requireNonNull(reserved, "reserved");
    if (condition.hasTask() != placement.isPresent()) {
      throw new IllegalArgumentException(id + " is " + condition + " with " + placement);
    }
  }

  /** Whether it is where {@code before} was, with the same task: only that task has got on. */
  public boolean onlyGoesOnFrom(Instance before) {
    return id.equals(before.id)
        && incarnation == before.incarnation
        && runSpecVersion.equals(before.runSpecVersion)
        && placement.equals(before.placement)
        && stagedAt.equals(before.stagedAt)
        && reserved.equals(before.reserved);
  }

  /** One that waits for its first task. */
  public static Instance scheduled(InstanceId id, Instant version, Instant now) {
    return scheduled(id, 1, version, now, Optional.empty());
  }

  private static Instance scheduled(
      InstanceId id, int incarnation, Instant version, Instant now, Optional<Reserved> reserved) {
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
        Health.UNCHECKED,
        Collections.emptySortedMap(),
        reserved);
  }

  /**
   * It got a place; its task is about to be launched there.
   *
   * @param expected of the task's checks
   * @param names of a pod's containers; empty for an app
   */
  public Instance provisioned(
      Placement place, Instant version, Instant now, Health expected, List<String> names) {
    var launched = new ContainerState(Condition.PROVISIONED, now, Optional.empty(), "");
    var begun = new TreeMap<String, ContainerState>();
    names.forEach(name -> begun.put(name, launched));
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
        expected,
        begun,
        reserved.map(Reserved::inUse));
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
        health,
        containers,
        reserved);
  }

  /** Its task is over and another one shall follow. */
  public Instance rescheduled(Instant version, Instant now) {
    return scheduled(id, incarnation + 1, version, now, reserved);
  }

  /** A place was found for its data; its task follows when the place is offered. */
  public Instance settled(Reserved place, Instant now) {
    return scheduled(id, incarnation, runSpecVersion, now, Optional.of(place));
  }

  /** Its data is lost. */
  public Instance unsettled() {
    return with(goal, killSentAt, health, containers, Optional.empty());
  }

  /** Shall have no task until it is wanted again. */
  public Instance stopped() {
    return with(Goal.STOPPED, killSentAt, health, containers);
  }

  /** Its last task is over and none shall follow for now. */
  public Instance resting(Condition end, Instant now) {
    return new Instance(
        id,
        incarnation,
        runSpecVersion,
        Goal.STOPPED,
        end,
        now,
        Optional.empty(),
        stagedAt,
        startedAt,
        Optional.empty(),
        List.of(),
        Health.UNCHECKED,
        Collections.emptySortedMap(),
        reserved);
  }

  /** Whether it has no task and none shall follow for now. */
  public boolean isResting() {
    return goal == Goal.STOPPED && !condition.hasTask();
  }

  public Instance decommissioned() {
    return with(Goal.DECOMMISSIONED, killSentAt, health, containers);
  }

  public Instance killSent(Instant at) {
    return with(goal, Optional.of(at), health, containers);
  }

  /** More was found out about its task. */
  public Instance checked(Health found) {
    return with(goal, killSentAt, found, containers);
  }

  private Instance with(
      Goal newGoal,
      Optional<Instant> newKillSentAt,
      Health newHealth,
      SortedMap<String, ContainerState> newContainers) {
    return with(newGoal, newKillSentAt, newHealth, newContainers, reserved);
  }

  private Instance with(
      Goal newGoal,
      Optional<Instant> newKillSentAt,
      Health newHealth,
      SortedMap<String, ContainerState> newContainers,
      Optional<Reserved> newReserved) {
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
        newHealth,
        newContainers,
        newReserved);
  }

  /** One of its containers was heard of; its own condition follows from {@link #together}. */
  public Instance heard(String container, Condition next, Instant at, String message) {
    var heard = new TreeMap<>(containers);
    heard.computeIfPresent(container, (name, state) -> state.reported(next, at, message));
    return with(goal, killSentAt, health, heard);
  }

  /**
   * What the conditions of all containers come to (marathon.md §8.2): while any of them may have a
   * process, the worst of those that may.
   */
  public Condition together() {
    return containers.values().stream()
        .map(ContainerState::condition)
        .min(
            Comparator.comparing(Condition::isTerminal)
                .thenComparingInt(Condition::rank)
                .thenComparing(Comparator.naturalOrder()))
        .orElse(condition);
  }

  /** The tasks that may have a process. */
  public List<TaskId> tasks() {
    if (containers.isEmpty()) {
      return condition.hasTask() ? List.of(task()) : List.of();
    }
    return containers.entrySet().stream()
        .filter(entry -> entry.getValue().condition().hasTask())
        .map(entry -> id.task(entry.getKey(), incarnation))
        .toList();
  }

  /** When the first of its tasks was seen running; when they were launched if none has been. */
  public Optional<Instant> begunAt() {
    return containers.values().stream()
        .flatMap(container -> container.startedAt().stream())
        .min(Comparator.naturalOrder())
        .or(() -> startedAt)
        .or(() -> stagedAt);
  }

  /** The task it has, had last, or will have next; of a pod the name of all of them. */
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
