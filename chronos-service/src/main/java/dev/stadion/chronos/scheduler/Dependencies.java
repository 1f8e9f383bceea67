package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.scheduler.JobState.Edge;
import java.util.List;
import java.util.Optional;

/** Children count their parents' successes (chronos.md §6.1). */
final class Dependencies {
  private Dependencies() {}

  /**
   * A parent succeeded, or failed softly, or was marked successful.
   *
   * @param run the run that did, if one did: its end is decided once, so it counts once
   */
  static void succeeded(Turn turn, String parent, Optional<Long> run) {
    for (String name : List.copyOf(turn.childrenOf(parent))) {
      turn.job(name).ifPresent(child -> count(turn, child, parent, run));
    }
  }

  private static void count(Turn turn, JobState child, String parent, Optional<Long> run) {
    Edge edge = child.edges().getOrDefault(parent, Edge.FRESH);
    JobState counted = child.withEdge(parent, new Edge(edge.count() + 1, run));
    turn.save(counted);
    long least = counted.edges().values().stream().mapToLong(Edge::count).min().orElse(0);
    boolean complete = counted.edges().size() == 1 || edge.count() + 1 == least;
    if (complete && !child.job().disabled()) {
      List<Long> runs =
          counted.job().parents().stream()
              .flatMap(p -> counted.edges().getOrDefault(p, Edge.FRESH).run().stream())
              .toList();
      Runs.runDependent(turn, counted, runs);
    }
  }

  /** The job started: its parents count from zero again. */
  static void started(Turn turn, JobState job) {
    boolean counted = job.edges().values().stream().anyMatch(e -> !e.equals(Edge.FRESH));
    if (counted) {
      turn.save(job.withFreshEdges());
    }
  }
}
