package dev.stadion.chronos.run;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What a user wants run again.
 *
 * @param ticks in the order in which they are to run
 * @param skipped ticks of the window that need no run
 */
public record BackfillOrder(
    Instant from,
    Instant to,
    List<Instant> ticks,
    int skipped,
    int maxParallel,
    boolean withChildren,
    SortedMap<String, String> parameters) {
  public BackfillOrder {
    ticks = List.copyOf(ticks);
  }
}
