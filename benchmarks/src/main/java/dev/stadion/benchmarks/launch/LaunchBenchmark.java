package dev.stadion.benchmarks.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.marathon.MarathonApplication;
import dev.stadion.master.MasterApplication;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One app with many instances on simulated agents: from POST until every instance runs and the
 * database knows it. Master and marathon run in this process on an embedded PostgreSQL; the raw
 * limit beside it is COPY into the same server. An update is acknowledged only after marathon has
 * committed it, so the last acknowledgement is the end of the race.
 *
 * <p>Arguments: instances (10000), agents (100).
 */
public final class LaunchBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int LOOK_EVERY_MILLIS = 5;

  private final int instances;
  private final int agents;
  private final MonotonicClock ticker = MonotonicClock.system();
  private final HttpClient http = HttpClient.newHttpClient();

  /** What one run measured. */
  public record Result(int instances, double seconds, double copyRowsPerSecond) {
    public double launchesPerSecond() {
      return instances / seconds;
    }

    @Override
    public String toString() {
      return "%d instances running and persisted in %.2f s: %.0f launches/s; raw COPY %.0f rows/s"
          .formatted(instances, seconds, launchesPerSecond(), copyRowsPerSecond);
    }
  }

  /** An empty database. */
  record Address(String url, String user, String password) {}

  LaunchBenchmark(int instances, int agents) {
    this.instances = instances;
    this.agents = agents;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int instances = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int agents = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    Path directory = Files.createTempDirectory("launch-benchmark");
    try (var postgres = EmbeddedPostgres.start(directory.resolve("postgres"))) {
      var database =
          new Address(postgres.database("stadion"), EmbeddedPostgres.USER, postgres.password());
      System.out.println(new LaunchBenchmark(instances, agents).run(database));
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Starts everything, runs the race once, and stops everything but the database. */
  Result run(Address address) throws Exception {
    ObjectNode database =
        JSON.createObjectNode()
            .put("url", address.url())
            .put("user", address.user())
            .put("password", address.password());
    double copy = RawCopy.rowsPerSecond(address.url(), address.user(), address.password(), ticker);
    RunningService master = start("master", new MasterApplication(), configuration(database));
    try {
      ObjectNode configuration = configuration(database).put("master", master.api().toString());
      RunningService marathon = start("marathon", new MarathonApplication(), configuration);
      try (var simulated =
          new SimulatedAgents(List.of(master.api()), agents, each(), InstantSource.system(), 1)) {
        simulated.start();
        return new Result(instances, race(marathon.api(), simulated.counters()), copy);
      } finally {
        marathon.stop();
      }
    } finally {
      master.stop();
      http.close();
    }
  }

  private double race(URI marathon, SimulatedAgents.Counters counters) throws Exception {
    await("all agents registered", () -> counters.connected() == agents);
    await("marathon registered", () -> get(marathon, "/v2/info").path("frameworkId").isTextual());
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
    await("all instances run", () -> counters.acknowledgedUpdates() >= instances);
    double seconds = (ticker.nanos() - begin) / 1e9;

    int running = get(marathon, "/v2/apps//bench").path("app").path("tasksRunning").asInt();
    if (running != instances || counters.startedTasks() != instances) {
      throw new IllegalStateException(
          running + " run and " + counters.startedTasks() + " were started, not " + instances);
    }
    return seconds;
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

  private static ObjectNode configuration(ObjectNode database) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode server = root.putObject("server");
    server.putArray("applicationConnectors").addObject().put("type", "http").put("port", 0);
    server.putArray("adminConnectors").addObject().put("type", "http").put("port", 0);
    server.putObject("requestLog").putArray("appenders");
    root.set("database", database);
    return root;
  }

  private static RunningService start(
      String role, StadionApplication<?> application, ObjectNode configuration) throws Exception {
    byte[] bytes = configuration.toString().getBytes(StandardCharsets.UTF_8);
    return application.start(role, path -> new ByteArrayInputStream(bytes), role + ".yml");
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(String what, Condition condition) throws IOException, InterruptedException {
    var never = new CountDownLatch(1);
    long deadline = ticker.nanos() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS) || ticker.nanos() > deadline) {
        throw new IllegalStateException("waited in vain until " + what);
      }
    }
  }
}
