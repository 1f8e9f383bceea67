package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.Run;
import java.util.List;

/** What the submitter of an event is told once it is durable. */
public sealed interface ChronosOutcome {
  record Done() implements ChronosOutcome {}

  record UnknownJob(String name) implements ChronosOutcome {}

  /** There is no such thing; the sentence says what. */
  record NotFound(String reason) implements ChronosOutcome {}

  /** A run was made. */
  record Made(Run run) implements ChronosOutcome {}

  /** A backfill was made, with these runs. */
  record BackfillMade(Backfill backfill, List<Long> runs) implements ChronosOutcome {
    public BackfillMade {
      runs = List.copyOf(runs);
    }
  }

  /** The run had been asked for before, and is not made again (chronos.md B-34). */
  record MadeBefore(long run) implements ChronosOutcome {}

  /** What was asked for does not go with how things stand; nothing was changed. */
  record Conflict(String reason) implements ChronosOutcome {}

  /** The caller's mistake; nothing was changed. */
  record Rejected(List<Problem> problems) implements ChronosOutcome {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
