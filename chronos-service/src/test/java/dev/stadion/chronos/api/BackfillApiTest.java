package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.TaskState;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes of backfills (chronos.md §12.11). */
class BackfillApiTest {
  private static final String V1 = "/v1/scheduler";

  private static Service service;
  private static Mesos mesos;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
    mesos = new Mesos(service);
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
  void whatHasSucceededIsNotMissingAndWhatHasFailedIsNot_B53() {
    service.post(
        V1 + "/iso8601",
        "{'name':'b53','command':'x','retries':0,'concurrent':true,'cron':'0 0 * * *'}");
    String days = "{'from':'2025-01-01T00:00:00Z','to':'2025-01-04T00:00:00Z'%s}";
    service.post(V1 + "/job/b53/backfill", days.formatted(""));
    for (TaskState end :
        List.of(TaskState.TASK_FINISHED, TaskState.TASK_FAILED, TaskState.TASK_FINISHED)) {
      mesos.tells(mesos.launched(), end, "");
    }

    assertThat(ticks(days, "missing")).isEqualTo(1);
    assertThat(ticks(days, "failed")).isEqualTo(1);
    assertThat(ticks(days, "all")).isEqualTo(3);
    service.post(V1 + "/job/b53/backfill", days.formatted(""));
    mesos.tells(mesos.launched(), TaskState.TASK_FINISHED, "");
    assertThat(ticks(days, "missing")).isZero();
    assertThat(ticks(days, "failed")).isZero();
    service.delete(V1 + "/job/b53");
  }

  private static int ticks(String window, String mode) {
    HttpResponse<String> answer =
        service.post(
            V1 + "/job/b53/backfill",
            window.formatted(",'dryRun':true,'mode':'%s'".formatted(mode)));
    return Service.read(answer.body()).get("total").asInt();
  }

  private static HttpResponse<String> window(String job, String from, String to) {
    return service.post(
        V1 + "/job/" + job + "/backfill",
        "{'from':'%s','to':'%s','dryRun':true,'mode':'all'}".formatted(from, to));
  }

  @Test
  void aWindowOfMoreTicksThanMayBeIsRefusedHoweverLongItIs_B52() {
    service.post(
        V1 + "/iso8601", "{'name':'often','command':'x','disabled':true,'cron':'* * * * * *'}");

    HttpResponse<String> years = window("often", "2015-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    assertThat(years.statusCode()).isEqualTo(400);
    assertThat(Service.read(years.body()).at("/details/0/path").asText()).isEqualTo("/to");
    assertThat(Service.read(years.body()).get("message").asText())
        .contains("the window has more than 10000 ticks");
    assertThat(window("often", "2025-01-01T00:00:00Z", "2025-01-01T02:46:41Z").statusCode())
        .isEqualTo(400);
    HttpResponse<String> most = window("often", "2025-01-01T00:00:00Z", "2025-01-01T02:46:40Z");
    assertThat(most.statusCode()).isEqualTo(202);
    assertThat(Service.read(most.body()).get("total").asInt()).isEqualTo(10_000);
    service.delete(V1 + "/job/often");
  }

  @Test
  void aWindowOfWhichACalendarExcludesNearlyAllIsRefusedAndNotCutShort_B52() {
    byte[] nights =
        "{\"excludeTimes\":[{\"from\":\"00:00\",\"to\":\"23:59\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    service.send("PUT", V1 + "/calendars/nights", nights);
    service.post(
        V1 + "/iso8601",
        "{'name':'rare','command':'x','disabled':true,'cron':'* * * * * *','calendars':['nights']}");

    HttpResponse<String> day = window("rare", "2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z");
    assertThat(Service.read(day.body()).get("total").asInt()).isEqualTo(60);
    assertThat(window("rare", "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z").statusCode())
        .isEqualTo(400);
    service.delete(V1 + "/job/rare");
    service.delete(V1 + "/calendars/nights");
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
