package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job fires on time, another one after it; both can be run at once and deleted. */
class JobStory {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private static Path data;
  @TempDir private static Path work;
  private static Suite suite;

  @BeforeAll
  static void startTheSuite() {
    suite = Suite.start(data);
  }

  @AfterAll
  static void stopTheSuite() {
    suite.close();
  }

  @Test
  void aJobFiresEveryFewSecondsAndItsChildAfterIt() {
    Answer parent =
        suite
            .chronos()
            .post(
                "/v1/scheduler/iso8601",
                job("parent", stamp("parent"), "\"schedule\":\"R/2026-01-01T00:00:00Z/PT3S\""));
    Answer child =
        suite
            .chronos()
            .post(
                "/v1/scheduler/dependency",
                job("child", stamp("child"), "\"parents\":[\"parent\"]"));

    assertThat(parent.status()).as(parent.toString()).isEqualTo(204);
    assertThat(child.status()).as(child.toString()).isEqualTo(204);
    assertThat(names(suite.chronos().get("/v1/scheduler/jobs").json()))
        .containsExactly("child", "parent");

    await().atMost(SOON).until(() -> lines("parent").size() >= 4 && lines("child").size() >= 3);
    List<Double> fired = lines("parent").stream().map(Double::parseDouble).toList();
    for (int i = 2; i < fired.size(); i++) {
      // The first run makes good for the past; from then on the schedule gives the beat.
      assertThat(fired.get(i) - fired.get(i - 1)).isBetween(1.5, 5.5);
    }
    assertThat(lines("child").size()).isLessThanOrEqualTo(lines("parent").size());
    JsonNode stored = suite.chronos().get("/v1/scheduler/job/parent").json();
    assertThat(stored.at("/successCount").asInt()).isPositive();
    assertThat(stored.at("/errorCount").asInt()).isZero();
    assertThat(stored.at("/schedule").asText()).matches("R/.*/PT3S");

    assertThat(suite.chronos().delete("/v1/scheduler/job/child").status()).isEqualTo(204);
    assertThat(suite.chronos().delete("/v1/scheduler/job/parent").status()).isEqualTo(204);
    assertThat(suite.chronos().get("/v1/scheduler/jobs").json()).isEmpty();
    Answer gone = suite.chronos().get("/v1/scheduler/job/parent");
    assertThat(gone.status()).isEqualTo(400);
    assertThat(gone.json().at("/message").asText()).contains("Job 'parent' not found");
  }

  @Test
  void aJobOfTheFarFutureRunsWhenToldTo() {
    suite
        .chronos()
        .post(
            "/v1/scheduler/iso8601",
            job("later", stamp("later"), "\"schedule\":\"R1/2199-01-01T00:00:00Z/P1D\""));

    Answer now = suite.chronos().put("/v1/scheduler/job/later");

    assertThat(now.status()).as(now.toString()).isEqualTo(204);
    await().atMost(SOON).until(() -> lines("later").size() == 1);
    await()
        .atMost(SOON)
        .until(() ->
            suite.chronos().get("/v1/scheduler/job/later").json().at("/successCount").asInt() == 1);
    assertThat(suite.chronos().delete("/v1/scheduler/job/later").status()).isEqualTo(204);
  }

  @Test
  void whatARunWroteIsReadThroughTheService() {
    suite
        .chronos()
        .post(
            "/v1/scheduler/iso8601",
            job(
                "talker",
                "echo said; echo meant 1>&2; exit 3",
                "\"retries\":0,\"schedule\":\"R1/2199-01-01T00:00:00Z/P1D\""));
    suite.chronos().put("/v1/scheduler/job/talker");

    await().atMost(SOON).until(() -> lastRun("talker").at("/state").asText().equals("FAILED"));

    JsonNode run = lastRun("talker");
    assertThat(run.at("/attempts/0/exitCode").asInt()).isEqualTo(3);
    String logs = "/v1/scheduler/runs/" + run.at("/runId").asText() + "/logs/";
    Answer stdout = suite.chronos().get(logs + "stdout?tail=5");
    assertThat(stdout.status()).as(stdout.toString()).isEqualTo(200);
    assertThat(stdout.text()).isEqualTo("said\n");
    assertThat(suite.chronos().get(logs + "stderr").text()).contains("meant\n");
    assertThat(suite.chronos().get(logs + "stdout?follow=true").text()).contains("said\n");
    assertThat(suite.chronos().delete("/v1/scheduler/job/talker").status()).isEqualTo(204);
  }

  private static JsonNode lastRun(String job) {
    return suite.chronos().get("/v1/scheduler/job/" + job + "/runs?limit=1").json().at("/items/0");
  }

  @Test
  void aMistakeIsNamedAndChangesNothing() {
    Answer unknownParent =
        suite
            .chronos()
            .post("/v1/scheduler/dependency", job("orphan", "true", "\"parents\":[\"x\"]"));
    Answer noSchedule =
        suite
            .chronos()
            .post(
                "/v1/scheduler/iso8601", job("never", "true", "\"schedule\":\"R/yesterday/PT1S\""));

    assertThat(unknownParent.status()).as(unknownParent.toString()).isEqualTo(400);
    assertThat(noSchedule.status()).as(noSchedule.toString()).isEqualTo(400);
    assertThat(names(suite.chronos().get("/v1/scheduler/jobs").json()))
        .doesNotContain("orphan", "never");
  }

  private static String job(String name, String command, String when) {
    return """
    {"name":"%s","command":"%s",%s,"cpus":0.1,"mem":32}\
    """
        .formatted(name, command, when);
  }

  /** A command that writes down when it ran. */
  private static String stamp(String name) {
    return "date +%s.%N >> " + work.resolve(name);
  }

  private static List<String> lines(String name) {
    Path file = work.resolve(name);
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(JsonNode jobs) {
    return jobs.findValuesAsText("name").stream().sorted().toList();
  }
}
