package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire of chronos.md §12.7 to §12.9 and §12.12. */
class EngineApiTest {
  private static final String V1 = "/v1/scheduler";
  private static final String NEVER = "'schedule':'R0/2199-01-01T00:00:00Z/P1D'";

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
    String json = "{'name':'%s','command':'x',%s%s}".formatted(name, NEVER, more);
    assertThat(service.post(V1 + "/iso8601", json)).returns(204, HttpResponse::statusCode);
  }

  private static void child(String name, String parent) {
    String json =
        "{'name':'%s','command':'x','retries':0,'parents':['%s'],'dependencyMode':'run'}"
            .formatted(name, parent);
    assertThat(service.post(V1 + "/dependency", json)).returns(204, HttpResponse::statusCode);
  }

  private static HttpResponse<String> order(String job, String body) {
    return service.post(V1 + "/job/" + job + "/runs", body);
  }

  private static HttpResponse<String> putPool(String name, String body) {
    return service.send(
        "PUT", V1 + "/pools/" + name, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> variables(TaskInfo task) {
    return task.getCommand().getEnvironment().getVariablesList().stream()
        .collect(Collectors.toMap(Environment.Variable::getName, Environment.Variable::getValue));
  }

  @Test
  void anOrderedRunIsAnsweredWith201AndKnowsWhatItWasTold() {
    post(
        "told",
        ",'command2':'','parameters':[{'name':'day'}],'killGracePeriod':'PT9S','priority':7");

    HttpResponse<String> answer =
        order(
            "told",
            "{'parameters':{'day':'2026-01-01'},'arguments':'-v','reason':'why not',"
                + "'scheduledTime':'2026-01-01T00:00:00+01:00','priority':80}");

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode run = Service.read(answer.body());
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .endsWith(V1 + "/runs/" + run.get("runId").asText());
    assertThat(run.get("scheduledTime").asText()).isEqualTo("2025-12-31T23:00:00.000Z");
    assertThat(run.get("parameters").get("day").asText()).isEqualTo("2026-01-01");
    JsonNode waiting = service.json(V1 + "/queue").get("items").get(0);
    assertThat(waiting.get("runId")).isEqualTo(run.get("runId"));
    assertThat(waiting.get("priority").asInt()).isEqualTo(80);
    assertThat(waiting.get("pool").asText()).isEqualTo("default");
    assertThat(waiting.get("blockedBy").asText()).isEqualTo("resources");

    TaskInfo task = mesos.launched();
    assertThat(variables(task))
        .containsEntry("CHRONOS_PARAM_DAY", "2026-01-01")
        .containsEntry("CHRONOS_RUN_ID", run.get("runId").asText())
        .containsEntry("CHRONOS_SCHEDULED_TIME", "2025-12-31T23:00:00.000Z")
        .containsEntry("CHRONOS_DATA_INTERVAL_START", "2025-12-31T23:00:00.000Z")
        .containsEntry("CHRONOS_DATA_INTERVAL_END", "2025-12-31T23:00:00.000Z")
        .containsEntry("CHRONOS_TRIGGER", "manual")
        .containsEntry("CHRONOS_JOB_RUN_ATTEMPT", "0")
        .doesNotContainKey("CHRONOS_DAG_RUN_ID");
    assertThat(task.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(9_000_000_000L);
    mesos.tells(task, TaskState.TASK_FINISHED, "");
  }

  @Test
  void theSameKeyIsAnsweredWithTheFirstRunAndAnotherRequestIsAConflict() {
    post("keyed", "");
    HttpResponse<String> first = order("keyed", "{'runKey':'k1','arguments':'a'}");
    HttpResponse<String> again = order("keyed", "{'runKey':'k1','arguments':'a'}");

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(Service.read(again.body()).get("runId"))
        .isEqualTo(Service.read(first.body()).get("runId"));
    assertThat(order("keyed", "{'runKey':'k1','arguments':'b'}").statusCode()).isEqualTo(409);
    assertThat(service.json(V1 + "/job/keyed/runs").get("items")).hasSize(1);
  }

  @Test
  void anEmptyBodyOrdersARunAndAnUnknownJobIs404() {
    post("plain", "");

    assertThat(order("plain", "").statusCode()).isEqualTo(201);
    assertThat(order("nobody", "").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'parameters':{'x':'1'}} | /parameters/x",
        "{'parameters':{'n':'one'}} | /parameters/n",
        "{'parameters':[]} | /parameters",
        "{'parameters':{'n':{}}} | /parameters/n",
        "{'priority':101} | /priority",
        "{'scheduledTime':'soon'} | /scheduledTime",
        "{'scheduledTime':'+10000-01-01T00:00:00Z'} | /scheduledTime",
        "{'runKey':''} | /runKey",
        "{'payload':'AAAA'} | /payload",
        "{'payload':'§'} | /payload",
        "{'withChildren':'perhaps'} | /withChildren"
      })
  void anOrderThatMakesNoSenseIsRefusedByNameAndMakesNoRun(String body, String path) {
    post("strict", ",'parameters':[{'name':'n','type':'int'}]");

    HttpResponse<String> answer = order("strict", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.read(answer.body()).at("/details/0/path").asText()).isEqualTo(path);
    assertThat(service.json(V1 + "/job/strict/runs").get("items")).isEmpty();
  }

  @Test
  void theOldRouteTakesParametersAsQueryKeys_B30() {
    post("old", ",'parameters':[{'name':'n','type':'int'}]");

    assertThat(service.put(V1 + "/job/old?param.n=one").statusCode()).isEqualTo(400);
    assertThat(service.put(V1 + "/job/old?arguments=-v&param.n=3").statusCode()).isEqualTo(204);

    JsonNode run = service.json(V1 + "/job/old/runs").at("/items/0");
    assertThat(run.at("/parameters/n").asText()).isEqualTo("3");
    assertThat(run.get("arguments").asText()).isEqualTo("-v");
  }

  @Test
  void whoInsistsGetsARunWhateverElseRuns_B20() {
    post("shy", ",'concurrencyPolicy':'forbid'");
    service.put(V1 + "/job/shy");
    service.put(V1 + "/job/shy?arguments=-v");
    assertThat(states("shy")).containsExactly("SKIPPED", "QUEUED");

    assertThat(service.put(V1 + "/job/shy?force=perhaps").statusCode()).isEqualTo(400);
    assertThat(service.put(V1 + "/job/shy?force=true").statusCode()).isEqualTo(204);
    assertThat(service.post(V1 + "/job/shy/runs?force=true", "").statusCode()).isEqualTo(201);
    assertThat(service.post(V1 + "/job/shy/runs", "").statusCode()).isEqualTo(201);

    assertThat(states("shy")).containsExactly("SKIPPED", "QUEUED", "QUEUED", "SKIPPED", "QUEUED");
  }

  /** The newest first. */
  private static List<String> states(String job) {
    return service.json(V1 + "/job/" + job + "/runs").get("items").findValuesAsText("state");
  }

  @Test
  void theHeaderIsAKeyToo_B34() {
    post("header", "");
    String path = V1 + "/job/header/runs";

    HttpResponse<String> first = keyed(path, "h1", "{}");
    HttpResponse<String> again = keyed(path, "h1", "{}");

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(keyed(path, "h1", "{\"arguments\":\"b\"}").statusCode()).isEqualTo(409);
    assertThat(service.json(V1 + "/runs?runKey=h1").at("/items/0/runId"))
        .isEqualTo(Service.read(first.body()).get("runId"));
  }

  private static HttpResponse<String> keyed(String path, String key, String body) {
    return service.send(
        HttpRequest.newBuilder(service.uri(path))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void aPayloadIsAFileOfTheShellCommand_B36() {
    post("bag", ",'payloadAllowed':true");
    order("bag", "{'payload':'aGVsbG8='}");

    TaskInfo task = mesos.launched();

    assertThat(task.getCommand().getValue())
        .isEqualTo("printf %s \"$CHRONOS_PAYLOAD\" | base64 -d > chronos_payload; x");
    assertThat(variables(task)).containsEntry("CHRONOS_PAYLOAD", "aGVsbG8=");
    mesos.tells(task, TaskState.TASK_FINISHED, "");
  }

  @Test
  void poolsArePutShownListedAndDeleted_B41() {
    assertThat(putPool("db", "{'slots':3,'description':'d'}").statusCode()).isEqualTo(204);
    post("swims", ",'pool':'db','poolSlots':2");
    order("swims", "");

    JsonNode pool = service.json(V1 + "/pools/db");
    assertThat(pool.toString())
        .isEqualTo("{\"name\":\"db\",\"slots\":3,\"description\":\"d\",\"used\":0,\"queued\":1}");
    TaskInfo task = mesos.launched();
    assertThat(service.json(V1 + "/pools").at("/items/0/used").asInt()).isEqualTo(2);
    assertThat(service.delete(V1 + "/pools/db").statusCode()).isEqualTo(409);
    mesos.tells(task, TaskState.TASK_FINISHED, "");
    service.delete(V1 + "/job/swims");
    assertThat(service.delete(V1 + "/pools/db").statusCode()).isEqualTo(204);
    assertThat(service.get(V1 + "/pools/db").statusCode()).isEqualTo(404);
    assertThat(service.delete(V1 + "/pools/db").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "db | {} | /slots",
        "db | {'slots':-1} | /slots",
        "db | {'slots':1,'name':'other'} | /name",
        "default | {'slots':1} | /name",
        "a%20b | {'slots':1} | /name"
      })
  void aPoolThatMakesNoSenseIsRefused(String name, String body, String path) {
    HttpResponse<String> answer = putPool(name, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.read(answer.body()).at("/details/0/path").asText()).isEqualTo(path);
  }

  @Test
  void jobsAndEverythingArePausedAndResumed_B37_B39() {
    post("tired", "");
    assertThat(service.post(V1 + "/job/tired/pause", "").statusCode()).isEqualTo(204);
    assertThat(service.json(V1 + "/job/tired").get("paused").asBoolean()).isTrue();
    assertThat(service.json(V1 + "/job/tired").has("pausedSince")).isFalse();
    assertThat(service.post(V1 + "/job/tired/resume?catchup=maybe", "").statusCode())
        .isEqualTo(400);
    assertThat(service.post(V1 + "/job/tired/resume", "").statusCode()).isEqualTo(204);
    assertThat(service.json(V1 + "/job/tired").has("paused")).isFalse();
    assertThat(service.post(V1 + "/job/nobody/pause", "").statusCode()).isEqualTo(404);

    assertThat(service.post(V1 + "/pause", "").statusCode()).isEqualTo(204);
    assertThat(service.json(V1 + "/info").get("paused").asBoolean()).isTrue();
    assertThat(service.post(V1 + "/resume?catchup=true", "").statusCode()).isEqualTo(204);
    assertThat(service.json(V1 + "/info").has("paused")).isFalse();
  }

  @Test
  void aRunOfAGraphIsShownRerunAndKilled_B60_B61() {
    post("root", ",'retries':0");
    child("leaf", "root");
    JsonNode run = Service.read(order("root", "{'withChildren':true}").body());
    String id = run.get("dagRunId").asText();
    TaskInfo task = mesos.launched();
    assertThat(variables(task)).containsEntry("CHRONOS_DAG_RUN_ID", id);
    mesos.tells(task, TaskState.TASK_FAILED, "");

    JsonNode dag = service.json(V1 + "/dagruns/" + id);
    assertThat(dag.get("root").asText()).isEqualTo("root");
    assertThat(dag.get("state").asText()).isEqualTo("FAILED");
    assertThat(dag.get("runs").toString())
        .contains("\"state\":\"UPSTREAM_FAILED\"", "\"state\":\"FAILED\"");
    assertThat(dag.get("edges").toString()).isEqualTo("[{\"from\":\"root\",\"to\":\"leaf\"}]");
    assertThat(service.json(V1 + "/dagruns?root=root&state=failed").get("items")).hasSize(1);
    assertThat(service.json(V1 + "/runs?dagRunId=" + id).get("items")).hasSize(2);

    String rerun = V1 + "/dagruns/" + id + "/rerun";
    assertThat(service.post(rerun, "{'mode':'some'}").statusCode()).isEqualTo(400);
    assertThat(service.post(rerun, "{'mode':'from','job':'x'}").statusCode()).isEqualTo(400);
    HttpResponse<String> again = service.post(rerun, "{'mode':'failed'}");
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(Service.read(again.body()).get("generation").asInt()).isEqualTo(2);
    assertThat(service.post(rerun, "").statusCode()).isEqualTo(409);

    assertThat(service.post(V1 + "/dagruns/" + id + "/kill", "").statusCode()).isEqualTo(202);
    assertThat(service.post(V1 + "/dagruns/" + id + "/kill", "").statusCode()).isEqualTo(409);
    assertThat(service.get(V1 + "/dagruns/nothing").statusCode()).isEqualTo(404);
    assertThat(service.get(V1 + "/dagruns?state=odd").statusCode()).isEqualTo(400);
  }

  @Test
  void listsComeInPages() {
    for (String pool : new String[] {"p1", "p2", "p3"}) {
      putPool(pool, "{'slots':1}");
    }
    JsonNode first = service.json(V1 + "/pools?limit=2");
    assertThat(first.get("items")).hasSize(2);
    JsonNode rest = service.json(V1 + "/pools?limit=2&cursor=" + first.get("next").asText());
    assertThat(rest.at("/items/0/name").asText()).isEqualTo("p3");
    assertThat(rest.has("next")).isFalse();

    post("many", "");
    for (String arguments : new String[] {"a", "b", "c"}) {
      order("many", "{'arguments':'" + arguments + "'}");
    }
    JsonNode queue = service.json(V1 + "/queue?limit=2");
    assertThat(queue.get("items")).hasSize(2);
    assertThat(
            service.json(V1 + "/queue?limit=2&cursor=" + queue.get("next").asText()).get("items"))
        .hasSize(1);
  }
}
