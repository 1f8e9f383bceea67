package dev.stadion.chronos.run;

import java.util.Set;

/** Forgets runs that are over (chronos.md B-49). May be asked from any thread. */
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

  /** The names that have more runs than this. */
  Set<String> longerThan(int runs);
}
