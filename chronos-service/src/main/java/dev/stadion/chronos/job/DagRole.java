package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A job's part in runs of a whole graph (chronos.md §12.12).
 *
 * @param mode said by children; empty means counting
 * @param trigger said by children in {@code run} mode; empty means {@code all_success}
 * @param mostRuns said by roots: how many runs of the graph may be open at once
 * @param onPast whether a run waits for the same job's run in the graph's run before
 * @param failFast said by roots: the first failure ends everything
 */
public record DagRole(
    Optional<Mode> mode,
    Optional<TriggerRule> trigger,
    OptionalInt mostRuns,
    Optional<Boolean> onPast,
    Optional<Boolean> failFast) {
  public static final DagRole NONE =
      new DagRole(
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty());

  /** How many runs of a graph may be open at once when its root does not say. */
  public static final int USUAL_RUNS = 16;

  public DagRole {
    requireNonNull(mode, "mode");
    requireNonNull(trigger, "trigger");
    requireNonNull(mostRuns, "mostRuns");
    requireNonNull(onPast, "onPast");
    requireNonNull(failFast, "failFast");
  }

  /** How a child knows that it is due. */
  public enum Mode implements Word {
    /** Every parent has succeeded since it last started, as in Chronos (chronos.md §6). */
    COUNTER,
    /** Its parents' runs in the same run of the graph are as its trigger rule wants them. */
    RUN;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a child wants of its parents' runs (B-58). */
  public enum TriggerRule implements Word {
    ALL_SUCCESS,
    ALL_FAILED,
    ALL_DONE,
    ONE_SUCCESS,
    ONE_FAILED,
    NONE_FAILED,
    NONE_FAILED_MIN_ONE_SUCCESS,
    ALWAYS;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean inRunMode() {
    return mode.filter(m -> m == Mode.RUN).isPresent();
  }
}
