package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosOutcome.Conflict;
import dev.stadion.chronos.scheduler.ChronosOutcome.Done;
import dev.stadion.chronos.scheduler.ChronosOutcome.Made;
import dev.stadion.chronos.scheduler.ChronosOutcome.UnknownJob;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a user wants done about one run (chronos.md B-47, B-48, B-51). */
final class RunCommands {
  private RunCommands() {}

  /** A run with a process is killed once its task is; one without ends at once. */
  static ChronosOutcome kill(Turn turn, long id) {
    Run run = turn.run(id);
    if (run == null) {
      return new Conflict("the run is over");
    }
    if (run.isLive()) {
      Reports.kill(turn, run, KillCause.REQUESTED);
    } else {
      turn.save(run.draft().ended(RunState.KILLED, "killed", turn.now).done());
    }
    return new Done();
  }

  /** The same again: same arguments, same tick, as a run of its own. */
  static ChronosOutcome rerun(Turn turn, Run original) {
    Optional<JobState> job = turn.job(original.job());
    return job.isEmpty()
        ? new UnknownJob(original.job())
        : new Made(Runs.rerun(turn, job.get(), original));
  }

  /**
   * A run that is over counts as what the user says it was; children that waited for its success
   * get it. Marking it as what it is already changes nothing.
   *
   * @param run as it was read; runs that are over change by this command only
   */
  static ChronosOutcome mark(Turn turn, Run run, boolean success) {
    if (turn.run(run.id()) != null || !run.state().isTerminal()) {
      return new Conflict("the run is not over");
    }
    RunState to = success ? RunState.SUCCEEDED : RunState.FAILED;
    if (run.state() == to) {
      return new Done();
    }
    turn.save(run.draft().ended(to, "marked", run.finishedAt().orElse(turn.now)).done());
    turn.jobOf(run).ifPresent(job -> count(turn, job, run, success));
    return new Done();
  }

  private static void count(Turn turn, JobState job, Run run, boolean success) {
    Tally tally = job.job().tally();
    turn.save(
        job.with(job.job().with(success ? tally.succeeded(turn.now) : tally.failed(turn.now))));
    if (success) {
      Dependencies.succeeded(turn, job.name(), Optional.of(run.id()));
    }
  }

  /** Whatever waits for a launch or for another try ends; what runs goes on. */
  static void emptyQueues(Turn turn) {
    List<Run> waiting =
        turn.openRuns().stream()
            .filter(r -> r.state() == RunState.QUEUED || r.state() == RunState.RETRY_WAIT)
            .sorted(Comparator.comparingLong(Run::id))
            .toList();
    for (Run run : waiting) {
      turn.save(run.draft().ended(RunState.KILLED, "the queues were emptied", turn.now).done());
    }
  }
}
