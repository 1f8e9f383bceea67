package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.DeleteAfter;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Jobs that go by themselves once they have done what they are for (chronos.md B-66). */
final class Expiry {
  private Expiry() {}

  /** Looks at the jobs of which a run has ended in this turn. */
  static void settle(Turn turn) {
    for (String name : List.copyOf(turn.toSettle())) {
      turn.job(name).ifPresent(job -> settle(turn, job));
    }
  }

  private static void settle(Turn turn, JobState job) {
    Optional<DeleteAfter> rule = job.job().options().card().deleteAfter();
    Optional<Instant> at = rule.flatMap(wanted -> end(turn, job, wanted));
    if (at.isEmpty()) {
      return;
    }
    if (!at.get().isAfter(turn.now) && turn.openRuns(job.name()).isEmpty()) {
      Declarations.delete(turn, job);
    } else {
      turn.save(job.with(job.life().endingAt(at)));
    }
  }

  private static Optional<Instant> end(Turn turn, JobState job, DeleteAfter rule) {
    return switch (rule) {
      case DeleteAfter.Success _ ->
          job.job().tally().lastSuccess().filter(at -> isSinceDeclared(job, at)).isPresent()
              ? Optional.of(turn.now)
              : Optional.empty();
      case DeleteAfter.Completion _ ->
          hasEnded(turn, job) ? Optional.of(turn.now) : Optional.empty();
      case DeleteAfter.Time(var span) ->
          hasEnded(turn, job) ? Optional.of(turn.now.plus(span.length())) : Optional.empty();
    };
  }

  /** What was skipped or missed was not done, and a backfill is no end of the job's own work. */
  private static boolean hasEnded(Turn turn, JobState job) {
    return turn.moves.all().stream()
        .map(Moves.Moved::after)
        .filter(run -> run.job().equals(job.name()) && run.incarnation() == job.incarnation())
        .filter(run -> !run.fillsIn())
        .map(Run::state)
        .anyMatch(
            state -> state.isTerminal() && state != RunState.SKIPPED && state != RunState.MISSED);
  }

  private static boolean isSinceDeclared(JobState job, Instant moment) {
    return !moment.isBefore(RunIds.moment(job.posted()));
  }

  /** The time has come; a run that is not over yet begins it anew when it ends. */
  static void pass(Turn turn, JobState job) {
    if (turn.openRuns(job.name()).isEmpty()) {
      Declarations.delete(turn, job);
    } else {
      turn.save(job.with(job.life().endingAt(Optional.empty())));
    }
  }
}
