package dev.stadion.benchmarks.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Numbers;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.mesos.v1.TaskInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Jobs after jobs: a chain, in which each runs when the one before it has succeeded, and a fan, one
 * job before many before one. An edge takes from one task's arrival at its agent, where it is done
 * at once, to the arrival of the next one: every result and every launch on the way is stored. The
 * fan takes from the wish to run its first job until the last result is stored.
 *
 * <p>Arguments: jobs of each (10000), agents (20).
 */
public final class GraphBenchmark {
  private final int jobs;
  private final int agents;
  private final MonotonicClock ticker = MonotonicClock.system();
  private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

  /**
   * What one run measured.
   *
   * @param edgeMillis of each edge of the chain
   */
  record Result(int jobs, List<Double> edgeMillis, double fanSeconds) {
    @Override
    public String toString() {
      return "chain of %d: p50 %.2f ms per edge (goal 5), p99 %.2f, mean %.2f; fan 1 to %d to 1: %.2f s (goal 5)"
          .formatted(
              jobs,
              Numbers.median(edgeMillis),
              Numbers.quantile(edgeMillis, 0.99),
              edgeMillis.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
              jobs - 2,
              fanSeconds);
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
    try (var suite = new ChronosSuite(database, agents, 2 * jobs, this::arrived, ticker)) {
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
      List<Double> edges = edges();
      if (edges.stream().mapToDouble(Double::doubleValue).sum() > chain * 1e3) {
        throw new IllegalStateException("the edges took longer than the chain");
      }
      return new Result(jobs, edges, fan);
    }
  }

  /** The name of the job stands in the task's id (chronos.md §7.1). */
  private void arrived(TaskInfo task) {
    arrivals.put(task.getTaskId().getValue().split(":", 5)[3], ticker.nanos());
  }

  private List<Double> edges() {
    return IntStream.range(1, jobs)
        .mapToObj(i -> (arrivals.get("chain-" + i) - arrivals.get("chain-" + (i - 1))) / 1e6)
        .toList();
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
