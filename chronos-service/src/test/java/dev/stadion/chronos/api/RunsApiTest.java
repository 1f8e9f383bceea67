package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.scheduler.Call;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §12.10: runs over the API. */
class RunsApiTest {
  private static final String V1 = "/v1/scheduler";
  private static final String NEVER = "'schedule':'R1/2199-01-01T00:00:00Z/P1D'";

  private static Service service;
  private static Mesos mesos;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
    mesos = new Mesos(service);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void noJobsAreLeft() {
    for (JsonNode job : service.json(V1 + "/jobs")) {
      service.delete(V1 + "/job/" + job.get("name").asText());
    }
  }

  private static void post(String name, String more) {
    assertThat(
            service.post(
                V1 + "/iso8601", "{'name':'%s','command':'x',%s%s}".formatted(name, NEVER, more)))
        .returns(204, HttpResponse::statusCode);
  }

  private static JsonNode runs(String job) {
    return service.json(V1 + "/job/" + job + "/runs").get("items");
  }

  private static String id(String job) {
    return runs(job).get(0).get("runId").asText();
  }

  @Test
  void b44AFailedRunTellsItsAttemptsWithExitCodeAgentAndTimes() {
    post("b44", ",'retries':0");
    service.put(V1 + "/job/b44?arguments=-x");
    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");
    mesos.tells(task, TaskState.TASK_FAILED, "Command exited with status 7");

    JsonNode run = service.json(V1 + "/runs/" + id("b44"));

    assertThat(run.get("runId").asText()).matches("[0-9A-Z]{26}");
    assertThat(run.get("job").asText()).isEqualTo("b44");
    assertThat(run.get("trigger").asText()).isEqualTo("manual");
    assertThat(run.get("state").asText()).isEqualTo("FAILED");
    assertThat(run.get("message").asText()).isEqualTo("Command exited with status 7");
    assertThat(run.get("arguments").asText()).isEqualTo("-x");
    assertThat(run.get("scheduledTime").asText())
        .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(run.get("durationMs").asLong()).isNotNegative();
    assertThat(run.get("latenessMs").asLong()).isNotNegative();
    assertThat(run.get("waitedMs").asLong()).isNotNegative();
    JsonNode attempt = run.at("/attempts/0");
    assertThat(run.get("attempts")).hasSize(1);
    assertThat(attempt.get("attempt").asInt()).isZero();
    assertThat(attempt.get("taskId").asText()).isEqualTo(task.getTaskId().getValue());
    assertThat(attempt.get("agentId").asText()).isEqualTo("agent-1");
    assertThat(attempt.get("host").asText()).isEqualTo("host-1");
    assertThat(attempt.get("state").asText()).isEqualTo("FAILED");
    assertThat(attempt.get("exitCode").asInt()).isEqualTo(7);
    assertThat(attempt.has("signal")).isFalse();
    assertThat(attempt.get("finishedAt").asText()).isEqualTo(run.get("finishedAt").asText());
  }

  @Test
  void b45ASignalIsNamedAndItsExitCodeIsNull() {
    post("b45", ",'retries':0");
    service.put(V1 + "/job/b45");
    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_FAILED, "Command terminated with signal Killed");

    JsonNode attempt = runs("b45").at("/0/attempts/0");

    assertThat(attempt.get("signal").asText()).isEqualTo("Killed");
    assertThat(attempt.get("exitCode").isNull()).isTrue();
  }

  @Test
  void b44TheListPagesThroughEveryRunOnceNewestTickFirst() {
    post("page", ",'concurrent':true");
    for (int i = 0; i < 5; i++) {
      service.put(V1 + "/job/page?arguments=" + i);
    }

    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = service.json(V1 + "/runs?job=page&limit=2&cursor=" + next);
      page.get("items").forEach(run -> seen.add(run.get("arguments").asText()));
      next = page.path("next").asText();
    } while (!next.isEmpty());

    assertThat(seen).containsExactly("4", "3", "2", "1", "0");
  }

  @Test
  void b44FiltersByStateTriggerAndTime() {
    post("filter", ",'disabled':true");
    service.put(V1 + "/job/filter");

    assertThat(service.json(V1 + "/runs?job=filter&state=skipped,failed").get("items")).hasSize(1);
    assertThat(service.json(V1 + "/runs?job=filter&state=FAILED").get("items")).isEmpty();
    assertThat(service.json(V1 + "/runs?job=filter&trigger=schedule").get("items")).isEmpty();
    assertThat(service.json(V1 + "/runs?job=filter&trigger=manual").get("items")).hasSize(1);
    assertThat(service.json(V1 + "/runs?job=filter&from=2199-01-01T00:00:00Z").get("items"))
        .isEmpty();
    assertThat(service.json(V1 + "/runs?job=filter&to=2199-01-01T00:00:00%2B01:00").get("items"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=nope",
        "trigger=nope",
        "from=yesterday",
        "to=1",
        "limit=0",
        "limit=1001",
        "limit=x",
        "cursor=x",
        "cursor=MTo"
      })
  void promises6WhatCannotBeReadIsRefusedByName(String query) {
    HttpResponse<String> answer = service.get(V1 + "/runs?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.read(answer.body()).at("/details/0/path").asText())
        .isEqualTo("/" + query.substring(0, query.indexOf('=')));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/runs/x",
    "GET,/runs/00000000000000000000000000",
    "DELETE,/runs/x",
    "POST,/runs/x/kill",
    "POST,/runs/x/rerun",
    "GET,/runs/7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
  })
  void section120AnUnknownRunIs404(String method, String path) {
    HttpResponse<String> answer =
        service.send(method, "/scheduler" + path, method.equals("POST") ? new byte[0] : null);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Service.read(answer.body()).get("message").asText()).contains("not found");
  }

  @Test
  void b47AQueuedRunIsKilledAtOnceAndARunThatIsOverNever() {
    post("kill", "");
    service.put(V1 + "/job/kill");
    String id = id("kill");

    HttpResponse<String> first = service.delete(V1 + "/runs/" + id);
    HttpResponse<String> second = service.post(V1 + "/runs/" + id + "/kill", "");

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(Service.read(first.body()).get("state").asText()).isEqualTo("KILLED");
    assertThat(second.statusCode()).isEqualTo(409);
  }

  @Test
  void b47ARunningRunIsKilledByTheMaster() {
    post("running", "");
    service.put(V1 + "/job/running");
    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");

    assertThat(service.post(V1 + "/runs/" + id("running") + "/kill", "").statusCode())
        .isEqualTo(202);
    assertThat(mesos.next(Call.Type.KILL).getKill().getTaskId()).isEqualTo(task.getTaskId());
    mesos.tells(task, TaskState.TASK_KILLED, "");
    assertThat(runs("running").at("/0/state").asText()).isEqualTo("KILLED");
  }

  @Test
  void b48ARerunIsANewRunOfTheSameTickAndArguments() {
    post("again", "");
    service.put(V1 + "/job/again?arguments=-a%201");
    JsonNode original = runs("again").get(0);
    service.delete(V1 + "/runs/" + id("again"));

    HttpResponse<String> answer =
        service.post(V1 + "/runs/" + original.get("runId").asText() + "/rerun", "");

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode rerun = Service.read(answer.body());
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .endsWith(V1 + "/runs/" + rerun.get("runId").asText());
    assertThat(rerun.get("trigger").asText()).isEqualTo("rerun");
    assertThat(rerun.get("arguments").asText()).isEqualTo("-a 1");
    assertThat(rerun.get("scheduledTime")).isEqualTo(original.get("scheduledTime"));
    assertThat(rerun.get("runId")).isNotEqualTo(original.get("runId"));
  }

  @Test
  void b48TheJobMustStillBeThere() {
    post("gone", "");
    service.put(V1 + "/job/gone");
    String id = id("gone");
    service.delete(V1 + "/job/gone");

    assertThat(service.post(V1 + "/runs/" + id + "/rerun", "").statusCode()).isEqualTo(404);
  }

  @Test
  void b51MarkingAFailedRunAsSuccessfulStartsItsChildren() {
    post("parent", ",'retries':0");
    service.post(V1 + "/dependency", "{'name':'child','command':'x','parents':['parent']}");
    service.put(V1 + "/job/parent");
    mesos.tells(mesos.launched(), TaskState.TASK_FAILED, "Command exited with status 1");
    assertThat(runs("child")).isEmpty();

    String path = V1 + "/runs/" + id("parent") + "/mark";
    HttpResponse<String> answer = service.post(path, "{'state':'SUCCEEDED'}");
    service.post(path, "{'state':'SUCCEEDED'}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Service.read(answer.body()).get("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(Service.read(answer.body()).get("reason").asText()).isEqualTo("marked");
    assertThat(runs("child")).hasSize(1);
    assertThat(runs("child").at("/0/parentRunIds/0").asText()).isEqualTo(id("parent"));
    assertThat(service.json(V1 + "/job/parent").get("successCount").asInt()).isEqualTo(1);
  }

  @Test
  void b51ManyWhoMarkTheSameRunAreAllAnsweredAndItCountsOnce() {
    post("many", ",'retries':0");
    service.post(V1 + "/dependency", "{'name':'manysChild','command':'x','parents':['many']}");
    service.put(V1 + "/job/many");
    mesos.tells(mesos.launched(), TaskState.TASK_FAILED, "Command exited with status 1");
    String path = V1 + "/runs/" + id("many") + "/mark";

    List<Integer> codes =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> service.post(path, "{'state':'SUCCEEDED'}").statusCode())
            .toList();

    assertThat(codes).containsOnly(200);
    assertThat(runs("manysChild")).hasSize(1);
    assertThat(service.json(V1 + "/job/many").get("successCount").asInt()).isEqualTo(1);
    assertThat(service.json(V1 + "/job/many").get("errorCount").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{'state':'RUNNING'}", "{'state':null}"})
  void b51OnlySuccessAndFailureCanBeMarked(String body) {
    post("mark", "");
    service.put(V1 + "/job/mark");

    assertThat(service.post(V1 + "/runs/" + id("mark") + "/mark", body).statusCode())
        .isEqualTo(400);
  }

  @Test
  void b51ARunThatIsNotOverCannotBeMarked() {
    post("open", "");
    service.put(V1 + "/job/open");

    assertThat(
            service.post(V1 + "/runs/" + id("open") + "/mark", "{'state':'FAILED'}").statusCode())
        .isEqualTo(409);
  }

  @Test
  void aQueuedRunSaysWhatItWaitsFor() {
    post("first", "");
    service.put(V1 + "/job/first");
    assertThat(runs("first").at("/0/blockedBy").asText()).isEqualTo("resources");
    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");
    service.put(V1 + "/job/first");

    Set<String> reasons = new HashSet<>();
    runs("first").forEach(run -> reasons.add(run.path("blockedBy").asText()));

    assertThat(reasons).containsExactlyInAnyOrder("concurrency", "");
    mesos.tells(task, TaskState.TASK_FINISHED, "");
  }
}
