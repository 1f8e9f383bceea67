package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Problem;
import java.util.List;

/** What the submitter of an event is told once it is durable. */
public sealed interface ChronosOutcome {
  record Done() implements ChronosOutcome {}

  record UnknownJob(String name) implements ChronosOutcome {}

  /** The caller's mistake; nothing was changed. */
  record Rejected(List<Problem> problems) implements ChronosOutcome {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
