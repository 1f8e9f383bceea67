package dev.stadion.chronos.job;

import dev.stadion.chronos.schedule.RepeatingInterval;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What makes a job run: time, or other jobs. */
public sealed interface Plan {
  /**
   * At the ticks of a repeating interval.
   *
   * @param zone the id as the user wrote it, known to exist
   */
  record Scheduled(RepeatingInterval interval, Optional<String> zone) implements Plan {}

  /**
   * After the parents' success.
   *
   * @param parents never empty, sorted
   */
  record Dependent(SortedSet<String> parents) implements Plan {
    public Dependent {
      parents = Collections.unmodifiableSortedSet(new TreeSet<>(parents));
    }

    public static Dependent on(Collection<String> parents) {
      return new Dependent(new TreeSet<>(parents));
    }
  }
}
