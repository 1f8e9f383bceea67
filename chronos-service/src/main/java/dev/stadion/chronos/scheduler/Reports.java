package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunDraft;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.schedule.Span;
import dev.stadion.scheduling.backoff.Backoff;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the master tells of tasks, and what follows from it (chronos.md §8). */
final class Reports {
  /** An attempt that was dropped is replaced at once; if it goes on like that, slower. */
  private static final Backoff DROPPED =
      new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(60));

  private Reports() {}

  static void update(Turn turn, TaskUpdate update) {
    if (update.uuid().isPresent() && update.agent().isPresent()) {
      turn.effect(
          new ChronosEffect.Acknowledge(update.task(), update.agent().get(), update.uuid().get()));
    }
    Links.answered(turn, update.task());
    Optional<Run> run = turn.runOf(update.task());
    if (run.isEmpty()) {
      // Repeated and late news of an attempt that is over changes nothing (promises.md P12).
      Links.noteStranger(turn, update);
      return;
    }
    Run now = run.get();
    Attempt attempt = now.attempt().orElseThrow();
    switch (update.state()) {
      case STAGING -> {} // the master has it; the agent has not spoken yet
      case STARTING, RUNNING -> heard(turn, now, attempt, update);
      case KILLING -> heardEnding(turn, now, attempt, update);
      case FINISHED -> succeeded(turn, now, ended(turn, attempt, AttemptState.SUCCEEDED, update));
      case KILLED -> killed(turn, now, ended(turn, attempt, AttemptState.KILLED, update));
      case FAILED, ERROR -> failed(turn, now, ended(turn, attempt, AttemptState.FAILED, update));
      case DROPPED, LOST, GONE, GONE_BY_OPERATOR -> gone(turn, now, attempt, update);
      case UNREACHABLE, UNKNOWN -> cutOff(turn, now, attempt, update.reason(), update.message());
    }
  }

  private static Attempt ended(Turn turn, Attempt attempt, AttemptState how, TaskUpdate update) {
    return attempt.ended(how, update.reason(), update.message(), turn.now);
  }

  // ---- alive ---------------------------------------------------------------------------------

  private static void heard(Turn turn, Run run, Attempt attempt, TaskUpdate update) {
    boolean first = run.startedAt().isEmpty();
    boolean news = attempt.state() != AttemptState.RUNNING || run.state() != RunState.RUNNING;
    if (news) {
      turn.save(
          run.draft()
              .running(turn.now)
              .attempt(attempt.running(update.reason(), update.message(), turn.now))
              .done());
      if (first) {
        turn.jobOf(run).ifPresent(job -> Dependencies.started(turn, job));
      }
    }
    if (attempt.killAsked()) {
      turn.effect(ending(turn, run, attempt));
    }
  }

  private static void heardEnding(Turn turn, Run run, Attempt attempt, TaskUpdate update) {
    if (attempt.state() != AttemptState.RUNNING) {
      turn.save(
          run.draft()
              .running(turn.now)
              .attempt(attempt.running(update.reason(), update.message(), turn.now))
              .done());
    }
  }

  /** It may still run: it blocks its job until it is heard of or the deadline passes. */
  static void cutOff(Turn turn, Run run, Attempt attempt, Optional<String> reason, String message) {
    if (attempt.state() != AttemptState.UNREACHABLE) {
      Instant deadline = turn.now.plus(turn.settings.unreachableDeadline());
      turn.save(run.draft().attempt(attempt.unreachable(reason, message, deadline)).done());
    }
  }

  static void agentLost(Turn turn, AgentId agent) {
    List<Run> there =
        turn.openRuns().stream()
            .filter(r -> r.isLive() && r.attempt().orElseThrow().agent().equals(agent))
            .sorted(Comparator.comparingLong(Run::id))
            .toList();
    for (Run run : there) {
      cutOff(
          turn,
          run,
          run.attempt().orElseThrow(),
          Optional.of("AGENT_REMOVED"),
          "The agent was lost");
    }
  }

  /** Asks for a task's end; asking again does no harm. */
  static void kill(Turn turn, Run run, KillCause cause) {
    Attempt attempt = run.attempt().orElseThrow();
    if (!attempt.killAsked()) {
      turn.save(run.draft().attempt(attempt.askedToEnd(cause)).done());
    }
    turn.effect(ending(turn, run, attempt));
  }

  private static ChronosEffect ending(Turn turn, Run run, Attempt attempt) {
    Optional<Duration> grace =
        turn.jobOf(run).flatMap(job -> job.job().options().overlap().grace()).map(Span::length);
    return new ChronosEffect.Kill(attempt.task(), Optional.of(attempt.agent()), grace);
  }

  // ---- over ----------------------------------------------------------------------------------

  private static void succeeded(Turn turn, Run run, Attempt attempt) {
    Optional<JobState> job = turn.jobOf(run);
    if (run.startedAt().isEmpty()) {
      job.ifPresent(j -> Dependencies.started(turn, j));
    }
    turn.save(
        run.draft()
            .attempt(attempt)
            .running(turn.now)
            .ended(RunState.SUCCEEDED, "", turn.now)
            .done());
    turn.jobOf(run)
        .ifPresent(state -> {
          turn.save(state.with(state.job().with(state.job().tally().succeeded(turn.now))));
          Dependencies.succeeded(turn, run.job(), Optional.of(run.id()));
          Exhaustion.afterSuccess(turn, run.job());
        });
  }

  private static void killed(Turn turn, Run run, Attempt attempt) {
    turn.save(run.draft().attempt(attempt).ended(RunState.KILLED, "killed", turn.now).done());
    Exhaustion.afterEnd(turn, run);
  }

  /** The task is no more; whether it ever was decides what follows (promises.md P4). */
  private static void gone(Turn turn, Run run, Attempt attempt, TaskUpdate update) {
    boolean neverHeardOf = attempt.state() == AttemptState.STAGING;
    boolean dropped =
        switch (update.state()) {
          case DROPPED -> true;
          case LOST, GONE -> neverHeardOf && update.isReconciliation();
          default -> false;
        };
    if (!dropped || !neverHeardOf) {
      failed(turn, run, ended(turn, attempt, AttemptState.LOST, update));
      return;
    }
    Attempt ended = ended(turn, attempt, AttemptState.DROPPED, update);
    Optional<JobState> job = turn.jobOf(run);
    if (attempt.killAsked() || job.isEmpty()) {
      killed(turn, run, ended);
      return;
    }
    if (job.get().job().disabled()) {
      turn.save(run.draft().attempt(ended).ended(RunState.SKIPPED, "disabled", turn.now).done());
      return;
    }
    int droppedBefore = run.attempts() - run.failures() - 1;
    RunDraft next = run.draft().attempt(ended);
    turn.save(
        droppedBefore == 0
            ? next.queued(turn.now).done()
            : next.retryAt(turn.now.plus(DROPPED.after(droppedBefore))).done());
  }

  /** The attempt failed or was lost: another one, or the end of the run. */
  static void failed(Turn turn, Run run, Attempt attempt) {
    Optional<JobState> state = turn.jobOf(run);
    if (attempt.killAsked() || state.isEmpty()) {
      killed(turn, run, attempt);
      return;
    }
    Job job = state.get().job();
    if (run.failures() < job.policy().retries() && !job.disabled() && mayRetry(turn, job)) {
      turn.save(
          run.draft()
              .attempt(attempt)
              .failedOnce()
              .retryAt(turn.now.plus(turn.settings.failureRetry()))
              .done());
      return;
    }
    RunState how = attempt.state() == AttemptState.LOST ? RunState.LOST : RunState.FAILED;
    turn.save(run.draft().attempt(attempt).ended(how, attempt.message(), turn.now).done());
    failedFinally(turn, state.get(), run);
  }

  private static boolean mayRetry(Turn turn, Job job) {
    Tally tally = job.tally();
    return !turn.settings.retryRequiresRecentSuccess()
        || tally.lastError().isEmpty()
        || tally.lastSuccess().filter(s -> !s.isBefore(tally.lastError().get())).isPresent();
  }

  private static void failedFinally(Turn turn, JobState state, Run run) {
    Tally tally = state.job().tally().failed(turn.now);
    int limit = turn.settings.disableAfterFailures();
    boolean disable = limit > 0 && tally.errorsSinceLastSuccess() >= limit;
    boolean wasDisabled = state.job().disabled();
    turn.save(state.with(state.job().with(tally).withDisabled(wasDisabled || disable)));
    if (disable && !wasDisabled) {
      Declarations.skipQueued(turn, state.name(), "disabled");
      turn.effect(
          new ChronosEffect.JobDisabled(
              state.name(), tally.errorsSinceLastSuccess() + " failures since last success"));
    }
    if (state.job().policy().softError()) {
      Dependencies.succeeded(turn, state.name(), Optional.of(run.id()));
    }
  }

  // ---- time passes ---------------------------------------------------------------------------

  /** Looks at the runs whose moment has come. */
  static void passDeadlines(Turn turn) {
    while (!turn.deadlines().isEmpty() && !turn.deadlines().first().at().isAfter(turn.now)) {
      Run run = turn.run(turn.deadlines().first().run());
      switch (run.state()) {
        case RETRY_WAIT -> retry(turn, run);
        case QUEUED ->
            turn.save(run.draft().ended(RunState.MISSED, "not launched in time", turn.now).done());
        case STAGING, RUNNING ->
            failed(
                turn,
                run,
                run.attempt()
                    .orElseThrow()
                    .ended(
                        AttemptState.LOST,
                        Optional.of("UNREACHABLE_DEADLINE"),
                        "cut off for " + turn.settings.unreachableDeadline(),
                        turn.now));
        case WAITING,
            SUCCEEDED,
            FAILED,
            KILLED,
            LOST,
            TIMED_OUT,
            UPSTREAM_FAILED,
            SKIPPED,
            MISSED ->
            throw new IllegalStateException("run " + run.id() + " is over: " + run.state());
      }
    }
  }

  private static void retry(Turn turn, Run run) {
    Optional<JobState> job = turn.jobOf(run);
    if (job.isPresent() && !job.get().job().disabled()) {
      turn.save(run.draft().queued(turn.now).done());
      return;
    }
    turn.save(run.draft().ended(RunState.FAILED, "disabled", turn.now).done());
    job.ifPresent(state -> failedFinally(turn, state, run));
  }
}
