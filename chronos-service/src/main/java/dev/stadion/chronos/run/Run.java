package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run of a job: what came of one tick, one request, or one completed set of parents.
 *
 * @param id unique for ever, ascending in order of creation
 * @param incarnation of the job it belongs to: a deleted and newly made job of the same name is
 *     another one
 * @param generation of the schedule whose tick it is; unique together with job and tick
 * @param scheduledAt the tick, or the moment of the trigger
 * @param due the milliseconds in its task ids, unique within the job
 * @param coalesced how many ticks or triggers it stands for, at least 1
 * @param attempts how many attempts were launched
 * @param failures how many of them used up a retry
 * @param arguments of the trigger; empty when there were none
 * @param parentRuns the runs whose success made it
 * @param launchBy after this it is missed, if nothing was launched
 * @param retryAt when the next attempt is due, while waiting for it
 * @param attempt the last one launched
 */
public record Run(
    long id,
    String job,
    long incarnation,
    long generation,
    Trigger trigger,
    Instant scheduledAt,
    long due,
    int coalesced,
    boolean highPriority,
    RunState state,
    String reason,
    Instant createdAt,
    Optional<Instant> queuedAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int attempts,
    int failures,
    Optional<String> arguments,
    List<Long> parentRuns,
    Optional<Instant> launchBy,
    Optional<Instant> retryAt,
    Optional<Attempt> attempt) {
  public Run {
    requireNonNull(job, "job");
    requireNonNull(trigger, "trigger");
    requireNonNull(scheduledAt, "scheduledAt");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
    requireNonNull(createdAt, "createdAt");
    parentRuns = List.copyOf(parentRuns);
  }

  /** Whether a process of this run may exist, now or on a machine that is cut off. */
  public boolean isLive() {
    return state.isLive();
  }

  /** A copy to change one thing of; the record has many. */
  public RunDraft draft() {
    return new RunDraft(this);
  }
}
