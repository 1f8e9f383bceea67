package dev.stadion.benchmarks.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Patience;
import dev.stadion.benchmarks.suite.Roles;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.scheduling.resource.Resources;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * Master and Chronos in this process, and simulated agents whose tasks are done at once. A task
 * counts as heard when Chronos has acknowledged its result, which it does after the commit.
 */
final class ChronosSuite implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int IN_FLIGHT = 64;
  private static final int BULKS_IN_FLIGHT = 4;
  private static final int IN_ONE_REQUEST = 1_000;
  private static final double CPUS = 0.01;
  private static final double MEGABYTES = 1;

  private final BenchmarkDatabase database;
  private final Roles roles;
  private final SimulatedAgents agents;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI master;
  private RunningService chronos;
  final Patience patience;

  /**
   * @param count of agents
   * @param room how many tasks find place at once, over all agents
   * @param orders who hears of every launch
   */
  ChronosSuite(
      BenchmarkDatabase database,
      int count,
      int room,
      SimulatedAgents.Orders orders,
      MonotonicClock ticker)
      throws Exception {
    this.database = database;
    this.patience = new Patience(ticker, Duration.ofMinutes(5));
    this.roles = new Roles(database);
    this.master = roles.master().api();
    this.chronos = roles.chronos(master, settings());
    double share = Math.ceil((double) room / count);
    this.agents =
        new SimulatedAgents(
            List.of(master),
            count,
            Resources.of(CPUS * share, MEGABYTES * share, MEGABYTES * share),
            InstantSource.system(),
            1,
            SimulatedAgents.Habit.FINISH,
            orders);
    agents.start();
    patience.until("all agents registered", () -> agents.counters().connected() == count);
    patience.until("chronos registered", () -> count("chronos.framework") == 1);
  }

  /** Simulated agents write no output that could be kept. */
  private static ObjectNode settings() {
    return JSON.createObjectNode().put("log_keep_bytes", 0);
  }

  SimulatedAgents.Counters counters() {
    return agents.counters();
  }

  /** A job that takes next to nothing. */
  static ObjectNode job(String name) {
    return JSON.createObjectNode()
        .put("name", name)
        .put("command", "true")
        .put("cpus", CPUS)
        .put("mem", MEGABYTES)
        .put("disk", MEGABYTES);
  }

  /** Declares all of them, several at a time and in no order. */
  void schedule(Stream<ObjectNode> jobs) throws Exception {
    post("iso8601", IN_FLIGHT, jobs);
  }

  /** Declares all of them, several at a time and in no order: their parents are there already. */
  void depend(Stream<ObjectNode> jobs) throws Exception {
    post("dependency", IN_FLIGHT, jobs);
  }

  /** Declares all of them, many in one request. */
  void importAll(Stream<ObjectNode> jobs) throws Exception {
    post(
        "jobs/bulk",
        BULKS_IN_FLIGHT,
        jobs.gather(Gatherers.windowFixed(IN_ONE_REQUEST))
            .map(window -> {
              ObjectNode body = JSON.createObjectNode();
              body.putArray("jobs").addAll(window);
              return body;
            }));
  }

  private void post(String path, int inFlight, Stream<ObjectNode> bodies) throws Exception {
    var free = new Semaphore(inFlight);
    var failure = new AtomicReference<String>();
    for (ObjectNode body : (Iterable<ObjectNode>) bodies::iterator) {
      free.acquire();
      HttpRequest request =
          HttpRequest.newBuilder(chronos.api().resolve("/v1/scheduler/" + path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
              .build();
      var _ =
          http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
              .whenComplete((answer, problem) -> {
                free.release();
                if (problem != null || answer.statusCode() / 100 != 2) {
                  failure.set(problem != null ? problem.toString() : answer.body());
                }
              });
    }
    free.acquire(inFlight);
    if (failure.get() != null) {
      throw new IllegalStateException("a job was not taken: " + failure.get());
    }
  }

  /** Starts a run of a job now. */
  void runNow(String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(chronos.api().resolve("/v1/scheduler/job/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 204) {
      throw new IllegalStateException(name + " was not started: " + answer.body());
    }
  }

  void stopChronos() {
    roles.stop(chronos);
  }

  void startChronos() throws Exception {
    chronos = roles.chronos(master, settings());
  }

  /** How many rows the database has; {@code what} is what follows FROM. */
  long count(String what) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + what)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() {
    agents.close();
    roles.close();
    http.close();
  }
}
