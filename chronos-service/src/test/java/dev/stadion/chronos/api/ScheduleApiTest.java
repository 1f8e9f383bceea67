package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cron, previews and calendars as clients see them (chronos.md §12.1–§12.4). */
class ScheduleApiTest {
  private static final String V1 = "/v1/scheduler";

  private static Service service;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void nothingIsLeft() {
    for (JsonNode job : service.json(V1 + "/jobs")) {
      service.delete(V1 + "/job/" + job.get("name").asText());
    }
    for (JsonNode calendar : service.json(V1 + "/calendars").get("items")) {
      service.delete(V1 + "/calendars/" + calendar.get("name").asText());
    }
  }

  private static HttpResponse<String> put(String path, String body) {
    return service.send("PUT", path, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static void post(String fields) {
    assertThat(service.post(V1 + "/iso8601", "{'name':'a','command':'x',%s}".formatted(fields)))
        .returns(204, HttpResponse::statusCode);
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  // ---- §12.1 ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'cron':'0 0 1 1 *'",
        "'cron':['0 0 1 1 *']",
        "'cron':['0 0 1 1 *','@yearly'],'cronDialect':'unix','cronDst':'literal'",
        "'cron':'0 0 12 ? 1 6L','cronDialect':'quartz','jitter':'PT5M'",
        "'cron':'@yearly','notBefore':'2100-01-01T00:00:00+02:00','notAfter':'2200-01-01T00:00:00Z'",
        "'cron':'@manually','misfirePolicy':'fireAll','maxCatchup':7,'misfireThreshold':'90'",
      })
  void whatWasSentIsWhatIsRead(String fields) {
    post(fields);
    JsonNode sent = Service.read("{%s}".formatted(fields.replace('\'', '"')));

    JsonNode read = service.json(V1 + "/job/a");
    sent.properties()
        .forEach(field -> {
          assertThat(read.get(field.getKey())).as(field.getKey()).isEqualTo(field.getValue());
        });
    assertThat(read.get("schedule").asText()).matches("R/.*Z/P|R0//P");
    List<String> extensions =
        List.of(
            "cron",
            "cronDialect",
            "cronDst",
            "jitter",
            "notBefore",
            "notAfter",
            "calendars",
            "calendarPolicy",
            "misfirePolicy",
            "maxCatchup",
            "misfireThreshold");
    for (String name : extensions) {
      assertThat(read.has(name)).as(name).isEqualTo(sent.has(name));
    }

    // What is read can be sent back and means the same.
    assertThat(service.post(V1 + "/iso8601", read.toString()))
        .returns(204, HttpResponse::statusCode);
    assertThat(service.json(V1 + "/job/a")).isEqualTo(read);
  }

  @Test
  void anOriginalJobShowsNoNewField() {
    post("'schedule':'R1/2199-01-01T00:00:00Z/P1D'");

    assertThat(service.get(V1 + "/job/a").body())
        .doesNotContain("cron")
        .doesNotContain("jitter")
        .doesNotContain("calendar")
        .doesNotContain("misfire");
  }

  @Test
  void aScheduleThatHoldsCronIsCron() {
    post("'schedule':'0 0 1 1 *'");

    JsonNode job = service.json(V1 + "/job/a");
    assertThat(job.get("cron").asText()).isEqualTo("0 0 1 1 *");
    assertThat(job.get("schedule").asText()).matches("R/\\d{4}-01-01T00:00:00.000Z/P");
    assertThat(service.json(V1 + "/jobs/summary").get("jobs").get(0).get("schedule"))
        .isEqualTo(job.get("schedule"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'schedule':'FOO'                          | /schedule
          'schedule':'0 0 30 2 *'                   | /cron
          'schedule':'61 * * * *'                   | /schedule
          'cron':'61 * * * *'                       | /cron
          'cron':'0 0 31 4 *'                       | /cron
          'cron':'@reboot'                          | /cron
          'cron':[]                                 | /cron
          'cron':['@daily',7]                       | /cron
          'cron':{}                                 | /cron
          'cron':'0 0 12 1 * 1','cronDialect':'quartz' | /cron
          'cron':'@daily','cronDialect':'posix'     | /cronDialect
          'cron':'@daily','cronDst':'twice'         | /cronDst
          'cron':'TZ=UTC 0 0 * * *','scheduleTimeZone':'UTC' | /cron
          'cron':'@daily','scheduleTimeZone':'Mars/X' | /scheduleTimeZone
          'cron':'@daily','notBefore':'soon'        | /notBefore
          'cron':'@daily','notBefore':'2026-02-01T00:00:00Z','notAfter':'2026-01-01T00:00:00Z' | /notAfter
          'cron':'@daily','jitter':'P1D'            | /jitter
          'cron':'@daily','jitter':'-5'             | /jitter
          'cron':'@daily','misfirePolicy':'never'   | /misfirePolicy
          'cron':'@daily','maxCatchup':0            | /maxCatchup
          'cron':'@daily','maxCatchup':10001        | /maxCatchup
          'cron':'@daily','calendars':['nope']      | /calendars
          'cron':'@daily','calendarPolicy':'maybe'  | /calendarPolicy
          'cron':'@daily','parents':['b']           | /parents
          """)
  void badSchedulesAre400AndNameTheField(String fields, String path) {
    HttpResponse<String> answer =
        service.post(V1 + "/iso8601", "{'name':'a','command':'x',%s}".formatted(fields));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.read(answer.body()).get("details").get(0).get("path").asText())
        .isEqualTo(path);
    assertThat(service.json(V1 + "/jobs")).isEmpty();
  }

  @Test
  void cronAndParentsExcludeEachOther() {
    HttpResponse<String> answer =
        service.post(V1 + "/dependency", "{'name':'a','parents':['b'],'cron':'@daily'}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("/cron");
  }

  // ---- §12.2 ---------------------------------------------------------------------------------

  @Test
  void theNextFireTimesOfAJobComeInItsZone() {
    post("'cron':'30 2 * * *','scheduleTimeZone':'Europe/Paris'");

    JsonNode answer = service.json(V1 + "/job/a/next?count=3&from=2025-10-25T00:00:00%2B02:00");

    assertThat(answer.toString())
        .isEqualTo(
            "{\"job\":\"a\",\"timeZone\":\"Europe/Paris\",\"fireTimes\":"
                + "[\"2025-10-25T02:30:00+02:00\",\"2025-10-26T02:30:00+02:00\","
                + "\"2025-10-27T02:30:00+01:00\"],\"excluded\":[]}");
    assertThat(service.json("/scheduler/job/a/next").get("fireTimes")).hasSize(10);
  }

  @Test
  void aDependentJobHasNoFireTimesAndADisabledOneIsSuspended() {
    post("'cron':'@daily','disabled':true");
    service.post(V1 + "/dependency", "{'name':'b','command':'x','parents':['a']}");

    assertThat(service.json(V1 + "/job/a/next").get("suspended").asBoolean()).isTrue();
    assertThat(service.json(V1 + "/job/a/next?count=2").get("fireTimes")).hasSize(2);
    assertThat(service.json(V1 + "/job/b/next").get("fireTimes")).isEmpty();
    post("'cron':'@daily'");
    assertThat(service.json(V1 + "/job/a/next").has("suspended")).isFalse();
    service.post(V1 + "/job/a/pause", "");
    assertThat(service.json(V1 + "/job/a/next").get("suspended").asBoolean()).isTrue();
    service.delete(V1 + "/job/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"count=0", "count=1001", "count=x", "from=yesterday"})
  void badQueriesOfNextAre400(String query) {
    post("'cron':'@daily'");

    assertThat(service.get(V1 + "/job/a/next?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void theFireTimesOfAnUnknownJobAre404() {
    assertThat(service.get(V1 + "/job/nope/next").statusCode()).isEqualTo(404);
  }

  @Test
  void aPreviewStoresNothing() {
    put(V1 + "/calendars/weekends", "{'excludeWeekdays':['SAT','SUN']}");
    HttpResponse<String> answer =
        service.post(
            V1 + "/preview",
            "{'cron':'0 9 * *"
                + " *','calendars':['weekends'],'count':3,'from':'2026-01-02T00:00:00Z'}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"timeZone\":\"UTC\",\"fireTimes\":[\"2026-01-02T09:00:00Z\","
                + "\"2026-01-05T09:00:00Z\",\"2026-01-06T09:00:00Z\"],\"excluded\":["
                + "{\"time\":\"2026-01-03T09:00:00Z\",\"calendar\":\"weekends\"},"
                + "{\"time\":\"2026-01-04T09:00:00Z\",\"calendar\":\"weekends\"}]}");
    assertThat(service.json(V1 + "/jobs")).isEmpty();
  }

  @Test
  void aPreviewOfAnIntervalKeepsItsRepeats() {
    JsonNode answer =
        Service.read(
            service
                .post(
                    V1 + "/preview",
                    "{'schedule':'R3/2030-01-31T00:00:00Z/P1M','from':'2026-01-01T00:00:00Z'}")
                .body());

    assertThat(texts(answer.get("fireTimes")))
        .containsExactly("2030-01-31T00:00:00Z", "2030-02-28T00:00:00Z", "2030-03-31T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "",
        "{'cron':'x'}",
        "{'cron':'@daily','count':0}",
        "{'cron':'@daily','from':'x'}",
        "{'cron':'0 0 30 2 *'}",
        "{'cron':'@daily','calendars':['nope']}"
      })
  void badPreviewsAre400(String body) {
    assertThat(service.post(V1 + "/preview", body).statusCode()).isEqualTo(400);
  }

  // ---- §12.3 ---------------------------------------------------------------------------------

  private static final String FULL =
      "{'name':'de','timeZone':'Europe/Berlin','excludeDates':['2025-12-25'],"
          + "'excludeRanges':[{'from':'2025-12-24T12:00','to':'2026-01-02T00:00'}],"
          + "'excludeWeekdays':['SAT','SUN'],'excludeTimes':[{'from':'00:00','to':'06:00'}],"
          + "'annualDates':['12-25'],'includeDates':['2025-12-27']}";

  @Test
  void aCalendarIsReadAsItWasSent() {
    assertThat(put(V1 + "/calendars/de", FULL)).returns(204, HttpResponse::statusCode);

    assertThat(service.get("/scheduler/calendars/de").body()).isEqualTo(FULL.replace('\'', '"'));
    assertThat(service.get(V1 + "/calendars").body())
        .isEqualTo("{\"items\":[" + FULL.replace('\'', '"') + "]}");
  }

  @Test
  void calendarsComePageByPage() {
    for (String name : List.of("c", "a", "b")) {
      put(V1 + "/calendars/" + name, "{}");
    }

    JsonNode first = service.json(V1 + "/calendars?limit=2");
    JsonNode second = service.json(V1 + "/calendars?limit=2&cursor=" + first.get("next").asText());

    assertThat(first.get("items").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(second.get("items").findValuesAsText("name")).containsExactly("c");
    assertThat(second.has("next")).isFalse();
    assertThat(service.get(V1 + "/calendars?limit=0").statusCode()).isEqualTo(400);
    assertThat(service.get(V1 + "/calendars?cursor=%25").statusCode()).isEqualTo(400);
  }

  @Test
  void aCalendarInUseIs409AndAnUnknownOne404() {
    put(V1 + "/calendars/de", FULL);
    post("'cron':'@yearly','calendars':['de']");

    HttpResponse<String> answer = service.delete(V1 + "/calendars/de");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(Service.read(answer.body()).get("message").asText())
        .isEqualTo("Calendar 'de' is used by the jobs a");

    service.delete(V1 + "/job/a");
    assertThat(service.delete(V1 + "/calendars/de").statusCode()).isEqualTo(204);
    assertThat(service.delete(V1 + "/calendars/de").statusCode()).isEqualTo(404);
    assertThat(service.get(V1 + "/calendars/de").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{'name':'other'}",
        "{'timeZone':'Mars/X'}",
        "{'excludeDates':['25.12.2025']}",
        "{'excludeDates':'2025-12-25'}",
        "{'excludeDates':['2025-02-29']}",
        "{'annualDates':['13-01']}",
        "{'excludeWeekdays':['DAY']}",
        "{'excludeTimes':[{'from':'06:00'}]}",
        "{'excludeTimes':[{'from':'06:00','to':'06:00'}]}",
        "{'excludeRanges':[{'from':'2026-01-02','to':'2026-01-01'}]}",
        "{'excludeRanges':[1]}",
        "{'includeDates':[null]}"
      })
  void badCalendarsAre400AndNothingIsStored(String body) {
    HttpResponse<String> answer = put(V1 + "/calendars/de", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.read(answer.body()).get("message").asText()).isNotBlank();
    assertThat(service.json(V1 + "/calendars").get("items")).isEmpty();
  }

  @Test
  void aCalendarsNameFollowsTheRuleOfJobs() {
    assertThat(put(V1 + "/calendars/a%20b", "{}").statusCode()).isEqualTo(400);
  }
}
