package dev.stadion.chronos.api;

import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.RunHistory;
import dev.stadion.chronos.run.RunHistory.Durations;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.JobState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the runs of all jobs took. The rows are read again only of jobs whose counters have
 * moved since, and those counters belong to the state that the caller sees: whoever has seen a run
 * end finds it counted. May be used from any thread.
 */
final class KnownDurations {
  /** With more jobs than this to look at, one look at all of them is cheaper. */
  private static final int MOST_BY_NAME = 1_000;

  private final RunHistory history;
  private final Map<String, Known> known = new HashMap<>();

  /** What was true while the job stood there. */
  private record Known(long posted, Tally tally, Durations durations) {
    boolean holdsFor(JobState job) {
      return posted == job.posted() && tally.equals(job.job().tally());
    }
  }

  KnownDurations(RunHistory history) {
    this.history = history;
  }

  /** Of all jobs of this state that have successes; the others have none. */
  synchronized Map<String, Durations> of(ChronosState state) {
    known.keySet().removeIf(name -> state.job(name).isEmpty());
    List<JobState> moved = new ArrayList<>();
    for (JobState job : state.jobs().values()) {
      Known old = known.get(job.name());
      if (old == null ? !job.job().tally().equals(Tally.NONE) : !old.holdsFor(job)) {
        moved.add(job);
      }
    }
    if (!moved.isEmpty()) {
      look(moved);
    }
    Map<String, Durations> durations = HashMap.newHashMap(known.size());
    known.forEach((name, of) -> durations.put(name, of.durations()));
    return durations;
  }

  private void look(List<JobState> moved) {
    List<String> names = moved.stream().map(JobState::name).toList();
    Map<String, Durations> found =
        names.size() <= MOST_BY_NAME ? history.durations(names) : history.durations();
    for (JobState job : moved) {
      known.put(
          job.name(),
          new Known(
              job.posted(), job.job().tally(), found.getOrDefault(job.name(), Durations.NONE)));
    }
  }
}
