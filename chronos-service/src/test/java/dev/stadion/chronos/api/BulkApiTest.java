package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many jobs in one request (chronos.md B-69). */
class BulkApiTest {
  private static final String NIGHTLY = "'schedule':'R/2100-01-01T00:00:00Z/P1D'";
  private static final String CHILD_FIRST =
      "{'name':'load','command':'x','parents':['extract']},{'name':'extract','command':'x',%s}"
          .formatted(NIGHTLY);

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
    names().forEach(name -> service.delete("/v1/scheduler/job/" + name));
  }

  private static HttpResponse<String> bulk(String jobs, String more) {
    return service.post("/v1/scheduler/jobs/bulk", "{'jobs':[%s]%s}".formatted(jobs, more));
  }

  private static List<String> names() {
    return StreamSupport.stream(service.json("/v1/scheduler/jobs").spliterator(), false)
        .map(job -> job.get("name").asText())
        .toList();
  }

  private static void says(
      HttpResponse<String> answer,
      String created,
      String updated,
      String unchanged,
      String deleted) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{'created':[%s],'updated':[%s],'unchanged':[%s],'deleted':[%s]}"
                .formatted(created, updated, unchanged, deleted)
                .replace('\'', '"'));
  }

  @Test
  void childrenMayStandBeforeTheirParents() {
    says(bulk(CHILD_FIRST, ""), "'extract','load'", "", "", "");

    assertThat(names()).containsExactly("extract", "load");
    JsonNode load = service.json("/v1/scheduler/job/load");
    assertThat(load.get("parents").get(0).asText()).isEqualTo("extract");
  }

  @Test
  void whatSaysTheSameIsLeftAloneAndWhatIsMissingGoesWhenAsked() {
    bulk(CHILD_FIRST + ",{'name':'old','command':'x'," + NIGHTLY + "}", "");

    says(
        bulk(
            "{'name':'extract','command':'x',%s},{'name':'load','command':'y','parents':['extract']}"
                .formatted(NIGHTLY),
            ",'deleteMissing':true"),
        "",
        "'load'",
        "'extract'",
        "'old'");
    assertThat(names()).containsExactly("extract", "load");
  }

  @Test
  void aDryRunChangesNothing() {
    bulk("{'name':'old','command':'x'," + NIGHTLY + "}", "");

    says(
        bulk(CHILD_FIRST, ",'dryRun':true,'deleteMissing':true"),
        "'extract','load'",
        "",
        "",
        "'old'");
    assertThat(names()).containsExactly("old");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'b','command':'x','parents':['nobody']}|/jobs|Parent 'nobody' of job 'b' not"
            + " found",
        "{'name':'b','command':'x','parents':['c']},{'name':'c','command':'x','parents':['b']}|/jobs|Dependency"
            + " cycle: b -> c -> b",
        "{'name':'a','command':'x','parents':['a']}|/jobs|Dependency cycle: a -> a",
        "{'name':'a','command':'x'},{'name':'a','command':'y'}|/jobs|named twice",
        "{'name':'a','command':'x','retries':-1}|/jobs/1/retries|retries",
        "{'command':'x'}|/jobs/1/name|must have a name",
        "7|/jobs/1|must be an object",
      })
  void oneMistakeAndNothingIsDeclared(String jobs, String path, String reason) {
    HttpResponse<String> answer =
        bulk("{'name':'good','command':'x',%s},%s".formatted(NIGHTLY, jobs), "");

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode detail = Service.read(answer.body()).get("details").get(0);
    assertThat(detail.get("path").asText()).isEqualTo(path);
    assertThat(detail.get("error").asText()).contains(reason);
    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{'jobs':{}}", "{'jobs':[],'dryRun':'maybe'}"})
  void whatIsNoListOfJobsIsRefused(String body) {
    assertThat(service.post("/scheduler/jobs/bulk", body).statusCode()).isEqualTo(400);
  }
}
