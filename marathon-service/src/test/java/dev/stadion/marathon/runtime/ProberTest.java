package dev.stadion.marathon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.health.Probe.Purpose;
import dev.stadion.marathon.health.Probe.Target;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonEvent.ProbeResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks at a real server (marathon.md §15.3, §16). */
class ProberTest {
  private static final TaskName TASK =
      new TaskName(new InstanceId(PathId.of("/web"), new UUID(0x1000, Long.MIN_VALUE)), 1);
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final LinkedBlockingQueue<MarathonEvent> heard = new LinkedBlockingQueue<>();
  private final AtomicInteger status = new AtomicInteger(200);
  private final Looking looking = new Looking();
  private final Prober prober = new Prober(looking, heard::add, MonotonicClock.system(), 4);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "as you see".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/x-words");
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status.get(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] much = new byte[8192];
          try {
            while (true) {
              exchange.getResponseBody().write(much);
            }
          } catch (IOException e) {
            exchange.close();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    prober.close();
    looking.close();
    server.stop(0);
  }

  private Target http(String path) {
    return new Target.Http(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
  }

  private void watch(Target target, Purpose purpose, Duration timeout) {
    prober.watch(TASK, List.of(new Probe(TASK, target, purpose, Duration.ZERO, INTERVAL, timeout)));
  }

  private MarathonEvent next() throws InterruptedException {
    MarathonEvent event = heard.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("something is told").isNotNull();
    return event;
  }

  private ProbeResult health(Target target, Duration timeout) throws InterruptedException {
    watch(target, new Purpose.Health(3), timeout);
    MarathonEvent.Probed probed = (MarathonEvent.Probed) next();
    assertThat(probed.task()).isEqualTo(TASK);
    assertThat(probed.check()).isEqualTo(3);
    return probed.result();
  }

  @ParameterizedTest
  @CsvSource({"200", "204", "302", "399"})
  void s153_goodStatusesAreHealthy(int code) throws Exception {
    status.set(code);

    assertThat(health(http("/"), LONG)).isEqualTo(new ProbeResult.Healthy());
  }

  @ParameterizedTest
  @CsvSource({"400,400 Bad Request", "500,500 Internal Server Error", "799,799"})
  void s153_otherStatusesAreTold(int code, String cause) throws Exception {
    status.set(code);

    assertThat(health(http("/"), LONG)).isEqualTo(new ProbeResult.Unhealthy(cause));
  }

  @Test
  void s153_aPortThatNobodyListensToIsUnhealthy() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertThat(health(new Target.Tcp("127.0.0.1", free), LONG))
        .isInstanceOf(ProbeResult.Unhealthy.class);
  }

  @Test
  void s153_aConnectionIsEnoughForTcp() throws Exception {
    assertThat(health(new Target.Tcp("127.0.0.1", server.getAddress().getPort()), LONG))
        .isEqualTo(new ProbeResult.Healthy());
  }

  @Test
  void s153_silenceIsUnhealthyWhenTheTimeIsOver() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Target target =
          new Target.Http(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"));

      assertThat(health(target, Duration.ofMillis(50))).isInstanceOf(ProbeResult.Unhealthy.class);
    }
  }

  @Test
  void anEndlessAnswerHoldsNobodyUp() throws Exception {
    assertThat(health(http("/endless"), LONG)).isEqualTo(new ProbeResult.Healthy());
    assertThat(next()).isInstanceOf(MarathonEvent.Probed.class);
  }

  @Test
  void looksAreRepeatedUntilNobodyWantsToKnow() throws Exception {
    health(http("/"), LONG);
    next();
    next();

    prober.unwatch(TASK);
    prober.watch(TASK, List.of());
    heard.clear();

    // One look may have been on its way when it was called off.
    assertThat(heard.poll(200, TimeUnit.MILLISECONDS))
        .satisfiesAnyOf(
            event -> assertThat(event).isNull(),
            event -> assertThat(heard.poll(200, TimeUnit.MILLISECONDS)).isNull());
  }

  @RepeatedTest(20)
  void looksThatAreCutOffDoNotSayThatATaskIsUnwell() throws Exception {
    int tasks = 20;
    var cutOff = new Looking();
    try (var many = new Prober(cutOff, heard::add, MonotonicClock.system(), tasks)) {
      for (int i = 1; i <= tasks; i++) {
        var task = new TaskName(TASK.instance(), i);
        var purpose = new Purpose.Health(0);
        many.watch(
            task, List.of(new Probe(task, http("/"), purpose, Duration.ZERO, INTERVAL, LONG)));
      }
      next();

      many.unwatchAll();
      cutOff.close();
    }

    assertThat(heard)
        .allSatisfy(event ->
            assertThat(((MarathonEvent.Probed) event).result())
                .isInstanceOf(ProbeResult.Healthy.class));
  }

  @Test
  void s16_readinessIsAskedForUntilItIsThere() throws Exception {
    status.set(503);
    watch(http("/"), new Purpose.Readiness(new TreeSet<>(List.of(201)), true), LONG);
    assertThat(next())
        .isEqualTo(
            new MarathonEvent.ReadinessAnswered(
                TASK, false, new ReadinessAnswer(503, "text/x-words", "as you see")));

    status.set(201);
    MarathonEvent.ReadinessAnswered answered = (MarathonEvent.ReadinessAnswered) next();
    while (!answered.ready()) {
      answered = (MarathonEvent.ReadinessAnswered) next();
    }

    assertThat(answered.answer().status()).isEqualTo(201);
    assertThat(heard.poll(100, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void s16_whoCannotBeAskedIsNotReady() throws Exception {
    watch(
        new Target.Http(URI.create("http://127.0.0.1:1/")),
        new Purpose.Readiness(new TreeSet<>(List.of(200)), true),
        LONG);

    MarathonEvent.ReadinessAnswered answered = (MarathonEvent.ReadinessAnswered) next();

    assertThat(answered.ready()).isFalse();
    assertThat(answered.answer().status()).isEqualTo(504);
    assertThat(answered.answer().body()).startsWith("Marathon could not query http://127.0.0.1:1/");
  }
}
