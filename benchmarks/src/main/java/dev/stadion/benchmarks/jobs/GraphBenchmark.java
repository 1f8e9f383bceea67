package dev.stadion.benchmarks.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Jobs after jobs: a chain, in which each runs when the one before it has succeeded, and a fan, one
 * job before many before one. From the wish to run the first one until the last result is stored.
 *
 * <p>Arguments: jobs of each (10000), agents (20).
 */
public final class GraphBenchmark {
  private final int jobs;
  private final int agents;
  private final MonotonicClock ticker = MonotonicClock.system();

  /**
   * What one run measured.
   *
   * @param edgeMillis from one job's result to the next one's, on the chain; the mean
   */
  record Result(int jobs, double edgeMillis, double fanSeconds) {
    @Override
    public String toString() {
      return "chain of %d: %.2f ms per edge; fan 1 to %d to 1: %.2f s"
          .formatted(jobs, edgeMillis, jobs - 2, fanSeconds);
    }
  }

  GraphBenchmark(int jobs, int agents) {
    this.jobs = jobs;
    this.agents = agents;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int agents = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    var benchmark = new GraphBenchmark(jobs, agents);
    BenchmarkDatabase.embedded(
        "graph-benchmark", database -> System.out.println(benchmark.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    try (var suite = new ChronosSuite(database, agents, 2 * jobs, task -> {}, ticker)) {
      suite.schedule(Stream.of(root("chain-0"), root("fan-first")));
      for (int i = 1; i < jobs; i++) {
        suite.depend(Stream.of(child("chain-" + i, Stream.of("chain-" + (i - 1)))));
      }
      suite.depend(
          IntStream.range(0, jobs - 2).mapToObj(i -> child("fan-" + i, Stream.of("fan-first"))));
      suite.depend(
          Stream.of(child("fan-last", IntStream.range(0, jobs - 2).mapToObj(i -> "fan-" + i))));

      double chain = seconds(suite, "chain-0");
      double fan = seconds(suite, "fan-first");
      return new Result(jobs, chain * 1e3 / (jobs - 1), fan);
    }
  }

  private double seconds(ChronosSuite suite, String first) throws Exception {
    long before = suite.counters().acknowledgedUpdates();
    long begin = ticker.nanos();
    suite.runNow(first);
    suite.patience.until(
        "everything after " + first + " has run",
        () -> suite.counters().acknowledgedUpdates() >= before + jobs);
    double took = (ticker.nanos() - begin) / 1e9;
    long runs = suite.count("chronos.run WHERE state = 'SUCCEEDED'");
    if (runs != before + jobs) {
      throw new IllegalStateException(runs + " runs, not " + (before + jobs));
    }
    return took;
  }

  /** Has a schedule that never comes. */
  private static ObjectNode root(String name) {
    return ChronosSuite.job(name).put("schedule", "R0/2026-01-01T00:00:00Z/P1D");
  }

  private static ObjectNode child(String name, Stream<String> parents) {
    ObjectNode job = ChronosSuite.job(name);
    parents.forEach(job.putArray("parents")::add);
    return job;
  }
}
