package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each role in a process of its own, all of them on one PostgreSQL that none of them started. */
class RolesAloneStory {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final List<String> ONE_MASTER = List.of("master");

  @TempDir private Path directory;

  @Test
  void fourProcessesAndADatabaseMakeASuite() throws IOException, InterruptedException {
    try (var roles = new Roles(directory)) {
      String file = roles.file("master", "master", ONE_MASTER);
      assertThat(printedBy(roles.stadion("db", "status", file)).lines())
          .hasSize(3)
          .allMatch(line -> line.contains("not there"));
      String migrated = printedBy(roles.stadion("db", "migrate", file));
      assertThat(migrated.lines()).hasSize(3);
      assertThat(migrated)
          .containsPattern("master +version \\d")
          .containsPattern("marathon +version \\d")
          .containsPattern("chronos +version \\d");

      for (String role : List.of("master", "agent", "marathon", "chronos")) {
        roles.start(role, role, ONE_MASTER);
      }

      JsonNode checks = roles.admin("marathon").get("/healthcheck").json();
      assertThat(checks.at("/database/healthy").asBoolean()).isTrue();
      assertThat(checks.toString()).contains("leader");
      assertThat(roles.admin("chronos").get("/ping").text().strip()).isEqualTo("pong");
      assertThat(roles.admin("master").get("/metrics").json().at("/gauges")).isNotEmpty();
      assertThat(roles.admin("agent").get("/threads").text()).contains("main");

      Api marathon = roles.api("marathon");
      Answer created =
          marathon.post(
              "/v2/apps",
              "{\"id\":\"/hello\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":2}");
      assertThat(created.status()).as(created.toString()).isEqualTo(201);
      await().atMost(SOON).until(() -> running(marathon) == 2);
      assertThat(marathon.delete("/v2/apps/hello").status()).isEqualTo(200);
      await().atMost(SOON).until(() -> marathon.get("/v2/apps/hello").status() == 404);
    }
  }

  private static int running(Api marathon) {
    return marathon.get("/v2/apps/hello").json().at("/app/tasksRunning").asInt();
  }

  private static String printedBy(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
