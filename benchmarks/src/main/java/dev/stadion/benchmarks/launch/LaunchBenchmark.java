package dev.stadion.benchmarks.launch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.MarathonSuite;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One app with many instances, or a group of many apps, on simulated agents: from POST until every
 * instance runs and the database knows it. Master and marathon run in this process on an embedded
 * PostgreSQL; the raw limit beside it is COPY into the same server.
 *
 * <p>The race is run several times, with everything deleted in between. The first round is the one
 * of a suite that has just started; the median of the others is that of one that has been at work.
 *
 * <p>Arguments: instances (10000), agents (100), rounds (5), apps (1).
 */
public final class LaunchBenchmark {
  private static final int GOAL = 6_000;

  private final int instances;
  private final int agents;
  private final int rounds;
  private final int apps;
  private final MonotonicClock ticker = MonotonicClock.system();

  /**
   * What one run measured.
   *
   * @param seconds of every round, in order; at least two
   */
  public record Result(int instances, int apps, List<Double> seconds, double copyRowsPerSecond) {
    public Result {
      seconds = List.copyOf(seconds);
    }

    /** Launches per second of a suite that has just started. */
    public double cold() {
      return instances / seconds.getFirst();
    }

    /** Launches per second of a suite that has been at work: the median of the later rounds. */
    public double warm() {
      List<Double> later = seconds.subList(1, seconds.size()).stream().sorted().toList();
      return instances / later.get(later.size() / 2);
    }

    @Override
    public String toString() {
      return "%d instances of %d app(s) running and persisted: %.0f launches/s (goal %d), %.0f in the first round; raw COPY %.0f rows/s; rounds of %s s"
          .formatted(
              instances,
              apps,
              warm(),
              GOAL,
              cold(),
              copyRowsPerSecond,
              seconds.stream().map("%.2f"::formatted).collect(Collectors.joining(", ")));
    }
  }

  LaunchBenchmark(int instances, int agents, int rounds, int apps) {
    if (rounds < 2) {
      throw new IllegalArgumentException("the first round is not the warm one: at least 2 rounds");
    }
    this.instances = instances;
    this.agents = agents;
    this.rounds = rounds;
    this.apps = apps;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int instances = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int agents = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    int apps = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
    var driver = new LaunchBenchmark(instances, agents, rounds, apps);
    BenchmarkDatabase.embedded("benchmark", database -> System.out.println(driver.run(database)));
  }

  /** Starts everything, runs the race, and stops everything but the database. */
  Result run(BenchmarkDatabase database) throws Exception {
    double copy = RawCopy.rowsPerSecond(database, ticker);
    try (var suite =
        MarathonSuite.start(database, agents, MarathonSuite.roomFor(instances, agents))) {
      var seconds = new ArrayList<Double>();
      for (int round = 0; round < rounds; round++) {
        seconds.add(race(suite));
        suite.clear();
      }
      return new Result(instances, apps, seconds, copy);
    }
  }

  private double race(MarathonSuite suite) throws Exception {
    SimulatedAgents.Counters counters = suite.counters();
    long startedBefore = counters.startedTasks();
    long acknowledgedBefore = counters.acknowledgedUpdates();
    String path = apps == 1 ? "/v2/apps" : "/v2/groups";
    String body = (apps == 1 ? MarathonSuite.app("/bench", instances) : group()).toString();

    long begin = ticker.nanos();
    suite.send("POST", path, body);
    MarathonSuite.until(
        "all instances run",
        () -> counters.acknowledgedUpdates() >= acknowledgedBefore + instances);
    double seconds = (ticker.nanos() - begin) / 1e9;

    int running = 0;
    for (var app : suite.get("/v2/apps").path("apps")) {
      running += app.path("tasksRunning").asInt();
    }
    long started = counters.startedTasks() - startedBefore;
    if (running != instances || started != instances) {
      throw new IllegalStateException(
          running + " run and " + started + " were started, not " + instances);
    }
    return seconds;
  }

  private ObjectNode group() {
    ObjectNode group = JsonNodeFactory.instance.objectNode().put("id", "/bench");
    ArrayNode members = group.putArray("apps");
    for (int i = 0; i < apps; i++) {
      members.add(MarathonSuite.app("/bench/app-" + i, instances / apps));
    }
    return group;
  }
}
