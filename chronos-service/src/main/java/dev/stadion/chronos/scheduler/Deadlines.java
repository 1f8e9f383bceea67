package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Timers;
import dev.stadion.chronos.scheduler.ChronosState.Deadline;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What happens to runs by itself when time passes (chronos.md §4.4, §8, §12.5). */
final class Deadlines {
  /** Why a run was skipped that found no machine in time (B-23). */
  static final String QUEUE_TIMEOUT = "queueTimeout";

  private Deadlines() {}

  /** When a run must be looked at next. */
  static Optional<Deadline> of(Run run) {
    Timers timers = run.timers();
    Optional<Instant> at =
        switch (run.state()) {
          case QUEUED ->
              timers == Timers.NONE
                  ? Optional.empty()
                  : first(missedAt(run), timers.queueBy(), timers.endBy());
          case RETRY_WAIT -> first(timers.retryAt(), timers.endBy(), Optional.empty());
          case STAGING, RUNNING ->
              first(run.attempt().flatMap(Attempt::lostAt), timers.attemptBy(), timers.endBy());
          case WAITING,
              SUCCEEDED,
              FAILED,
              KILLED,
              LOST,
              TIMED_OUT,
              UPSTREAM_FAILED,
              SKIPPED,
              MISSED ->
              Optional.empty();
        };
    return at.map(moment -> new Deadline(moment, run.id()));
  }

  private static Optional<Instant> first(
      Optional<Instant> a, Optional<Instant> b, Optional<Instant> c) {
    return Stream.of(a, b, c).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /** A tick is missed when tick + epsilon is before now, so the millisecond after it decides. */
  private static Optional<Instant> missedAt(Run run) {
    return run.timers().launchBy().map(limit -> limit.plusMillis(1));
  }

  /** Looks at the runs whose moment has come. */
  static void pass(Turn turn) {
    while (!turn.deadlines().isEmpty() && !turn.deadlines().first().at().isAfter(turn.now)) {
      Run run = turn.run(turn.deadlines().first().run());
      if (isDue(turn, run.timers().endBy())) {
        tooLong(turn, run);
        continue;
      }
      switch (run.state()) {
        case RETRY_WAIT -> retry(turn, run);
        case QUEUED -> notLaunched(turn, run);
        case STAGING, RUNNING -> late(turn, run);
        case WAITING,
            SUCCEEDED,
            FAILED,
            KILLED,
            LOST,
            TIMED_OUT,
            UPSTREAM_FAILED,
            SKIPPED,
            MISSED ->
            throw new IllegalStateException("run " + run.id() + " has no limit: " + run.state());
      }
    }
  }

  private static boolean isDue(Turn turn, Optional<Instant> moment) {
    return moment.filter(at -> !at.isAfter(turn.now)).isPresent();
  }

  /** The whole run took too long; what is left of it ends, and nothing is tried again (B-22). */
  private static void tooLong(Turn turn, Run run) {
    if (run.isLive()) {
      Run unlimited = run.draft().timers(run.timers().endless()).done();
      turn.save(unlimited);
      Reports.kill(turn, unlimited, KillCause.RUN_TIMEOUT);
      return;
    }
    Endings.endsFailed(turn, run, RunState.TIMED_OUT, KillCause.RUN_TIMEOUT.reason());
  }

  private static void notLaunched(Turn turn, Run run) {
    if (isDue(turn, missedAt(run))) {
      turn.save(run.draft().ended(RunState.MISSED, "not launched in time", turn.now).done());
    } else {
      turn.save(run.draft().ended(RunState.SKIPPED, QUEUE_TIMEOUT, turn.now).done());
    }
  }

  private static void late(Turn turn, Run run) {
    Attempt attempt = run.attempt().orElseThrow();
    if (isDue(turn, attempt.lostAt())) {
      Endings.failed(
          turn,
          run,
          attempt.ended(
              AttemptState.LOST,
              Optional.of("UNREACHABLE_DEADLINE"),
              "cut off for " + turn.settings.unreachableDeadline(),
              turn.now));
      return;
    }
    Run unlimited = run.draft().timers(run.timers().withAttemptBy(Optional.empty())).done();
    turn.save(unlimited);
    Reports.kill(turn, unlimited, KillCause.ATTEMPT_TIMEOUT);
  }

  private static void retry(Turn turn, Run run) {
    Optional<JobState> job = turn.jobOf(run);
    if (job.isPresent() && !job.get().job().disabled()) {
      turn.save(run.draft().queued(turn.now).done());
      return;
    }
    Endings.endsFailed(turn, run, RunState.FAILED, "disabled");
  }
}
