package dev.stadion.chronos.run;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of runs in the past (chronos.md §1.5). May be asked from any thread. */
public interface RunHistory {
  /**
   * How long the successful runs of a job took, from due to the end, in milliseconds.
   *
   * @param percentiles the 50th, 75th, 95th, 98th and 99th, in this order
   */
  record Durations(long count, double mean, List<Double> percentiles) {
    public static final Durations NONE = new Durations(0, 0, List.of(0d, 0d, 0d, 0d, 0d));

    public Durations {
      percentiles = List.copyOf(percentiles);
    }
  }

  /**
   * One attempt that was launched.
   *
   * @param elements how many elements of data it said to have processed
   */
  record TaskRecord(
      String task,
      String job,
      String agent,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      AttemptState state,
      long elements) {}

  default Durations durations(String job) {
    return durations(List.of(job)).getOrDefault(job, Durations.NONE);
  }

  /** Those of the named jobs that succeeded since they were last posted, by name. */
  Map<String, Durations> durations(Collection<String> jobs);

  /** Those of every job that succeeded since it was last posted, by its name. */
  Map<String, Durations> durations();

  /** The attempts of a job, newest start first. */
  List<TaskRecord> latest(String job, int limit);

  /** Adds to the elements that a task of a job has processed; false when there was no such task. */
  boolean addElements(String job, String task, long more);
}
