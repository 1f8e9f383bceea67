package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.schedule.Span;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What becomes of a run while others of its job are not over (chronos.md §12.4).
 *
 * @param rule empty means what {@code concurrent} says
 * @param most how many runs may be alive at once; at least 1
 * @param grace how long a task has to end by itself when it is killed
 */
public record Overlap(Optional<Rule> rule, OptionalInt most, Optional<Span> grace) {
  public static final Overlap NONE =
      new Overlap(Optional.empty(), OptionalInt.empty(), Optional.empty());

  public Overlap {
    requireNonNull(rule, "rule");
    requireNonNull(most, "most");
    requireNonNull(grace, "grace");
  }

  public enum Rule implements Word {
    /** It waits; one waiting run stands for all further ticks (B-17). */
    QUEUE("queue"),
    /** It runs besides them, up to the limit (B-19). */
    ALLOW("allow"),
    /** It is skipped (B-16). */
    FORBID("forbid"),
    /** They are killed, and it starts once they are over (B-18). */
    REPLACE("replace");

    private final String word;

    Rule(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
