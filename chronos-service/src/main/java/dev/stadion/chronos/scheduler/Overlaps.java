package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import java.util.List;
import java.util.Optional;

/** What becomes of a run while others of its job are not over (chronos.md §12.4). */
final class Overlaps {
  private Overlaps() {}

  /** Whether a run may come into being. */
  sealed interface Verdict {
    /** It may; it starts as soon as it can. */
    record Starts() implements Verdict {}

    /** One that waits already stands for it. */
    record Joins(Run waiting) implements Verdict {}

    /** It may not. */
    record Skipped(String reason) implements Verdict {}
  }

  private static final Verdict STARTS = new Verdict.Starts();

  /**
   * Decides about a run that a tick, or the success of parents, has made due.
   *
   * @param joins whether one that waits already may stand for it
   */
  static Verdict ofDue(Turn turn, JobState job, Trigger trigger, boolean joins) {
    return switch (job.job().overlapRule()) {
      case FORBID -> isFull(turn, job.job()) ? new Verdict.Skipped("concurrency") : STARTS;
      case QUEUE -> waiting(turn, job, trigger, joins);
      case ALLOW -> isFull(turn, job.job()) ? waiting(turn, job, trigger, joins) : STARTS;
      case REPLACE -> {
        Verdict verdict = waiting(turn, job, trigger, joins);
        if (verdict instanceof Verdict.Starts) {
          makeRoom(turn, job.job());
        }
        yield verdict;
      }
    };
  }

  /** Decides about a run that a user wants; they wait for each other and never join (D-07). */
  static Verdict ofRequest(Turn turn, Job job) {
    return switch (job.overlapRule()) {
      case FORBID -> isFull(turn, job) ? new Verdict.Skipped("concurrency") : STARTS;
      case QUEUE, ALLOW -> STARTS;
      case REPLACE -> {
        makeRoom(turn, job);
        yield STARTS;
      }
    };
  }

  private static boolean isFull(Turn turn, Job job) {
    int most = job.mostAtOnce();
    return most != Integer.MAX_VALUE && turn.active(job.name()) >= most;
  }

  private static Verdict waiting(Turn turn, JobState job, Trigger trigger, boolean joins) {
    if (!joins) {
      return STARTS;
    }
    Optional<Run> waiting =
        turn.openRuns(job.name()).stream()
            .filter(run ->
                run.trigger() == trigger
                    && run.isUntried()
                    && run.dag().isEmpty()
                    && run.incarnation() == job.incarnation())
            .findFirst();
    return waiting.<Verdict>map(Verdict.Joins::new).orElse(STARTS);
  }

  /** Ends the oldest runs, as many as must go (B-18). */
  private static void makeRoom(Turn turn, Job job) {
    List<Run> active =
        turn.openRuns(job.name()).stream().filter(r -> r.state() != RunState.WAITING).toList();
    int tooMany = active.size() - job.mostAtOnce() + 1;
    for (Run run : active.subList(0, Math.max(0, Math.min(tooMany, active.size())))) {
      if (run.isLive()) {
        Reports.kill(turn, run, KillCause.REPLACED);
      } else {
        turn.save(run.draft().ended(RunState.KILLED, KillCause.REPLACED.reason(), turn.now).done());
      }
    }
  }
}
