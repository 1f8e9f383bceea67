package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.DagRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds runs of graphs, past and present (chronos.md B-60). May be asked from any thread. */
public interface DagCatalog {
  /** Where a page of the list ends. */
  record Mark(Instant scheduledAt, long dag) {}

  /**
   * Newest tick first.
   *
   * @param states empty means all
   */
  List<DagRun> find(
      Optional<String> root, Set<DagRun.State> states, Optional<Mark> after, int limit);

  /** One, with the last run of each of its jobs. */
  Optional<Commons.StoredDag> find(long dag);
}
