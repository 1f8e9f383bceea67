package dev.stadion.chronos.scheduler;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * How often each parent of a job succeeded since the job last started (chronos.md §6.1). A success
 * costs the same whether a job has two parents or ten thousand.
 *
 * @param byParent the counts, by the parent's name
 * @param spread how many parents have each count, so that the least one is at hand
 */
public record Edges(PMap<String, Edge> byParent, TreePMap<Long, Integer> spread) {
  /** Of a job without parents. */
  public static final Edges NONE = new Edges(HashTreePMap.empty(), TreePMap.empty());

  /**
   * One parent's successes as the child counts them.
   *
   * @param run the parent's last run that counted, when a run it was
   */
  public record Edge(long count, Optional<Long> run) {
    public static final Edge FRESH = new Edge(0, Optional.empty());
  }

  public static Edges of(Map<String, Edge> counts) {
    if (counts.isEmpty()) {
      return NONE;
    }
    TreePMap<Long, Integer> spread = TreePMap.empty();
    for (Edge edge : counts.values()) {
      spread = spread.plus(edge.count(), spread.getOrDefault(edge.count(), 0) + 1);
    }
    return new Edges(HashTreePMap.from(counts), spread);
  }

  /** Kept parents keep their count, new ones start at zero. */
  Edges between(Set<String> parents) {
    PMap<String, Edge> counts = HashTreePMap.empty();
    for (String parent : parents) {
      counts = counts.plus(parent, of(parent));
    }
    return of(counts);
  }

  public Edge of(String parent) {
    return byParent.getOrDefault(parent, Edge.FRESH);
  }

  /**
   * One more success of a parent.
   *
   * @param run the run that did, if one did
   */
  Edges counted(String parent, Optional<Long> run) {
    Edge old = of(parent);
    var edge = new Edge(old.count() + 1, run);
    int left = spread.getOrDefault(old.count(), 0) - 1;
    TreePMap<Long, Integer> without =
        left > 0 ? spread.plus(old.count(), left) : spread.minus(old.count());
    return new Edges(
        byParent.plus(parent, edge),
        without.plus(edge.count(), without.getOrDefault(edge.count(), 0) + 1));
  }

  /**
   * The complete sets have been used: what is left is what came beyond them. Who has how many more
   * than whom stays as it is, and that decides when the next set is complete; but no set is taken
   * for a complete one twice.
   */
  Edges used() {
    if (!areComplete()) {
      return this;
    }
    long least = spread.firstKey();
    PMap<String, Edge> counts = HashTreePMap.empty();
    for (Map.Entry<String, Edge> parent : byParent.entrySet()) {
      long left = parent.getValue().count() - least;
      counts =
          counts.plus(
              parent.getKey(), left == 0 ? Edge.FRESH : new Edge(left, parent.getValue().run()));
    }
    return of(counts);
  }

  /** Whether this parent's last success made the set complete: nobody has fewer than it. */
  boolean completedBy(String parent) {
    return byParent.size() == 1 || of(parent).count() == spread.firstKey();
  }

  /** Whether every parent has succeeded since the job last started or a set was last used. */
  boolean areComplete() {
    return !spread.isEmpty() && spread.firstKey() > 0;
  }

  boolean areFresh() {
    return spread.isEmpty() || (spread.size() == 1 && spread.firstKey() == 0);
  }

  /** All parents count from zero again. */
  Edges fresh() {
    PMap<String, Edge> counts = HashTreePMap.empty();
    for (String parent : byParent.keySet()) {
      counts = counts.plus(parent, Edge.FRESH);
    }
    return of(counts);
  }
}
