package dev.stadion.chronos.run;

import java.time.Instant;
import java.util.Optional;

/** The next version of a run while it is being decided. Used by one thread, then thrown away. */
public final class RunDraft {
  private final Run run;
  private int coalesced;
  private RunState state;
  private String reason;
  private Optional<Instant> queuedAt;
  private Optional<Instant> startedAt;
  private Optional<Instant> finishedAt;
  private int attempts;
  private int failures;
  private Place place;
  private Request request;
  private Timers timers;
  private Optional<DagPlace> dag;
  private Optional<Attempt> attempt;

  RunDraft(Run run) {
    this.run = run;
    this.coalesced = run.coalesced();
    this.state = run.state();
    this.reason = run.reason();
    this.queuedAt = run.queuedAt();
    this.startedAt = run.startedAt();
    this.finishedAt = run.finishedAt();
    this.attempts = run.attempts();
    this.failures = run.failures();
    this.place = run.place();
    this.request = run.request();
    this.timers = run.timers();
    this.dag = run.dag();
    this.attempt = run.attempt();
  }

  /** Further ticks or triggers that this waiting run stands for as well. */
  public RunDraft coalesce(int more, Optional<Instant> newLaunchBy) {
    coalesced += more;
    if (newLaunchBy.isPresent()) {
      timers = timers.withLaunchBy(newLaunchBy);
    }
    return this;
  }

  /** It has a place in a run of a graph, and waits there for its turn. */
  public RunDraft waits(DagPlace where) {
    state = RunState.WAITING;
    queuedAt = Optional.empty();
    timers = Timers.NONE;
    dag = Optional.of(where);
    return this;
  }

  /** It is among many that may not all be under way at once. */
  public RunDraft waits() {
    state = RunState.WAITING;
    queuedAt = Optional.empty();
    timers = Timers.NONE;
    return this;
  }

  /** Why it is in its state. */
  public RunDraft because(String why) {
    reason = why;
    return this;
  }

  public RunDraft queued(Instant at) {
    state = RunState.QUEUED;
    queuedAt = Optional.of(at);
    timers = timers.withRetryAt(Optional.empty());
    return this;
  }

  public RunDraft launched(Attempt next) {
    state = RunState.STAGING;
    attempt = Optional.of(next);
    attempts++;
    timers = timers.launched();
    return this;
  }

  public RunDraft running(Instant at) {
    state = RunState.RUNNING;
    startedAt = startedAt.or(() -> Optional.of(at));
    return this;
  }

  public RunDraft timers(Timers next) {
    timers = next;
    return this;
  }

  public RunDraft request(Request next) {
    request = next;
    return this;
  }

  public RunDraft place(Place next) {
    place = next;
    return this;
  }

  public RunDraft attempt(Attempt now) {
    attempt = Optional.of(now);
    return this;
  }

  /** The attempt failed and used up one retry. */
  public RunDraft failedOnce() {
    failures++;
    return this;
  }

  public RunDraft retryAt(Instant at) {
    state = RunState.RETRY_WAIT;
    timers = timers.withRetryAt(Optional.of(at));
    return this;
  }

  public RunDraft ended(RunState how, String why, Instant at) {
    state = how;
    reason = why;
    finishedAt = Optional.of(at);
    timers = Timers.NONE;
    return this;
  }

  /**
   * @throws IllegalStateException when it is over without an end, or the other way round: the
   *     database tells by the end which runs are open
   */
  public Run done() {
    if (state.isTerminal() == finishedAt.isEmpty()) {
      throw new IllegalStateException(state + " does not go with the end " + finishedAt);
    }
    return new Run(
        run.id(),
        run.job(),
        run.incarnation(),
        run.generation(),
        run.trigger(),
        run.scheduledAt(),
        run.due(),
        coalesced,
        place,
        state,
        reason,
        run.createdAt(),
        queuedAt,
        startedAt,
        finishedAt,
        attempts,
        failures,
        request,
        timers,
        dag,
        attempt);
  }
}
