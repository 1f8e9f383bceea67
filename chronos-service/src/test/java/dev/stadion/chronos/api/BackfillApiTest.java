package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes of backfills (chronos.md §12.11). */
class BackfillApiTest {
  private static final String V1 = "/v1/scheduler";

  private static Service service;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
    service.post(V1 + "/iso8601", "{'name':'a','command':'x','cron':'0 12 * * *'}");
    service.post(V1 + "/dependency", "{'name':'child','command':'x','parents':['a']}");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> backfill(String more) {
    return service.post(
        V1 + "/job/a/backfill",
        "{'from':'2025-01-01T00:00:00Z','to':'2025-01-08T12:00:00Z'%s}".formatted(more));
  }

  @Test
  void aWindowRunsAgainAndCanBeCancelled() {
    HttpResponse<String> answer = backfill(",'maxParallel':2,'order':'desc'");
    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode made = Service.read(answer.body());
    assertThat(made.get("total").asInt()).isEqualTo(7);
    assertThat(made.get("skipped").asInt()).isZero();
    assertThat(made.get("runs")).hasSize(7);
    JsonNode first = service.json(V1 + "/runs/" + made.get("runs").get(0).asText());
    assertThat(first.get("scheduledTime").asText()).startsWith("2025-01-07T12:00:00");
    assertThat(first.get("trigger").asText()).isEqualTo("backfill");
    assertThat(first.get("backfillId")).isEqualTo(made.get("backfillId"));

    String path = "/scheduler/backfills/" + made.get("backfillId").asText();
    JsonNode shown = service.json(path);
    assertThat(shown.get("state").asText()).isEqualTo("RUNNING");
    assertThat(shown.get("counts").toString()).isEqualTo("{\"WAITING\":5,\"QUEUED\":2}");

    JsonNode cancelled = Service.read(service.delete(path).body());
    assertThat(cancelled.get("state").asText()).isEqualTo("DONE");
    assertThat(cancelled.get("counts").toString()).isEqualTo("{\"KILLED\":7}");
  }

  @Test
  void aDryRunMakesNothing() {
    JsonNode answer = Service.read(backfill(",'dryRun':true,'mode':'all'").body());

    assertThat(answer.get("total").asInt()).isEqualTo(7);
    assertThat(answer.has("backfillId")).isFalse();
  }

  @Test
  void nothingHasFailedYetSoNothingRunsAgain() {
    JsonNode answer =
        Service.read(
            service
                .post(
                    V1 + "/job/a/backfill",
                    "{'from':'2024-01-01T00:00:00Z','to':'2024-01-08T12:00:00Z','mode':'failed'}")
                .body());

    assertThat(answer.get("total").asInt()).isZero();
    assertThat(answer.get("skipped").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{'from':'2025-01-01T00:00:00Z'}",
        "{'from':'2025-01-02T00:00:00Z','to':'2025-01-01T00:00:00Z'}",
        "{'from':'soon','to':'2025-01-01T00:00:00Z'}",
        "{'from':'2025-01-01T00:00:00Z','to':'2025-01-08T00:00:00Z','mode':'some'}",
        "{'from':'2025-01-01T00:00:00Z','to':'2025-01-08T00:00:00Z','order':'random'}",
        "{'from':'2025-01-01T00:00:00Z','to':'2025-01-08T00:00:00Z','maxParallel':0}",
        "{'from':'2025-01-01T00:00:00Z','to':'2025-01-08T00:00:00Z','parameters':{'x':'1'}}",
        "{'from':'1925-01-01T00:00:00Z','to':'2025-01-08T00:00:00Z'}",
      })
  void badWindowsAre400(String body) {
    assertThat(service.post(V1 + "/job/a/backfill", body).statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsUnknownIs404AndADependentJob400() {
    assertThat(service.get(V1 + "/backfills/nope").statusCode()).isEqualTo(404);
    assertThat(service.delete(V1 + "/backfills/nope").statusCode()).isEqualTo(404);
    String body = "{'from':'2025-01-01T00:00:00Z','to':'2025-01-08T00:00:00Z'}";
    assertThat(service.post(V1 + "/job/nope/backfill", body).statusCode()).isEqualTo(404);
    assertThat(service.post(V1 + "/job/child/backfill", body).statusCode()).isEqualTo(400);
  }
}
