package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why runs are not launched yet (chronos.md B-43). May be asked from any thread. */
public final class Waiting {
  private Waiting() {}

  /** What a run waits for. */
  public enum Reason {
    RESOURCES,
    CONSTRAINTS,
    POOL,
    CONCURRENCY,
    PAUSED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Empty for a run that waits for no launch. */
  public static Optional<Reason> of(ChronosState state, Run run) {
    if (run.state() != RunState.QUEUED) {
      return Optional.empty();
    }
    Optional<JobState> job = state.job(run.job());
    boolean paused =
        state.commons().pausedSince().isPresent() || job.map(j -> j.job().isPaused()).orElse(false);
    if (paused && Pausing.holds(run)) {
      return Optional.of(Reason.PAUSED);
    }
    int live = state.runsOf().getOrDefault(run.job(), ChronosState.OpenRuns.NONE).live();
    if (live >= job.map(j -> j.job().mostAtOnce()).orElse(1)) {
      return Optional.of(Reason.CONCURRENCY);
    }
    if (!hasSlots(state.commons(), run)) {
      return Optional.of(Reason.POOL);
    }
    return Optional.of(
        job.filter(j -> state.commons().constrained().contains(j.job().needs())).isPresent()
            ? Reason.CONSTRAINTS
            : Reason.RESOURCES);
  }

  /** Whether the run holds its slots already, or they are free. */
  static boolean hasSlots(Commons commons, Run run) {
    return run.slotsHeld() > 0
        || run.place().pool().map(p -> commons.hasRoom(p, run.place().slots())).orElse(true);
  }

  /** All runs that wait to be launched, in the order in which they would be. */
  public static List<Run> all(ChronosState state) {
    return state.runs().values().stream()
        .filter(run -> run.state() == RunState.QUEUED)
        .sorted(Comparator.comparing(ChronosState.QueueKey::of))
        .toList();
  }
}
