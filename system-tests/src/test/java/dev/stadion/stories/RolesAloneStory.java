package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each role in a process of its own, all of them on one PostgreSQL that none of them started. */
class RolesAloneStory {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private final TestDatabase database = TestDatabase.fresh();
  private final Map<String, Integer> ports = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endEveryProcess() throws InterruptedException {
    for (Process process : processes.reversed()) {
      Processes.terminate(process.pid());
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    Processes.workingBelow(directory).forEach(Processes::kill9);
  }

  @Test
  void fourProcessesAndADatabaseMakeASuite() throws IOException, InterruptedException {
    assertThat(printedBy("db", "status", file("master"))).contains("master    not there");
    assertThat(printedBy("db", "migrate", file("master")))
        .containsPattern("master +version \\d")
        .containsPattern("marathon +version \\d")
        .containsPattern("chronos +version \\d");

    for (String role : List.of("master", "agent", "marathon", "chronos")) {
      start(role);
    }
    for (String role : List.of("master", "agent", "marathon", "chronos")) {
      await(role + " is healthy").atMost(SOON).until(() -> health(role) == 200);
    }

    JsonNode checks = admin("marathon").get("/healthcheck").json();
    assertThat(checks.at("/database/healthy").asBoolean()).isTrue();
    assertThat(checks.toString()).contains("leader");
    assertThat(admin("chronos").get("/ping").text().strip()).isEqualTo("pong");
    assertThat(admin("master").get("/metrics").json().at("/gauges")).isNotEmpty();
    assertThat(admin("agent").get("/threads").text()).contains("main");

    Api marathon = api("marathon");
    Answer created =
        marathon.post(
            "/v2/apps",
            "{\"id\":\"/hello\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":2}");
    assertThat(created.status()).as(created.toString()).isEqualTo(201);
    await().atMost(SOON).until(() -> running(marathon) == 2);
    assertThat(marathon.delete("/v2/apps/hello").status()).isEqualTo(200);
    await().atMost(SOON).until(() -> marathon.get("/v2/apps/hello").status() == 404);
  }

  private static int running(Api marathon) {
    return marathon.get("/v2/apps/hello").json().at("/app/tasksRunning").asInt();
  }

  private int health(String role) {
    try {
      return admin(role).get("/healthcheck").status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private void start(String role) throws IOException {
    ProcessBuilder builder = stadion(role, "server", file(role));
    builder.redirectErrorStream(true).redirectOutput(directory.resolve(role + ".txt").toFile());
    processes.add(builder.start());
  }

  private String printedBy(String... arguments) throws IOException, InterruptedException {
    Process process = stadion(arguments).redirectErrorStream(true).start();
    processes.add(process);
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  private ProcessBuilder stadion(String... arguments) {
    ProcessBuilder builder = Distribution.stadion(List.of(arguments));
    builder.directory(directory.toFile());
    builder.environment().put("STADION_DATABASE_URL", database.url());
    builder.environment().put("STADION_DATABASE_USER", database.user());
    builder.environment().put("STADION_DATABASE_PASSWORD", database.password());
    builder.environment().put("STADION_MASTER", api("master").base().toString());
    return builder;
  }

  /** The file of the distribution, and ports that nobody has. */
  private String file(String role) throws IOException {
    Path file = directory.resolve(role + ".yml");
    if (!Files.exists(file)) {
      Files.writeString(
          file,
          Files.readString(Distribution.home().resolve("conf/" + role + ".yml"))
              + "\nserver:\n  applicationConnectors: [{type: http, port: %d}]\n"
                  .formatted(port(role))
              + "  adminConnectors: [{type: http, port: %d}]\n".formatted(port(role + " admin")));
    }
    return file.toString();
  }

  private Api api(String role) {
    return new Api(URI.create("http://127.0.0.1:" + port(role)));
  }

  private Api admin(String role) {
    return api(role + " admin");
  }

  private int port(String who) {
    return ports.computeIfAbsent(who, any -> freePort());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
