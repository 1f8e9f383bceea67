package dev.stadion.benchmarks.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.simulated.SimulatedAgents;
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
import java.util.List;

/**
 * A marathon and simulated agents in this process and a master in its own, ready for apps. An
 * update is acknowledged only after marathon has committed it, so the agents' count of
 * acknowledgements says how much has happened and is remembered.
 */
public final class MarathonSuite implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_INSTANCES = 1_000_000;
  private static final int MOST_READERS = 2_000;
  private static final Patience PATIENCE =
      new Patience(MonotonicClock.system(), Duration.ofMinutes(5));

  private final HttpClient http = HttpClient.newHttpClient();
  private final TemporaryDirectory directory;
  private final MasterJvm master;
  private final Roles roles;
  private final RunningService marathon;
  private final SimulatedAgents agents;

  private MarathonSuite(
      TemporaryDirectory directory,
      MasterJvm master,
      Roles roles,
      RunningService marathon,
      SimulatedAgents agents) {
    this.directory = directory;
    this.master = master;
    this.roles = roles;
    this.marathon = marathon;
    this.agents = agents;
  }

  /** Starts everything and waits until the agents and the framework are registered. */
  public static MarathonSuite start(BenchmarkDatabase database, int agents, Resources each)
      throws Exception {
    var directory = TemporaryDirectory.create("marathon-suite");
    MasterJvm master = MasterJvm.start(database.settings(), directory.path(), "master");
    until("the master leads", () -> leads(master));
    var roles = new Roles(database);
    ObjectNode more =
        JSON.createObjectNode()
            .put("maxInstancesPerApp", MOST_INSTANCES)
            .put("maxEventStreams", MOST_READERS)
            .put("localPortMax", 60_000);
    RunningService marathon = roles.marathon(master.address(), more);
    var simulated =
        new SimulatedAgents(List.of(master.address()), agents, each, InstantSource.system(), 1);
    var suite = new MarathonSuite(directory, master, roles, marathon, simulated);
    simulated.start();
    until("all agents registered", () -> simulated.counters().connected() == agents);
    until("marathon registered", () -> suite.get("/v2/info").path("frameworkId").isTextual());
    return suite;
  }

  private static boolean leads(MasterJvm master) throws InterruptedException {
    if (!master.isAlive()) {
      throw new IllegalStateException("the master has ended");
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(master.address().resolve("/slaves")).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // It is on its way up.
    }
  }

  /** Room for so many small instances, spread over half of the agents. */
  public static Resources roomFor(int instances, int agents) {
    double share = 2.0 * instances / agents + 1;
    return Resources.of(0.01 * share, share, 1024).withPorts(new Range(31_000, 32_000));
  }

  /** A small app without ports. */
  public static ObjectNode app(String id, int instances) {
    ObjectNode app =
        JSON.createObjectNode()
            .put("id", id)
            .put("cmd", "sleep 1000")
            .put("cpus", 0.01)
            .put("mem", 1)
            .put("instances", instances);
    app.putArray("portDefinitions");
    return app;
  }

  /** What the agents have done so far. */
  public SimulatedAgents.Counters counters() {
    return agents.counters();
  }

  /** The address of Marathon's API. */
  public URI marathon() {
    return marathon.api();
  }

  /** What a GET answers; an empty object if it is refused. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(marathon.api() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.statusCode() == 200 ? answer.body() : "{}");
  }

  /** Sends a JSON document; an answer that is not 2xx is an exception. */
  public JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(marathon.api() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + answer.statusCode() + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** Waits for it, for some minutes at most. */
  public static void until(String what, Patience.Condition condition) throws Exception {
    PATIENCE.until(what, condition);
  }

  /** Waits until Marathon deploys nothing. */
  public void awaitQuiet() throws Exception {
    until("nothing is deployed", () -> get("/v2/deployments").isEmpty());
  }

  /** Deletes everything and waits until nothing of it is left. */
  public void clear() throws Exception {
    long alive = counters().startedTasks() - counters().endedTasks();
    long acknowledged = counters().acknowledgedUpdates();
    send("DELETE", "/v2/groups?force=true", "");
    until(
        "all instances are gone",
        () ->
            counters().endedTasks() == counters().startedTasks()
                && counters().acknowledgedUpdates() >= acknowledged + alive);
    awaitQuiet();
  }

  @Override
  public void close() {
    agents.close();
    roles.close();
    master.close();
    directory.close();
    http.close();
  }
}
