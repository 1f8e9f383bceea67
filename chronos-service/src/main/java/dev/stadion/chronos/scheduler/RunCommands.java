package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosOutcome.Conflict;
import dev.stadion.chronos.scheduler.ChronosOutcome.Done;
import dev.stadion.chronos.scheduler.ChronosOutcome.Made;
import dev.stadion.chronos.scheduler.ChronosOutcome.NotAsExpected;
import dev.stadion.chronos.scheduler.ChronosOutcome.UnknownJob;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a user wants done about one run (chronos.md B-47, B-48, B-51). */
final class RunCommands {
  private static final String MARKED = "marked";

  /** A failure that was a success before: its children have counted that. */
  private static final String MARKED_AFTER_SUCCESS = "marked after its success";

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
   * A run that is over, or waits for its turn, counts as what the user says it was; what waited for
   * that follows. Marking it as what it is already changes nothing.
   */
  static ChronosOutcome mark(Turn turn, ChronosEvent.MarkRun command) {
    Run read = command.run();
    Optional<Run> open = Optional.ofNullable(turn.run(read.id()));
    if (open.filter(run -> run.state() != RunState.WAITING).isPresent()) {
      return new Conflict("the run is not over");
    }
    if (open.isEmpty() && !(read.state().isTerminal() && turn.isUpToDate(command.asOf()))) {
      return new NotAsExpected("the run is not any more what it was when it was read");
    }
    Run run = open.orElse(read);
    RunState to = command.success() ? RunState.SUCCEEDED : RunState.FAILED;
    if (run.state() != to) {
      turn.amend();
      String reason = hadSucceeded(run) && !command.success() ? MARKED_AFTER_SUCCESS : MARKED;
      turn.save(run.draft().ended(to, reason, run.finishedAt().orElse(turn.now)).done());
      turn.jobOf(run).ifPresent(job -> recount(turn, job, run, command.success()));
    }
    return new Done();
  }

  /**
   * @param run as it was before
   */
  private static void recount(Turn turn, JobState job, Run run, boolean success) {
    boolean counted = run.id() > job.posted();
    Tally tally =
        counted
            ? job.job().tally().without(run.state() == RunState.SUCCEEDED, run.state().isFailure())
            : job.job().tally();
    Tally now =
        run.fillsIn()
            ? tally.filledIn(success)
            : success ? tally.succeeded(turn.now) : tally.failed(turn.now);
    turn.save(job.with(job.job().with(now)));
    boolean followed =
        hadSucceeded(run) || (job.job().policy().softError() && run.state().isFailure());
    if (success && !followed && Backfills.hasFollowers(turn, run)) {
      Dependencies.succeeded(turn, job.name(), Optional.of(run.id()));
    }
  }

  private static boolean hadSucceeded(Run run) {
    return run.state() == RunState.SUCCEEDED || run.reason().equals(MARKED_AFTER_SUCCESS);
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
