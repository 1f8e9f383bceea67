package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.scheduler.ChronosChange.AttemptSaved;
import dev.stadion.scheduling.heart.Extent;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one turn wants remembered: each thing once, as it is at last, in the order in which things
 * were last changed.
 */
final class Ledger {
  private record JobKey(String name) {}

  private record RunKey(long id) {}

  private final SequencedMap<Object, ChronosChange> changes = new LinkedHashMap<>();

  List<ChronosChange> changes() {
    return List.copyOf(changes.values());
  }

  /**
   * @param key which thing it is, unlike that of any other
   */
  void put(Object key, ChronosChange change) {
    changes.putLast(key, change);
  }

  /**
   * @param declared whether more than position and counters changed
   * @param edges the parents whose counts changed
   */
  void put(JobState job, boolean declared, Collection<String> edges) {
    var key = new JobKey(job.name());
    boolean whole = declared;
    Set<String> all = new HashSet<>(edges);
    if (changes.get(key) instanceof ChronosChange.JobSaved saved) {
      whole |= saved.definition();
      all.addAll(saved.edges());
    }
    put(key, new ChronosChange.JobSaved(job, whole, all));
  }

  void remove(JobState job) {
    put(new JobKey(job.name()), new ChronosChange.JobRemoved(job.name(), job.lastDue()));
  }

  /**
   * @param changed its last attempt, if that changed
   */
  void put(Run run, Extent extent, Optional<AttemptSaved> changed) {
    var key = new RunKey(run.id());
    if (changes.get(key) instanceof ChronosChange.RunSaved saved) {
      var attempts = new LinkedHashMap<Integer, AttemptSaved>();
      Stream.concat(saved.attempts().stream(), changed.stream())
          .forEach(each -> attempts.merge(each.attempt().number(), each, AttemptSaved::then));
      put(
          key,
          new ChronosChange.RunSaved(
              run, saved.extent().then(extent), List.copyOf(attempts.values())));
    } else {
      put(key, new ChronosChange.RunSaved(run, extent, changed.stream().toList()));
    }
  }

  /** A run that this turn changed, as it is now. */
  Optional<Run> run(long id) {
    return changes.get(new RunKey(id)) instanceof ChronosChange.RunSaved saved
        ? Optional.of(saved.run())
        : Optional.empty();
  }
}
