package dev.stadion.benchmarks.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Patience;
import dev.stadion.benchmarks.suite.Roles;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One app with many instances on simulated agents: from POST until every instance runs and the
 * database knows it. Master and marathon run in this process on an embedded PostgreSQL; the raw
 * limit beside it is COPY into the same server. An update is acknowledged only after marathon has
 * committed it, so the last acknowledgement is the end of the race.
 *
 * <p>The race is run several times, with the app deleted in between. The first round is the one of
 * a suite that has just started; the median of the others is that of one that has been at work.
 *
 * <p>Arguments: instances (10000), agents (100), rounds (5).
 */
public final class LaunchBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final int instances;
  private final int agents;
  private final int rounds;
  private final MonotonicClock ticker = MonotonicClock.system();
  private final Patience patience = new Patience(ticker, PATIENCE);
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * What one run measured.
   *
   * @param seconds of every round, in order; at least two
   */
  public record Result(int instances, List<Double> seconds, double copyRowsPerSecond) {
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
      return "%d instances running and persisted: %.0f launches/s, %.0f in the first round; raw COPY %.0f rows/s; rounds of %s s"
          .formatted(
              instances,
              warm(),
              cold(),
              copyRowsPerSecond,
              seconds.stream().map("%.2f"::formatted).collect(Collectors.joining(", ")));
    }
  }

  LaunchBenchmark(int instances, int agents, int rounds) {
    if (rounds < 2) {
      throw new IllegalArgumentException("the first round is not the warm one: at least 2 rounds");
    }
    this.instances = instances;
    this.agents = agents;
    this.rounds = rounds;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int instances = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int agents = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    var benchmark = new LaunchBenchmark(instances, agents, rounds);
    BenchmarkDatabase.embedded(
        "launch-benchmark", database -> System.out.println(benchmark.run(database)));
  }

  /** Starts everything, runs the race once, and stops everything but the database. */
  Result run(BenchmarkDatabase database) throws Exception {
    double copy = RawCopy.rowsPerSecond(database, ticker);
    try (var roles = new Roles(database)) {
      RunningService master = roles.master();
      RunningService marathon = roles.marathon(master.api());
      try (var simulated =
          new SimulatedAgents(List.of(master.api()), agents, each(), InstantSource.system(), 1)) {
        simulated.start();
        SimulatedAgents.Counters counters = simulated.counters();
        patience.until("all agents registered", () -> counters.connected() == agents);
        patience.until(
            "marathon registered",
            () -> get(marathon.api(), "/v2/info").path("frameworkId").isTextual());
        var seconds = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
          seconds.add(race(marathon.api(), counters));
          clear(marathon.api(), counters);
        }
        return new Result(instances, seconds, copy);
      }
    } finally {
      http.close();
    }
  }

  private double race(URI marathon, SimulatedAgents.Counters counters) throws Exception {
    long startedBefore = counters.startedTasks();
    long acknowledgedBefore = counters.acknowledgedUpdates();
    ObjectNode app =
        JSON.createObjectNode()
            .put("id", "/bench")
            .put("cmd", "sleep 1000")
            .put("cpus", 0.01)
            .put("mem", 1)
            .put("instances", instances);
    app.putArray("portDefinitions");
    HttpRequest post =
        HttpRequest.newBuilder(marathon.resolve("/v2/apps"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(app.toString()))
            .build();

    long begin = ticker.nanos();
    HttpResponse<String> answer = http.send(post, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IOException("POST /v2/apps: " + answer.statusCode() + " " + answer.body());
    }
    patience.until(
        "all instances run",
        () -> counters.acknowledgedUpdates() >= acknowledgedBefore + instances);
    double seconds = (ticker.nanos() - begin) / 1e9;

    int running = get(marathon, "/v2/apps//bench").path("app").path("tasksRunning").asInt();
    long started = counters.startedTasks() - startedBefore;
    if (running != instances || started != instances) {
      throw new IllegalStateException(
          running + " run and " + started + " were started, not " + instances);
    }
    return seconds;
  }

  /** Deletes the app and waits until nothing of it is left. */
  private void clear(URI marathon, SimulatedAgents.Counters counters) throws Exception {
    long acknowledgedBefore = counters.acknowledgedUpdates();
    HttpRequest delete =
        HttpRequest.newBuilder(marathon.resolve("/v2/apps//bench")).DELETE().build();
    HttpResponse<String> answer = http.send(delete, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("DELETE /v2/apps/bench: " + answer.statusCode() + " " + answer.body());
    }
    patience.until(
        "all instances are gone",
        () ->
            counters.endedTasks() == counters.startedTasks()
                && counters.acknowledgedUpdates() >= acknowledgedBefore + instances
                && get(marathon, "/v2/deployments").isEmpty());
  }

  /** Room for all instances on half of the agents. */
  private Resources each() {
    double share = 2.0 * instances / agents + 1;
    return Resources.of(0.01 * share, share, 1024).withPorts(new Range(31_000, 32_000));
  }

  private JsonNode get(URI service, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(service + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.statusCode() == 200 ? answer.body() : "{}");
  }
}
