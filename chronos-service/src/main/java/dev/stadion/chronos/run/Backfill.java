package dev.stadion.chronos.run;

import java.time.Instant;

/**
 * A window of a job's past that runs again (chronos.md §12.11). Its runs are made at once, with
 * neighbouring ids, and wait until they are among the few that may be under way.
 *
 * @param maxParallel how many may be under way
 * @param withChildren whether what follows from a success follows from theirs
 * @param skipped ticks of the window that needed no run
 * @param lastRun none of its runs has a higher id
 * @param over all its runs have ended
 */
public record Backfill(
    long id,
    String job,
    Instant from,
    Instant to,
    int maxParallel,
    boolean withChildren,
    int total,
    int skipped,
    long lastRun,
    boolean over) {
  public Backfill ended() {
    return new Backfill(
        id, job, from, to, maxParallel, withChildren, total, skipped, lastRun, true);
  }
}
