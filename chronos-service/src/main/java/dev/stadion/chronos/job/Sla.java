package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.schedule.Span;
import java.time.LocalTime;
import java.util.Optional;

/**
 * What was agreed about the times of each run (chronos.md §12.13).
 *
 * @param startWithin after its tick
 * @param maxDuration after its start
 * @param finishBy the first such time of day, in the job's zone, from its tick on
 * @param finishWithin after its tick
 */
public record Sla(
    Optional<Span> startWithin,
    Optional<Span> maxDuration,
    Optional<LocalTime> finishBy,
    Optional<Span> finishWithin,
    Optional<Action> action) {
  public Sla {
    requireNonNull(startWithin, "startWithin");
    requireNonNull(maxDuration, "maxDuration");
    requireNonNull(finishBy, "finishBy");
    requireNonNull(finishWithin, "finishWithin");
    requireNonNull(action, "action");
  }

  /** What follows besides telling; a run that has not started is never killed for it (B-64). */
  public enum Action implements Word {
    ALERT("alert"),
    KILL("kill");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  public boolean kills() {
    return action.filter(Action.KILL::equals).isPresent();
  }
}
