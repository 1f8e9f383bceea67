package dev.stadion.chronos.run;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Forgets runs that are over, and ticks (chronos.md B-49). May be asked from any thread. */
public interface RunArchive {
  /**
   * Forgets all but the newest runs of a job that are over, with what belongs to them. Runs that
   * are not over are neither counted nor forgotten.
   *
   * @param kind which of them are counted and forgotten
   * @return how many were forgotten
   */
  int trim(String job, Kind kind, int newest);

  enum Kind {
    ALL,
    SUCCESSES,
    /** All others that are over. */
    FAILURES
  }

  /**
   * Forgets all but the newest rows that say what became of ticks without a run of their own. A
   * tick that its job's stored position has not passed, or whose run is not over, is never
   * forgotten: nothing that is forgotten could fire again (promises.md P3).
   *
   * @return how many were forgotten
   */
  int trimTicks(String job, int newest);

  /**
   * Forgets what runs were grouped by, once none of them is remembered: runs of graphs of this
   * root, and backfills of this job. What is not over is never forgotten.
   *
   * @param newest so many backfills that needed no run stay, and no more backfills at all
   * @return how many were forgotten
   */
  int trimGroups(String job, int newest);

  /** The names that something is remembered of, and that no job has any more. */
  Set<String> withoutJob();

  /**
   * Forgets what ended before a moment of names that no job has: runs, ticks, and what held runs
   * together. What is not over is never forgotten, nor anything of a name that has a job again.
   *
   * @return how much was forgotten
   */
  int forgetRemoved(Collection<String> names, Instant before);

  /** The names that have more runs, rows of ticks, runs of graphs or backfills than this. */
  Set<String> longerThan(int runs);
}
