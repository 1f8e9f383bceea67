package dev.stadion.chronos.scheduler;

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
    JobState counted = child.with(child.edges().counted(parent, run));
    turn.saveEdge(counted, parent);
    if (counted.edges().completedBy(parent) && !child.job().disabled()) {
      List<Long> runs =
          counted.job().parents().stream()
              .flatMap(p -> counted.edges().of(p).run().stream())
              .toList();
      Runs.runDependent(turn, counted, runs);
    }
  }

  /** The job started: its parents count from zero again. */
  static void started(Turn turn, JobState job) {
    if (!job.edges().areFresh()) {
      turn.save(job.with(job.edges().fresh()));
    }
  }
}
