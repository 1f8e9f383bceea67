package dev.stadion.benchmarks.marathon;

import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.MarathonSuite;
import dev.stadion.benchmarks.suite.Numbers;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One instance on an idle cluster: from POST until it runs and the database knows it, beside a
 * single durable commit. Five commits follow each other on the way: app, launch, the master's
 * books, the task's state in both.
 *
 * <p>Arguments: apps (300), agents (10).
 */
public final class SingleBenchmark {
  private static final int GOAL_MILLIS = 20;
  private static final int LOOK_EVERY_NANOS = 100_000;

  private final int apps;
  private final int agents;
  private final MonotonicClock ticker = MonotonicClock.system();

  /** What one run measured; the first third of the apps only warms up. */
  record Result(List<Double> millis, double commitMillis) {
    @Override
    public String toString() {
      return "one instance on an idle cluster: p50 %.1f ms (goal %d), p99 %.1f ms; raw: one durable commit %.2f ms"
          .formatted(
              Numbers.median(millis), GOAL_MILLIS, Numbers.quantile(millis, 0.99), commitMillis);
    }
  }

  SingleBenchmark(int apps, int agents) {
    this.apps = apps;
    this.agents = agents;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    var benchmark =
        new SingleBenchmark(
            Numbers.argument(arguments, 0, 300), Numbers.argument(arguments, 1, 10));
    var driver = benchmark;
    BenchmarkDatabase.embedded("benchmark", database -> System.out.println(driver.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    double commit = Numbers.median(RawCommits.millis(database));
    try (var suite = MarathonSuite.start(database, agents, MarathonSuite.roomFor(apps, agents))) {
      SimulatedAgents.Counters counters = suite.counters();
      var millis = new ArrayList<Double>();
      for (int i = 0; i < apps; i++) {
        String body = MarathonSuite.app("/single-" + i, 1).toString();
        long before = counters.acknowledgedUpdates();
        long begin = ticker.nanos();
        suite.send("POST", "/v2/apps", body);
        while (counters.acknowledgedUpdates() <= before) {
          LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        millis.add((ticker.nanos() - begin) / 1e6);
        suite.awaitQuiet();
      }
      return new Result(List.copyOf(millis.subList(apps / 3, apps)), commit);
    }
  }
}
