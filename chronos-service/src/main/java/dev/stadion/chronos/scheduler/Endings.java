package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.RetryRule;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunDraft;
import dev.stadion.chronos.run.RunState;
import dev.stadion.scheduling.backoff.Backoff;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.util.Optional;

/** What follows from the end of an attempt: another one, or the end of the run (chronos.md §8). */
final class Endings {
  /** An attempt that was dropped is replaced at once; if it goes on like that, slower. */
  private static final Backoff DROPPED =
      new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(60));

  /** The agent's own word for an attempt that took too long (B-21). */
  private static final String TOO_LONG = "MAX_COMPLETION_TIME_REACHED";

  private Endings() {}

  static void ended(Turn turn, Run run, Attempt attempt, TaskUpdate update) {
    switch (update.state()) {
      case FINISHED -> {
        if (Callbacks.isAwaited(turn, run)) {
          Callbacks.exited(turn, run, attempt, update);
        } else {
          succeeded(turn, run, ended(turn, attempt, AttemptState.SUCCEEDED, update));
        }
      }
      case KILLED -> {
        Attempt killed = ended(turn, attempt, AttemptState.KILLED, update);
        if (attempt.killAsked()) {
          asked(turn, run, killed);
        } else {
          turn.save(run.draft().attempt(killed).ended(RunState.KILLED, "killed", turn.now).done());
        }
      }
      case FAILED, ERROR -> {
        boolean tooLong = update.reason().filter(TOO_LONG::equals).isPresent();
        AttemptState how = tooLong ? AttemptState.TIMED_OUT : AttemptState.FAILED;
        failed(turn, run, ended(turn, attempt, how, update));
      }
      case DROPPED, LOST, GONE, GONE_BY_OPERATOR -> gone(turn, run, attempt, update);
      case STAGING, STARTING, RUNNING, KILLING, UNREACHABLE, UNKNOWN ->
          throw new IllegalArgumentException("not an end: " + update.state());
    }
  }

  private static Attempt ended(Turn turn, Attempt attempt, AttemptState how, TaskUpdate update) {
    return attempt.ended(how, update.reason(), update.message(), turn.now);
  }

  // ---- success -------------------------------------------------------------------------------

  static void succeeded(Turn turn, Run run, Attempt attempt) {
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
          Tally tally = state.job().tally();
          turn.save(
              state.with(
                  state
                      .job()
                      .with(run.fillsIn() ? tally.filledIn(true) : tally.succeeded(turn.now))));
          if (Backfills.hasFollowers(turn, run)) {
            Dependencies.succeeded(turn, run.job(), Optional.of(run.id()));
          }
          Exhaustion.afterSuccess(turn, run.job());
        });
  }

  // ---- failure -------------------------------------------------------------------------------

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
      asked(turn, run, ended);
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

  /** The attempt failed, was lost or took too long: another one, or the end of the run. */
  static void failed(Turn turn, Run run, Attempt attempt) {
    Optional<JobState> state = turn.jobOf(run);
    if (attempt.killAsked() || state.isEmpty()) {
      asked(turn, run, attempt);
      return;
    }
    failedByItself(turn, run, attempt, state.get().job());
  }

  /** An attempt that was asked to end has ended; why it was asked decides what that means. */
  private static void asked(Turn turn, Run run, Attempt attempt) {
    KillCause cause = attempt.kill().orElse(KillCause.REQUESTED);
    Optional<JobState> state = turn.jobOf(run);
    switch (cause) {
      case ATTEMPT_TIMEOUT -> {
        Attempt late = attempt.timedOut();
        if (state.isPresent()) {
          failedByItself(turn, run, late, state.get().job());
        } else {
          endsFailed(turn, withAttempt(turn, run, late), RunState.TIMED_OUT, cause.reason());
        }
      }
      case RUN_TIMEOUT ->
          endsFailed(
              turn, withAttempt(turn, run, attempt.timedOut()), RunState.TIMED_OUT, cause.reason());
      case REQUESTED, REPLACED, FAIL_FAST, SLA -> {
        turn.save(
            run.draft().attempt(attempt).ended(RunState.KILLED, cause.reason(), turn.now).done());
      }
    }
  }

  private static Run withAttempt(Turn turn, Run run, Attempt attempt) {
    Run changed = run.draft().attempt(attempt).done();
    turn.save(changed);
    return changed;
  }

  private static void failedByItself(Turn turn, Run run, Attempt attempt, Job job) {
    RetryRule rule = job.options().retrying();
    RetryRule.Cause cause =
        switch (attempt.state()) {
          case LOST -> RetryRule.Cause.LOST;
          case TIMED_OUT -> RetryRule.Cause.TIMEOUT;
          default -> RetryRule.Cause.FAILED;
        };
    boolean again =
        run.failures() < job.policy().retries()
            && !job.disabled()
            && mayRetry(turn, job)
            && rule.covers(cause, attempt.exit().code());
    if (again) {
      int retry = run.failures() + 1;
      Duration delay = rule.delay(retry, turn.settings.failureRetry(), chance(run, retry));
      turn.save(run.draft().attempt(attempt).failedOnce().retryAt(turn.now.plus(delay)).done());
      return;
    }
    RunState how =
        switch (attempt.state()) {
          case LOST -> RunState.LOST;
          case TIMED_OUT -> RunState.TIMED_OUT;
          default -> RunState.FAILED;
        };
    String reason =
        attempt.state() == AttemptState.TIMED_OUT
            ? KillCause.ATTEMPT_TIMEOUT.reason()
            : attempt.message();
    endsFailed(turn, run.draft().attempt(attempt).done(), how, reason);
  }

  private static boolean mayRetry(Turn turn, Job job) {
    Tally tally = job.tally();
    return !turn.settings.retryRequiresRecentSuccess()
        || tally.lastError().isEmpty()
        || tally.lastSuccess().filter(s -> !s.isBefore(tally.lastError().get())).isPresent();
  }

  /** From 0 to 1, spread evenly over runs and retries, and the same whenever it is asked. */
  private static double chance(Run run, int retry) {
    long mixed = (run.id() + retry * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 31)) * 0x94D049BB133111EBL;
    return ((mixed ^ (mixed >>> 29)) >>> 11) * 0x1p-53;
  }

  /** The run is over without success, and its job hears of it. */
  static void endsFailed(Turn turn, Run run, RunState how, String reason) {
    turn.save(run.draft().ended(how, reason, turn.now).done());
    turn.jobOf(run).ifPresent(state -> count(turn, state, run));
  }

  private static void count(Turn turn, JobState state, Run run) {
    if (run.fillsIn()) {
      turn.save(state.with(state.job().with(state.job().tally().filledIn(false))));
      if (state.job().policy().softError() && Backfills.hasFollowers(turn, run)) {
        Dependencies.succeeded(turn, state.name(), Optional.of(run.id()));
      }
      return;
    }
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
}
