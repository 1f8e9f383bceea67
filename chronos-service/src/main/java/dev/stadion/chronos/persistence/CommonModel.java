package dev.stadion.chronos.persistence;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.Commons;
import dev.stadion.chronos.scheduler.Commons.KeptKey;
import dev.stadion.chronos.scheduler.Commons.KeyName;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The part of the model that belongs to no single job; see {@link CommonRows}. */
final class CommonModel {
  private final Map<String, Pool> pools = new TreeMap<>();
  private final Map<KeyName, KeptKey> keys = new HashMap<>();
  private final Map<Long, DagRun> dags = new TreeMap<>();
  private Optional<Instant> pausedSince = Optional.empty();

  void apply(ChangeSet set) {
    set.pools().forEach((name, pool) -> put(pools, name, pool));
    set.keys().forEach((name, key) -> put(keys, name, key));
    set.dags().forEach(dag -> dags.put(dag.id(), dag));
    set.pause().ifPresent(pause -> pausedSince = pause.since());
  }

  private static <K, V> void put(Map<K, V> map, K key, Optional<V> value) {
    value.ifPresentOrElse(v -> map.put(key, v), () -> map.remove(key));
  }

  long highestId() {
    return dags.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  List<DagRun> dags() {
    return List.copyOf(dags.values());
  }

  /**
   * @param runs all there are, by id
   */
  Commons.Kept kept(Collection<Run> runs) {
    return new Commons.Kept(
        pools.values(), pausedSince, Map.copyOf(keys), openDags(runs), past(runs));
  }

  private List<Commons.StoredDag> openDags(Collection<Run> runs) {
    return dags.values().stream()
        .filter(dag -> !dag.state().isOver())
        .map(dag -> withRuns(dag, runs))
        .toList();
  }

  Optional<Commons.StoredDag> dag(long id, Collection<Run> runs) {
    return Optional.ofNullable(dags.get(id)).map(dag -> withRuns(dag, runs));
  }

  private static Commons.StoredDag withRuns(DagRun dag, Collection<Run> runs) {
    Map<String, Long> runOf = new HashMap<>();
    Map<String, RunState> ends = new HashMap<>();
    for (Run run : runs) {
      if (run.dag().filter(place -> place.dagRun() == dag.id()).isPresent()) {
        runOf.put(run.job(), run.id());
        put(ends, run.job(), Optional.of(run.state()).filter(RunState::isTerminal));
      }
    }
    return new Commons.StoredDag(dag, runOf, ends);
  }

  private Map<String, Commons.Past> past(Collection<Run> runs) {
    Map<String, Commons.Past> past = new HashMap<>();
    for (Run run : runs) {
      boolean counts =
          run.state().isTerminal()
              && run.dag()
                  .map(place -> dags.get(place.dagRun()).nodes().get(run.job()).onPast())
                  .orElse(false);
      if (counts) {
        var ended = new Commons.Past(run.scheduledAt(), run.id(), run.state());
        past.merge(run.job(), ended, (a, b) -> b.isBefore(a) ? a : b);
      }
    }
    return past;
  }
}
