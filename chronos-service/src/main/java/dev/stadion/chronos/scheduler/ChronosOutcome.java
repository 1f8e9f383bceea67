package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.Run;
import java.util.List;

/** What the submitter of an event is told once it is durable. */
public sealed interface ChronosOutcome {
  /** Whether something was decided that must be remembered, or all stays as it was. */
  default boolean commits() {
    return switch (this) {
      case Done _, Made _, BackfillMade _ -> true;
      case JobsPut put -> !put.dryRun();
      case UnknownJob _,
          NotFound _,
          NotAsExpected _,
          MadeBefore _,
          Conflict _,
          InUse _,
          Rejected _ ->
          false;
    };
  }

  record Done() implements ChronosOutcome {}

  record UnknownJob(String name) implements ChronosOutcome {}

  /** There is no such thing; the sentence says what. */
  record NotFound(String reason) implements ChronosOutcome {}

  /**
   * Many jobs were declared; their names.
   *
   * @param dryRun nothing was changed, this is what would have been
   */
  record JobsPut(
      List<String> created,
      List<String> updated,
      List<String> unchanged,
      List<String> deleted,
      boolean dryRun)
      implements ChronosOutcome {
    public JobsPut {
      created = List.copyOf(created);
      updated = List.copyOf(updated);
      unchanged = List.copyOf(unchanged);
      deleted = List.copyOf(deleted);
    }
  }

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

  /**
   * The job is not removed, as it is in use.
   *
   * @param by the jobs or the runs that need it, by their names
   */
  record InUse(ChronosEvent.Use use, List<String> by) implements ChronosOutcome {
    public InUse {
      by = List.copyOf(by);
    }
  }

  /** The user took for granted what is not so; nothing was changed. */
  record NotAsExpected(String reason) implements ChronosOutcome {}

  /** The caller's mistake; nothing was changed. */
  record Rejected(List<Problem> problems) implements ChronosOutcome {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
