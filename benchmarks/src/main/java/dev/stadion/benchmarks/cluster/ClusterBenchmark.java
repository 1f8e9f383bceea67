package dev.stadion.benchmarks.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.benchmarks.suite.MasterJvm;
import dev.stadion.benchmarks.suite.TemporaryDirectory;
import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many agents with many tasks on two masters: how long {@code /master/state} takes, beside an HTTP
 * server that has the same bytes ready; and how long after {@code kill -9} of the leading master
 * all agents are registered with the other one, with every task still known.
 *
 * <p>Arguments: agents (5000), tasks on each (20), reads (21).
 */
public final class ClusterBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final int agents;
  private final int perAgent;
  private final int reads;
  private final MonotonicClock ticker = MonotonicClock.system();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /**
   * What one run measured; times in milliseconds, medians.
   *
   * @param failoverMillis from the kill to the last agent's new registration
   */
  record Result(
      int agents,
      int tasks,
      double launchesPerSecond,
      int stateBytes,
      double stateMillis,
      double rawMillis,
      double failoverMillis) {
    @Override
    public String toString() {
      return "%d agents, %d tasks (launched at %.0f/s): /master/state %.1f MB in %.0f ms, the same bytes ready in memory %.0f ms; kill -9 of the leading master to all agents registered %.0f ms"
          .formatted(
              agents,
              tasks,
              launchesPerSecond,
              stateBytes / 1e6,
              stateMillis,
              rawMillis,
              failoverMillis);
    }
  }

  ClusterBenchmark(int agents, int perAgent, int reads) {
    this.agents = agents;
    this.perAgent = perAgent;
    this.reads = reads;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int agents = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
    int perAgent = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    int reads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 21;
    try (var directory = TemporaryDirectory.create("cluster-benchmark");
        var postgres = EmbeddedPostgres.start(directory.path().resolve("postgres"))) {
      ObjectNode database =
          JSON.createObjectNode()
              .put("url", postgres.database("stadion"))
              .put("user", EmbeddedPostgres.USER)
              .put("password", postgres.password());
      System.out.println(
          new ClusterBenchmark(agents, perAgent, reads).run(database, directory.path()));
    }
  }

  /** Starts everything, measures, and stops everything but the database. */
  Result run(ObjectNode database, Path directory) throws Exception {
    try (var first = MasterJvm.start(database, directory, "first")) {
      await("the first master leads", () -> answers(first));
      try (var second = MasterJvm.start(database, directory, "second")) {
        List<URI> masters = List.of(first.address(), second.address());
        await("the second master follows", () -> get(second.address(), "/redirect") == 307);
        try (var simulated =
                new SimulatedAgents(masters, agents, each(), InstantSource.system(), 1);
            var framework = new FillingFramework(masters, perAgent)) {
          return measure(first, second, simulated, framework);
        }
      }
    } finally {
      http.close();
    }
  }

  private Result measure(
      MasterJvm leader, MasterJvm other, SimulatedAgents simulated, FillingFramework framework)
      throws Exception {
    int tasks = agents * perAgent;
    await("the framework is subscribed", () -> framework.subscriptions() == 1);
    long begin = ticker.nanos();
    simulated.start();
    await("all tasks run", () -> framework.running() >= tasks);
    double launchesPerSecond = tasks / ((ticker.nanos() - begin) / 1e9);

    byte[] state = read(leader.address().resolve("/master/state"));
    double stateMillis = median(leader.address().resolve("/master/state"));
    double rawMillis;
    try (var raw = new RawBytes(state)) {
      rawMillis = median(raw.address());
    }

    SimulatedAgents.Counters counters = simulated.counters();
    long registrations = counters.registrations();
    begin = ticker.nanos();
    leader.kill9();
    await(
        "all agents came to the other",
        () -> counters.registrations() >= registrations + agents && counters.connected() == agents);
    double failoverMillis = (ticker.nanos() - begin) / 1e6;
    await("the framework came, too", () -> framework.subscriptions() == 2);
    long known = count(read(other.address().resolve("/master/state")), "\"TASK_RUNNING\"");
    if (counters.connected() != agents || known < tasks) {
      throw new IllegalStateException(
          counters.connected() + " agents, " + known + " running states after the failover");
    }
    return new Result(
        agents, tasks, launchesPerSecond, state.length, stateMillis, rawMillis, failoverMillis);
  }

  private Resources each() {
    return Resources.of(0.1 * perAgent, 32.0 * perAgent, 1024).withPorts(new Range(31_000, 32_000));
  }

  private double median(URI uri) throws IOException, InterruptedException {
    var millis = new ArrayList<Double>();
    for (int i = 0; i < reads; i++) {
      long begin = ticker.nanos();
      byte[] answer = read(uri);
      millis.add((ticker.nanos() - begin) / 1e6);
      if (answer.length == 0) {
        throw new IOException(uri + " answered nothing");
      }
    }
    return millis.stream().sorted().toList().get(reads / 2);
  }

  private byte[] read(URI uri) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(uri + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  private boolean answers(MasterJvm master) throws InterruptedException {
    if (!master.isAlive()) {
      throw new IllegalStateException("the master at " + master.address() + " has ended");
    }
    return get(master.address(), "/slaves") == 200;
  }

  /** The status, or 0 while nobody listens. */
  private int get(URI master, String path) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(master.resolve(path)).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long count(byte[] text, String word) {
    String all = new String(text, java.nio.charset.StandardCharsets.UTF_8);
    long found = 0;
    for (int at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + 1)) {
      found++;
    }
    return found;
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(String what, Condition condition) throws IOException, InterruptedException {
    var never = new CountDownLatch(1);
    long deadline = ticker.nanos() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (never.await(5, TimeUnit.MILLISECONDS) || ticker.nanos() > deadline) {
        throw new IllegalStateException("waited in vain until " + what);
      }
    }
  }
}
