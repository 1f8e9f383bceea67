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
 * @param place among those that wait
 * @param reason why it is in its state, when there is something to say
 * @param queuedAt since when it waits to be launched, or last did
 * @param attempts how many attempts were launched
 * @param failures how many of them used up a retry
 * @param request what it was told
 * @param timers when something happens to it by itself
 * @param dag its place in a run of a whole graph
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
    Place place,
    RunState state,
    String reason,
    Instant createdAt,
    Optional<Instant> queuedAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int attempts,
    int failures,
    Request request,
    Timers timers,
    Optional<DagPlace> dag,
    Optional<Attempt> attempt) {
  public Run {
    requireNonNull(job, "job");
    requireNonNull(trigger, "trigger");
    requireNonNull(scheduledAt, "scheduledAt");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(place, "place");
    requireNonNull(request, "request");
    requireNonNull(timers, "timers");
    requireNonNull(dag, "dag");
    requireNonNull(attempt, "attempt");
  }

  /** What it is called outside; see {@link RunIds}. */
  public String runId() {
    return RunIds.text(id);
  }

  public Optional<String> arguments() {
    return request.arguments();
  }

  /** The runs whose end made it. */
  public List<Long> parentRuns() {
    return request.parentRuns();
  }

  /** Whether it waits for its first launch. */
  public boolean isUntried() {
    return state == RunState.QUEUED && attempts == 0;
  }

  /** Whether the run is under way: its process may exist, or its callback is awaited. */
  public boolean isLive() {
    return state.isLive();
  }

  /** Whether a process of this run may exist, now or on a machine that is cut off. */
  public boolean hasProcess() {
    return isLive() && attempt.filter(a -> !a.state().isTerminal()).isPresent();
  }

  /** How much of its pool it holds, if it names one (chronos.md B-41). */
  public int slotsHeld() {
    return place.pool().isPresent() && attempts > 0 && !state.isTerminal() ? place.slots() : 0;
  }

  /**
   * Whether it fills in the past, as a run of a backfill or of a graph that a backfill began: it
   * says nothing of how its job fares now (chronos.md B-54).
   */
  public boolean fillsIn() {
    return place.yields();
  }

  /**
   * What the time it took is counted from (chronos.md §1.5): the tick, so that being late is part
   * of it; without a tick of its own, when somebody wanted the run, or when its turn had come. The
   * ticks of a backfill are long past, and so is that of a rerun.
   */
  public Instant countedFrom() {
    return switch (trigger) {
      case SCHEDULE -> Instant.ofEpochMilli(due);
      case BACKFILL -> queuedAt.orElse(createdAt);
      case MANUAL, DEPENDENCY, RERUN -> dag.isPresent() ? queuedAt.orElse(createdAt) : createdAt;
    };
  }

  /** Whether nothing else is new but how far it has come: its state, its times and its attempts. */
  public boolean onlyGoesOnFrom(Run earlier) {
    return id == earlier.id
        && due == earlier.due
        && coalesced == earlier.coalesced
        && place.equals(earlier.place)
        && request.equals(earlier.request)
        && dag.equals(earlier.dag);
  }

  /** A copy to change one thing of; the record has many. */
  public RunDraft draft() {
    return new RunDraft(this);
  }
}
