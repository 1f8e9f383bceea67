package dev.stadion.chronos.job;

import java.time.Instant;
import java.util.List;

/** What jobs said before they were changed (chronos.md B-67). */
public interface JobVersions {
  /**
   * One that another has taken the place of.
   *
   * @param replacedAt when
   */
  record Earlier(int version, Instant replacedAt, Job job) {}

  /** Of a job that is there; the newest first, and no more than are kept. */
  List<Earlier> of(String job);
}
