package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.scheduler.ChronosState.QueueKey;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePSet;

/**
 * The runs that could be launched if an offer came, in order. A hundred thousand may wait for room,
 * and most of them want the same: it is known how many kinds of wants there are, so that nobody
 * looks at the rest of a queue once offers have nothing for any kind.
 *
 * @param kinds how many entries want the same of a machine; empty for jobs that are gone
 */
public record RunQueue(PSortedSet<QueueKey> entries, PMap<Optional<Needs>, Integer> kinds) {
  static final RunQueue EMPTY = new RunQueue(TreePSet.empty(), HashTreePMap.empty());

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean contains(QueueKey entry) {
    return entries.contains(entry);
  }

  /** Whether every run in it wants one of these; runs of jobs that are gone do not. */
  boolean wantsNothingBut(Set<Needs> these) {
    return these.size() >= kinds.size()
        && kinds.keySet().stream().allMatch(kind -> kind.filter(these::contains).isPresent());
  }

  RunQueue plus(QueueKey entry, Optional<Needs> needs) {
    PSortedSet<QueueKey> with = entries.plus(entry);
    return with.size() == entries.size() ? this : new RunQueue(with, counted(needs, 1));
  }

  /**
   * @param needs what was said when it came
   */
  RunQueue minus(QueueKey entry, Optional<Needs> needs) {
    PSortedSet<QueueKey> without = entries.minus(entry);
    return without.size() == entries.size() ? this : new RunQueue(without, counted(needs, -1));
  }

  private PMap<Optional<Needs>, Integer> counted(Optional<Needs> needs, int more) {
    int count = kinds.getOrDefault(needs, 0) + more;
    return count == 0 ? kinds.minus(needs) : kinds.plus(needs, count);
  }
}
