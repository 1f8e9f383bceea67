package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.RunState;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * What belongs to no single job: pools, keys of requests, runs of graphs, and whether everything is
 * held back.
 *
 * @param pools by name
 * @param used slots of pools that runs hold, by the pool's name; from their first launch to their
 *     end (chronos.md B-41)
 * @param pausedSince since when the whole scheduler is held back (B-39)
 * @param keys of requests, so that a repeated one makes no other run (B-34)
 * @param dags runs of graphs that are not over, by id
 * @param dagsOf their ids, by root
 * @param constrained needs that no offer met lately because of constraints; forgotten with us
 * @param past how the newest run of each job that depends on its past has ended (B-62)
 */
public record Commons(
    TreePMap<String, Pool> pools,
    PMap<String, Integer> used,
    Optional<Instant> pausedSince,
    PMap<KeyName, KeptKey> keys,
    PMap<Long, OpenDag> dags,
    PMap<String, PSortedSet<Long>> dagsOf,
    PMap<String, Past> past,
    PSet<Needs> constrained) {
  public static final Commons EMPTY =
      new Commons(
          TreePMap.empty(),
          HashTreePMap.empty(),
          Optional.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePSet.empty());

  /** Keys are unique within a job. */
  public record KeyName(String job, String key) {}

  /**
   * @param digest of the request that brought it: the same key with another request is a mistake
   * @param until when it is forgotten
   */
  public record KeptKey(long run, String digest, Instant until) {}

  /** How a job's run in a run of a graph has ended. */
  public record Past(Instant scheduledAt, long run, RunState end) {
    public boolean isBefore(Past other) {
      int byTime = scheduledAt.compareTo(other.scheduledAt);
      return byTime != 0 ? byTime < 0 : run < other.run;
    }
  }

  /**
   * What a store has read.
   *
   * @param dags those that are not over
   */
  public record Kept(
      Collection<Pool> pools,
      Optional<Instant> pausedSince,
      Map<KeyName, KeptKey> keys,
      Collection<StoredDag> dags,
      Map<String, Past> past) {
    public static final Kept NOTHING =
        new Kept(List.of(), Optional.empty(), Map.of(), List.of(), Map.of());
  }

  /**
   * A run of a graph as it is stored.
   *
   * @param runOf the last run of each job in it
   * @param ends how those have ended that have
   */
  public record StoredDag(DagRun dag, Map<String, Long> runOf, Map<String, RunState> ends) {}

  /** What is kept, and the slots that open runs hold. */
  Commons with(Kept kept) {
    Commons next =
        new Commons(
            TreePMap.empty(),
            used,
            kept.pausedSince(),
            HashTreePMap.from(kept.keys()),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.from(kept.past()),
            HashTreePSet.empty());
    for (Pool pool : kept.pools()) {
      next = next.with(pool);
    }
    for (StoredDag stored : kept.dags()) {
      next = next.with(OpenDag.of(stored.dag(), stored.runOf(), stored.ends()));
    }
    return next;
  }

  // ---- pools ---------------------------------------------------------------------------------

  Commons with(Pool pool) {
    return new Commons(
        pools.plus(pool.name(), pool), used, pausedSince, keys, dags, dagsOf, past, constrained);
  }

  Commons withoutPool(String name) {
    return new Commons(pools.minus(name), used, pausedSince, keys, dags, dagsOf, past, constrained);
  }

  /** More slots of a pool are held, or fewer. */
  Commons using(String pool, int more) {
    int now = used.getOrDefault(pool, 0) + more;
    PMap<String, Integer> next = now == 0 ? used.minus(pool) : used.plus(pool, now);
    return new Commons(pools, next, pausedSince, keys, dags, dagsOf, past, constrained);
  }

  /** Whether so many slots are free. A pool that is gone holds nobody back. */
  public boolean hasRoom(String pool, int slots) {
    Pool known = pools.get(pool);
    return known == null || used.getOrDefault(pool, 0) + slots <= known.slots();
  }

  // ---- the rest ------------------------------------------------------------------------------

  Commons withPause(Optional<Instant> since) {
    return new Commons(pools, used, since, keys, dags, dagsOf, past, constrained);
  }

  Commons withKey(KeyName name, Optional<KeptKey> key) {
    PMap<KeyName, KeptKey> next = key.isPresent() ? keys.plus(name, key.get()) : keys.minus(name);
    return new Commons(pools, used, pausedSince, next, dags, dagsOf, past, constrained);
  }

  Commons with(OpenDag dag) {
    String root = dag.dag().root();
    PSortedSet<Long> ids = dagsOf.getOrDefault(root, TreePSet.empty()).plus(dag.dag().id());
    return new Commons(
        pools,
        used,
        pausedSince,
        keys,
        dags.plus(dag.dag().id(), dag),
        dagsOf.plus(root, ids),
        past,
        constrained);
  }

  Commons without(OpenDag dag) {
    String root = dag.dag().root();
    PSortedSet<Long> ids = dagsOf.getOrDefault(root, TreePSet.empty()).minus(dag.dag().id());
    return new Commons(
        pools,
        used,
        pausedSince,
        keys,
        dags.minus(dag.dag().id()),
        ids.isEmpty() ? dagsOf.minus(root) : dagsOf.plus(root, ids),
        past,
        constrained);
  }

  Commons withPast(String job, Past ended) {
    Past known = past.get(job);
    return known != null && ended.isBefore(known)
        ? this
        : new Commons(
            pools, used, pausedSince, keys, dags, dagsOf, past.plus(job, ended), constrained);
  }

  Commons withConstrained(PSet<Needs> needs) {
    return new Commons(pools, used, pausedSince, keys, dags, dagsOf, past, needs);
  }

  /** What a store remembers of it. */
  public Commons durable() {
    return withConstrained(HashTreePSet.empty());
  }

  /** The open runs of a root's graph, in order of their ticks. */
  List<OpenDag> dagsOf(String root) {
    PSortedSet<Long> ids = dagsOf.get(root);
    return ids == null
        ? List.of()
        : ids.stream()
            .map(dags::get)
            .sorted(
                Comparator.comparing((OpenDag d) -> d.dag().scheduledAt())
                    .thenComparingLong(d -> d.dag().id()))
            .toList();
  }
}
