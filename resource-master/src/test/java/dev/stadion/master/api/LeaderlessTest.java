package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.master.api.Connection.Answer;
import dev.stadion.master.document.Counters;
import dev.stadion.master.document.Documents;
import dev.stadion.master.document.Measurements;
import dev.stadion.master.document.Metrics;
import dev.stadion.master.heart.Acls;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.mesos.stream.Beat;
import dev.stadion.mesos.stream.Streams;
import jakarta.servlet.http.HttpServlet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who leads is asked before anything else of a request (mesos-v1.md §1.5: 3, 4, 5). */
class LeaderlessTest {
  private static final String SELF = "here:5050";

  private static final int PLACES = 8;

  private final Server server = new Server(new QueuedThreadPool(PLACES));
  private final ServerConnector connector = new ServerConnector(server);
  private Optional<String> leader = Optional.empty();
  private volatile boolean leads;
  private final CountDownLatch decided = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    var master = new Undecided();
    var authorization = new Authorization(Acls.NONE);
    var metrics = new Metrics(new Counters(), new Measurements(new MetricRegistry()));
    var streams =
        new Streams(() -> "s", Beat.atOnce(Duration.ofSeconds(15)), 1_000, System::nanoTime);
    var context = new ServletContextHandler();
    add(context, new SchedulerServlet(master, streams, 10), "/api/v1/scheduler");
    add(context, new OperatorServlet(master, streams, Map.of(), metrics, authorization), "/api/v1");
    add(
        context,
        new AgentServlet(master, streams, InstantSource.system(), authorization),
        "/api/v1/agent");
    add(
        context,
        new ReadServlet(master, new Documents(Map.of()), metrics, authorization),
        ReadServlet.paths());
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
  }

  private static void add(ServletContextHandler context, HttpServlet servlet, String... paths) {
    var holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    for (String path : paths) {
      context.addServlet(holder, path);
    }
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  /** A master that never comes to decide. */
  private final class Undecided implements Master {
    @Override
    public boolean leads() {
      return leads;
    }

    @Override
    public boolean awaitLeading(Duration atMost) throws InterruptedException {
      if (atMost.isPositive()) {
        decided.await();
      }
      return leads;
    }

    @Override
    public Optional<String> leader() {
      return leader;
    }

    @Override
    public MasterIdentity identity() {
      return new MasterIdentity("here", "127.0.0.1", 5050);
    }

    @Override
    public CompletableFuture<MasterOutcome> submit(MasterEvent event) {
      return CompletableFuture.failedFuture(new StoreUnavailableException("away", null));
    }

    @Override
    public void post(MasterEvent event) {
      throw new NotLeadingException("nobody decides here");
    }

    @Override
    public MasterState snapshot() {
      throw new StoreUnavailableException("away", null);
    }
  }

  private Answer send(String method, String path, String... headers) throws Exception {
    try (Connection connection = new Connection(connector.getLocalPort())) {
      return connection.send(method, path, headers);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/scheduler", "/api/v1", "/state", "/master/slaves", "/redirect"})
  void withoutALeaderThereIsOnlyAWait(String path) throws Exception {
    String method = path.startsWith("/api") ? "POST" : "GET";

    Answer answer = send(method, path);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("No leader elected");
    assertThat(answer.headers()).containsEntry("retry-after", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/scheduler", "/api/v1", "/state"})
  void whoWasElectedAndStillReadsItsRegistrySaysSo(String path) throws Exception {
    leader = Optional.of(SELF);

    Answer answer = send(path.startsWith("/api") ? "POST" : "GET", path);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("Master has not finished recovery");
  }

  @Test
  void agentsThatWaitForTheRegistryToBeReadKeepNobodyFromAnAnswer() throws Exception {
    leader = Optional.of(SELF);
    List<Connection> agents = new ArrayList<>();
    byte[] subscribe = "{\"type\":\"SUBSCRIBE\"}".getBytes(StandardCharsets.UTF_8);
    try {
      for (int n = 0; n < 2 * PLACES; n++) {
        Connection agent = new Connection(connector.getLocalPort());
        agents.add(agent);
        agent.write("POST", "/api/v1/agent", subscribe, "Content-Type: application/json");
      }

      assertThat(send("GET", "/health").status()).isEqualTo(200);
      assertThat(send("POST", "/api/v1/scheduler").status()).isEqualTo(503);

      leads = true;
      decided.countDown();
      for (Connection agent : agents) {
        // It was served: this master leads, and cannot reach what it knows.
        assertThat(agent.answer().body()).contains("cannot be reached");
      }
    } finally {
      decided.countDown();
      for (Connection agent : agents) {
        agent.close();
      }
    }
  }

  @Test
  void anAgentThatHasWaitedInVainIsToldToComeAgainAndKeepsItsConnection() throws Exception {
    leader = Optional.of(SELF);
    decided.countDown();

    try (Connection agent = new Connection(connector.getLocalPort())) {
      for (int n = 0; n < 2; n++) {
        Answer answer = agent.post("/api/v1/agent", "{\"type\":\"SUBSCRIBE\"}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("Master has not finished recovery");
      }
    }
  }

  @Test
  void whereTheLeaderIsIsToldWhateverIsWrongWithTheRequest() throws Exception {
    leader = Optional.of("there:5050");

    for (String method : List.of("POST", "GET", "DELETE")) {
      Answer answer = send(method, "/api/v1/scheduler", "Content-Type: text/plain");
      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.headers()).containsEntry("location", "//there:5050/api/v1/scheduler");
    }
    assertThat(send("GET", "/tasks?limit=1").headers())
        .containsEntry("location", "//there:5050/tasks?limit=1");
    assertThat(send("GET", "/redirect").headers()).containsEntry("location", "//there:5050");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/health", "/version", "/flags", "/metrics/snapshot", "/system/stats.json"})
  void everyMasterSpeaksForItself(String path) throws Exception {
    assertThat(send("GET", path).status()).isEqualTo(200);
  }

  @Test
  void aLeaderWithoutItsDatabaseAnswersComeAgain() throws Exception {
    leads = true;
    leader = Optional.of(SELF);

    try (Connection connection = new Connection(connector.getLocalPort())) {
      Answer subscribe =
          connection.post(
              "/api/v1/scheduler",
              "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":"
                  + "{\"user\":\"u\",\"name\":\"n\"}}}");
      Answer call =
          connection.post(
              "/api/v1/scheduler", "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"F\"}}");

      assertThat(List.of(subscribe.status(), call.status())).containsOnly(503);
      assertThat(call.headers()).containsEntry("retry-after", "1");
    }
    assertThat(send("GET", "/state").status()).isEqualTo(503);
  }
}
