package dev.stadion.benchmarks.marathon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.MarathonSuite;
import dev.stadion.benchmarks.suite.Numbers;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Every instance of an app replaced by one of a new definition, between a floor and a ceiling that
 * are checked in the log of events. The raw limit beside it is what has to happen in any case: as
 * many launches from nothing, in the same suite.
 *
 * <p>Arguments: instances (10000), agents (500), rounds (3), percent that must stay (90), percent
 * that may be added (20).
 */
public final class RollingBenchmark {
  private static final int GOAL_SECONDS = 10;
  private static final String APP = "/rolling";

  private final int instances;
  private final int agents;
  private final int rounds;
  private final double floor;
  private final double over;
  private final MonotonicClock ticker = MonotonicClock.system();

  /**
   * What one run measured.
   *
   * @param fewest instances that ran at any moment of a replacement, by the log of events
   * @param most instances with a task at any moment
   */
  record Result(int instances, List<Double> seconds, double launchSeconds, int fewest, int most) {
    @Override
    public String toString() {
      return "%d instances replaced in %.2f s (goal %d), of %s; never fewer than %d running nor more than %d there; raw: launched from nothing in %.2f s"
          .formatted(
              instances,
              Numbers.median(seconds),
              GOAL_SECONDS,
              seconds.stream().map("%.2f"::formatted).toList(),
              fewest,
              most,
              launchSeconds);
    }
  }

  RollingBenchmark(int instances, int agents, int rounds, double floor, double over) {
    this.instances = instances;
    this.agents = agents;
    this.rounds = rounds;
    this.floor = floor;
    this.over = over;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    var benchmark =
        new RollingBenchmark(
            Numbers.argument(arguments, 0, 10_000),
            Numbers.argument(arguments, 1, 500),
            Numbers.argument(arguments, 2, 3),
            Numbers.argument(arguments, 3, 90) / 100.0,
            Numbers.argument(arguments, 4, 20) / 100.0);
    var driver = benchmark;
    BenchmarkDatabase.embedded("benchmark", database -> System.out.println(driver.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    try (var suite =
            MarathonSuite.start(database, agents, MarathonSuite.roomFor(2 * instances, agents));
        var log = new InstanceLog(suite.marathon())) {
      double launch = launch(suite, log);
      var seconds = new ArrayList<Double>();
      for (int round = 0; round < rounds; round++) {
        seconds.add(replace(suite, log, round));
      }
      check(log);
      return new Result(instances, seconds, launch, log.fewest(), log.most());
    }
  }

  private double launch(MarathonSuite suite, InstanceLog log) throws Exception {
    ObjectNode app = MarathonSuite.app(APP, instances);
    app.putObject("upgradeStrategy")
        .put("minimumHealthCapacity", floor)
        .put("maximumOverCapacity", over);
    long begin = ticker.nanos();
    suite.send("POST", "/v2/apps", app.toString());
    suite.awaitQuiet();
    double seconds = (ticker.nanos() - begin) / 1e9;
    MarathonSuite.until("the log is there", () -> log.running() == instances);
    log.begin();
    return seconds;
  }

  private double replace(MarathonSuite suite, InstanceLog log, int round) throws Exception {
    long started = suite.counters().startedTasks();
    long begin = ticker.nanos();
    suite.send("PUT", "/v2/apps/" + APP, "{\"env\":{\"ROUND\":\"" + round + "\"}}");
    suite.awaitQuiet();
    double seconds = (ticker.nanos() - begin) / 1e9;
    if (suite.counters().startedTasks() - started < instances) {
      throw new IllegalStateException("not all were replaced");
    }
    MarathonSuite.until("the log is complete", () -> log.present() == instances);
    return seconds;
  }

  private void check(InstanceLog log) {
    int least = (int) Math.ceil(instances * floor);
    int limit = instances + (int) Math.floor(instances * over);
    if (log.fewest() < least || log.most() > limit) {
      throw new IllegalStateException(
          log.fewest() + " to " + log.most() + " instances, not " + least + " to " + limit);
    }
  }
}
