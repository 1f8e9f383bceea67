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
    if (child.job().options().dag().inRunMode()) {
      return; // it goes by the runs of its graph (chronos.md §12.12)
    }
    JobState counted = child.with(child.edges().counted(parent, run));
    turn.saveEdge(counted, parent);
    boolean held = child.job().disabled() || Pausing.isPaused(turn, child);
    if (counted.edges().completedBy(parent) && !held) {
      Runs.runDependent(turn, counted, runs(counted));
    }
  }

  /** The runs of the parents that count. */
  static List<Long> runs(JobState child) {
    return child.job().parents().stream()
        .flatMap(parent -> child.edges().of(parent).run().stream())
        .toList();
  }

  /** The job started: its parents count from zero again. */
  static void started(Turn turn, JobState job) {
    if (!job.edges().areFresh()) {
      turn.save(job.with(job.edges().fresh()));
    }
  }
}
