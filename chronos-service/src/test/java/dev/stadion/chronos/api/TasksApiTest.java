package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §1.2, §1.6, §7.6: what tasks tell, and names that mean mischief. */
class TasksApiTest {
  private static Service service;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
    for (String name : new String[] {"data", "plain"}) {
      service.post(
          "/v1/scheduler/iso8601",
          ("{'name':'%s','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D',"
                  + "'dataProcessingJobType':%s}")
              .formatted(name, name.equals("data")));
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> put(String path, String body) {
    return service.send("PUT", path, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/scheduler", "/v1/scheduler"})
  void aCallbackForNobodysTaskIs204(String prefix) {
    assertThat(put(prefix + "/task/123", "{'statusCode':0}").statusCode()).isEqualTo(204);
    assertThat(put(prefix + "/task/ct%3A1%3A0%3Adata%3A-a%20b", "{'statusCode':'1'}").statusCode())
        .isEqualTo(204);
    assertThat(put(prefix + "/task/" + "x".repeat(300), "{'statusCode':0}").statusCode())
        .isEqualTo(204);
    assertThat(service.delete(prefix + "/task/all").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "{'statusCode':'x'}", "{'statusCode':{}}", "{'statusCode':1.5}"})
  void aCallbackWithoutAStatusIs400(String body) {
    assertThat(put("/scheduler/task/123", body).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nope  | ct:1:0:nope: | {'numAdditionalElementsProcessed':1}  | Job 'nope' not found",
        "data  | 123          | {'numAdditionalElementsProcessed':1}  | taskId is no id of a task",
        "plain | ct:1:0:plain: | {'numAdditionalElementsProcessed':1} | dataProcessingJobType",
        "data  | ct:1:0:data: | {'numAdditionalElementsProcessed':-1} | must be a whole number from"
            + " 0",
        "data  | ct:1:0:data: | {}                                    | must be a whole number from"
            + " 0",
        "data  | ct:1:0:data: | {'numAdditionalElementsProcessed':1}  | not found",
      })
  void progressThatCannotBeIs400(String job, String task, String body, String reason) {
    HttpResponse<String> answer =
        service.post(
            "/v1/scheduler/job/%s/task/%s/progress".formatted(job, task.replace(":", "%3A")), body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.read(answer.body()).get("message").asText()).contains(reason);
  }

  @Test
  void namesThatSpreadsheetsTakeForFormulasAreText() {
    assertThat(ReadResource.cell("-a")).isEqualTo("'-a");
    assertThat(ReadResource.cell(" -a")).isEqualTo("' -a");
    assertThat(ReadResource.cell("a-b")).isEqualTo("a-b");
    service.post(
        "/v1/scheduler/iso8601",
        "{'name':'-1','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D'}");

    assertThat(service.get("/v1/scheduler/graph/csv").body())
        .isEqualTo("node,'-1,fresh,idle\nnode,data,fresh,idle\nnode,plain,fresh,idle\n");
    service.delete("/v1/scheduler/job/-1");
  }

  @Test
  void whatMayNotBeInANameNeverReachesTheGraph() {
    for (String name : new String[] {"a\\\"]; b [", "a\\nb", "a,b", "<b>", "=1", "@x"}) {
      HttpResponse<String> answer =
          service.send(
              "POST",
              "/scheduler/iso8601",
              "{\"name\":\"%s\",\"command\":\"x\",\"description\":\"\\\"]; =cmd|'/c'!A0 <script>\"}"
                  .formatted(name)
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).as(name).isEqualTo(400);
    }
  }
}
