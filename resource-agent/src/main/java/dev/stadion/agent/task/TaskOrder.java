package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import java.time.Duration;
import java.util.Optional;

/**
 * A task the master wants to run here.
 *
 * @param container fresh: names this one start. A task of a custom executor lives in that one's
 * @param info its TaskInfo
 * @param grace between TERM and KILL when a kill names none (mesos-v1.md §9.1)
 * @param maxCompletion how long it may run at most
 * @param membership present unless it is a command of its own
 * @param refusal present when it cannot be started
 */
public record TaskOrder(
    TaskKey key,
    ContainerId container,
    Document info,
    Duration grace,
    Optional<Duration> maxCompletion,
    Optional<Membership> membership,
    Optional<Refusal> refusal) {
  public TaskOrder {
    requireNonNull(key, "key");
    requireNonNull(container, "container");
    requireNonNull(info, "info");
    requireNonNull(grace, "grace");
    requireNonNull(maxCompletion, "maxCompletion");
    requireNonNull(membership, "membership");
    requireNonNull(refusal, "refusal");
  }

  /** A command task, which has no executor that anybody sees. */
  public TaskOrder(
      TaskKey key,
      ContainerId container,
      Document info,
      Duration grace,
      Optional<Duration> maxCompletion,
      Optional<Refusal> refusal) {
    this(key, container, info, grace, maxCompletion, Optional.empty(), refusal);
  }

  /** Whether the task is a process that this agent starts and ends. */
  public boolean hasProcess() {
    return membership.map(of -> of.kind() == ExecutorOrder.Kind.DEFAULT).orElse(true);
  }

  /** As it is when the executor lives already, in a container of an earlier order. */
  public TaskOrder within(ContainerId executor) {
    return membership
        .map(of ->
            new TaskOrder(
                key,
                hasProcess() ? container : executor,
                info,
                grace,
                maxCompletion,
                Optional.of(new Membership(of.executor(), of.kind(), executor, of.group())),
                refusal))
        .orElse(this);
  }

  public TaskOrder refusedIfAbsent(Optional<Refusal> why) {
    return refusal.isPresent() ? this : why.map(this::refusedBecause).orElse(this);
  }

  public TaskOrder refusedBecause(Refusal why) {
    return new TaskOrder(key, container, info, grace, maxCompletion, membership, Optional.of(why));
  }
}
