package dev.stadion.benchmarks.peers;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.time.MonotonicClock;

/** Another scheduler: it is given many executions that are due and do nothing. */
public interface Peer {
  String name();

  /**
   * Makes its tables in the schema {@code public}, fills them, and only then starts the scheduler
   * and the watch.
   */
  double executionsPerSecond(BenchmarkDatabase database, int executions, MonotonicClock ticker)
      throws Exception;
}
