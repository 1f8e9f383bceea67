package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskUpdate;
import java.util.Optional;

/**
 * Asynchronous jobs (chronos.md §7.6): the end of the process is not the end of the run; somebody
 * tells it by a callback. In between the run is alive and its attempt is over.
 */
final class Callbacks {
  private Callbacks() {}

  /** Whether a process that ended well leaves its run waiting for the callback. */
  static boolean isAwaited(Turn turn, Run run) {
    return turn.jobOf(run).flatMap(job -> job.job().execution().async()).orElse(false);
  }

  static void exited(Turn turn, Run run, Attempt attempt, TaskUpdate update) {
    Attempt over =
        attempt.ended(AttemptState.SUCCEEDED, update.reason(), update.message(), turn.now);
    if (run.startedAt().isEmpty()) {
      turn.jobOf(run).ifPresent(job -> Dependencies.started(turn, job));
    }
    turn.save(
        run.draft()
            .running(turn.now)
            .attempt(over)
            .timers(run.timers().withAttemptBy(Optional.empty()))
            .done());
  }

  /** What is not known, or no asynchronous job's, changes nothing. */
  static void told(Turn turn, TaskId task, boolean success) {
    Optional<Run> run = turn.runOf(task).filter(r -> isAwaited(turn, r));
    if (run.isEmpty()) {
      return;
    }
    Attempt attempt = run.get().attempt().orElseThrow();
    AttemptState how = success ? AttemptState.SUCCEEDED : AttemptState.FAILED;
    Attempt ended = attempt.ended(how, attempt.reason(), "told by a callback", turn.now);
    if (success) {
      Endings.succeeded(turn, run.get(), ended);
    } else {
      Endings.failed(turn, run.get(), ended);
    }
  }

  /** There is no process to be killed, so the run ends at once. */
  static void giveUp(Turn turn, Run run, KillCause cause) {
    if (cause == KillCause.RUN_TIMEOUT) {
      Endings.endsFailed(turn, run, RunState.TIMED_OUT, cause.reason());
    } else {
      turn.save(run.draft().ended(RunState.KILLED, cause.reason(), turn.now).done());
    }
  }
}
