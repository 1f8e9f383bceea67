package dev.stadion.marathon.api;

import static dev.stadion.marathon.api.RunningMarathon.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes of marathon.md §3 against a real server; names begin with the section. */
class V2ApiTest {
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon();
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static Answer create(String id) {
    return marathon.post(
        "/v2/apps", "{'id':'" + id + "','cmd':'sleep 100','cpus':0.1,'mem':32,'ports':[0]}");
  }

  @Test
  void s31_aNewAppIsAnsweredAsStoredWithItsDeployment() {
    Answer answer = create("/s31/new");

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
    JsonNode app = answer.json();
    assertThat(answer.header("Location")).endsWith("/s31/new");
    assertThat(answer.header("Marathon-Deployment-Id"))
        .isEqualTo(app.path("deployments").path(0).path("id").asText());
    assertThat(app.path("id").asText()).isEqualTo("/s31/new");
    assertThat(app.path("tasksRunning").asInt(-1)).isZero();
    assertThat(app.path("portDefinitions").path(0).path("port").asInt())
        .isGreaterThanOrEqualTo(10000);
    assertThat(app.has("versionInfo")).isFalse();
    assertThat(app.has("tasks")).isFalse();
    assertThat(app.path("unreachableStrategy").path("inactiveAfterSeconds").asInt(-1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/apps/ids/a/b",
        "/v2/apps//ids/a/b",
        "/v2/apps///ids//a/b/",
        "/v2/apps/ids/a/b/"
      })
  void s2_everySpellingOfAnIdMeansTheSameApp(String path) {
    create("/ids/a/b");

    assertThat(marathon.get(path).json().path("app").path("id").asText()).isEqualTo("/ids/a/b");
  }

  @Test
  void s11_anExistingIdIs409AndALockedAppNamesItsDeployments() {
    String deployment = create("/s11").header("Marathon-Deployment-Id");

    Answer duplicate = create("/s11");
    assertThat(duplicate.status()).isEqualTo(409);
    assertThat(duplicate.json().path("message").asText())
        .isEqualTo("An app with id [/s11] already exists.");

    Answer locked = marathon.put("/v2/apps//s11", "{'instances':2}");
    assertThat(locked.status()).isEqualTo(409);
    assertThat(locked.json().path("deployments").path(0).path("id").asText()).isEqualTo(deployment);
    assertThat(marathon.put("/v2/apps//s11?force=True", "{'instances':2}").status()).isEqualTo(200);
  }

  @Test
  void s31_aPartialUpdateKeepsWhatIsNotSent() {
    create("/partial");

    Answer answer = marathon.put("/v2/apps//partial?force=true", "{'instances':3}");

    assertThat(answer.json().properties()).hasSize(2);
    assertThat(answer.json().hasNonNull("version")).isTrue();
    assertThat(answer.json().path("deploymentId").asText())
        .isEqualTo(answer.header("Marathon-Deployment-Id"));
    JsonNode app = marathon.get("/v2/apps//partial").json().path("app");
    assertThat(app.path("instances").asInt()).isEqualTo(3);
    assertThat(app.path("cmd").asText()).isEqualTo("sleep 100");
    assertThat(app.path("versionInfo").hasNonNull("lastConfigChangeAt")).isTrue();
  }

  @Test
  void s31_putOfANewAppCreatesIt() {
    Answer answer = marathon.put("/v2/apps//put/new", "{'cmd':'sleep 1'}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).endsWith("/put/new");
  }

  @Test
  void s31_versionsAreListedReadAndRolledBackTo() {
    create("/versions/x");
    String first = marathon.get("/v2/apps//versions/x").json().at("/app/version").asText();
    marathon.put("/v2/apps//versions/x?force=true", "{'cmd':'sleep 200'}");

    JsonNode versions = marathon.get("/v2/apps//versions/x/versions").json().path("versions");
    assertThat(versions).hasSize(2);
    assertThat(versions.path(1).asText()).isEqualTo(first);
    JsonNode old = marathon.get("/v2/apps//versions/x/versions/" + first).json();
    assertThat(old.path("cmd").asText()).isEqualTo("sleep 100");
    assertThat(old.has("tasksRunning")).isFalse();

    marathon.put("/v2/apps//versions/x?force=true", "{'version':'" + first + "'}");
    assertThat(marathon.get("/v2/apps//versions/x").json().at("/app/cmd").asText())
        .isEqualTo("sleep 100");
  }

  @Test
  void s31_deleteForgetsTheAppAndASecondOneIs404() {
    create("/delete/me");

    assertThat(marathon.delete("/v2/apps//delete/me").status()).isEqualTo(200);
    Answer again = marathon.delete("/v2/apps//delete/me");
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.json().path("message").asText()).isEqualTo("App '/delete/me' does not exist");
  }

  @Test
  void s31_listsCanBeFilteredAndSubTreesAsked() {
    create("/tree/one");
    create("/tree/two");

    assertThat(marathon.get("/v2/apps?id=tree/ONE").json().path("apps")).hasSize(1);
    assertThat(marathon.get("/v2/apps//tree/*").json().path("*")).hasSize(2);
    assertThat(marathon.get("/v2/apps//nobody/*").status()).isEqualTo(404);
    assertThat(marathon.get("/v2/apps?label=%21%21").status()).isEqualTo(422);
  }

  @Test
  void s34_runningDeploymentsAreListed() {
    String id = create("/deployed").header("Marathon-Deployment-Id");

    JsonNode deployment = null;
    for (JsonNode candidate : marathon.get("/v2/deployments").json()) {
      deployment = candidate.path("id").asText().equals(id) ? candidate : deployment;
    }

    assertThat(deployment).isNotNull();
    assertThat(deployment.path("currentStep").asInt()).isEqualTo(2);
    assertThat(deployment.path("totalSteps").asInt()).isEqualTo(2);
    assertThat(deployment.at("/currentActions/0/action").asText()).isEqualTo("ScaleApplication");
    assertThat(marathon.delete("/v2/deployments/" + id + "?force=true").status()).isEqualTo(202);
    assertThat(marathon.delete("/v2/deployments/" + id).status()).isEqualTo(404);
  }

  @Test
  void s36_theQueueHoldsWhatWaits() {
    create("/waiting");

    assertThat(marathon.get("/v2/queue").json().path("queue").findValuesAsText("id"))
        .contains("/waiting");
  }

  @Test
  void s37_infoAndLeader() {
    JsonNode info = marathon.get("/v2/info").json();

    assertThat(info.path("name").asText()).isEqualTo("marathon");
    assertThat(info.path("elected").asBoolean()).isTrue();
    assertThat(info.path("http_config").path("http_port").asInt())
        .isEqualTo(marathon.api().getPort());
    assertThat(marathon.get("/v2/leader").json().path("leader").asText())
        .isEqualTo("localhost:" + marathon.api().getPort());
  }

  @ParameterizedTest
  @CsvSource({
    "*/*, 200, pong",
    "text/html, 200, pong",
    "application/json, 200, '\"pong\"'",
    "image/png, 204, ''"
  })
  void s37_pingAnswersInTheWayItIsAsked(String accept, int status, String body) {
    Answer answer = marathon.get("/ping", "Accept", accept);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.response().body()).isEqualTo(body);
  }

  @Test
  void s1_everyAnswerHasTheHeaders() {
    for (String path : List.of("/v2/apps", "/v2/apps//nobody", "/nowhere")) {
      Answer answer = marathon.get(path);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-cache, no-store, must-revalidate");
      assertThat(answer.header("Pragma")).isEqualTo("no-cache");
      assertThat(answer.header("Expires")).isEqualTo("0");
      assertThat(answer.header("X-Marathon-Leader")).startsWith("http://localhost:");
    }
    assertThat(marathon.get("/nowhere").json().path("message").asText()).isEqualTo("URI not found");
  }

  @Test
  void s4_theStreamBeginsWithItsOwnAttachmentAndFiltersByType() throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    marathon.api()
                        + "/v2/events?event_type=event_stream_attached&event_type=api_post_event"))
            .header("Accept", "text/event-stream")
            .build();
    var response = marathon.client().send(request, BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(response.headers().firstValue("Cache-Control").orElse(""))
        .isEqualTo("no-cache, no-store, must-revalidate");

    try (var reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(reader.readLine()).isEqualTo("event: event_stream_attached");
      assertThat(reader.readLine()).contains("\"remoteAddress\"");
      create("/streamed");
      List<String> lines = new ArrayList<>();
      while (lines.size() < 3) {
        lines.add(reader.readLine());
      }
      assertThat(lines.getFirst()).isEmpty();
      assertThat(lines.get(1)).isEqualTo("event: api_post_event");
      assertThat(lines.getLast()).contains("\"/streamed\"");
    }
    assertThat(marathon.get("/v2/events", "Accept", "application/json").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'id':123,'cmd':'sleep 1'}                               | /id         | error.expected.jsstring
          {'cmd':'sleep 1'}                                        | /id         | error.path.missing
          {'id':'Bad_Id','cmd':'sleep 1'}                          | /id         | error.pattern
          {'id':'/bad'}                                            | /           | AppDefinition must either
          {'id':'/bad','cmd':'sleep 1','args':['a']}               | /           | AppDefinition must either
          {'id':'/bad','cmd':'sleep 1','cpus':-1}                  | /cpus       | error.min
          {'id':'/bad','cmd':'sleep 1','mem':-3}                   | /mem        | error.min
          {'id':'/bad','cmd':'sleep 1','cpus':1e300}               | /cpus       | error.max
          {'id':'/bad','cmd':'sleep 1','instances':1.5}            | /instances  | error.expected.int
          {'id':'/bad','cmd':'sleep 1','instances':10001}          | /instances  | got 10001
          {'id':'/bad','cmd':'sleep 1','instances':-1}             | /instances  | error.min
          {'id':'/bad','cmd':'sleep 1','killSelection':'x'}        | /killSelection | error.unknown.enum.literal
          {'id':'/bad','cmd':'sleep 1','portDefinitions':[{'port':70000}]} | /portDefinitions(0)/port | error.max
          {'id':'/bad','cmd':'sleep 1','env':{'1X':'y'}}           | /env/1X     | must fully match
          {'id':'/bad','cmd':'sleep 1','env':{'X':1}}              | /env/X      | error.expected.jsstring
          {'id':'/bad','cmd':'sleep 1','upgradeStrategy':{'minimumHealthCapacity':1}} | /upgradeStrategy/maximumOverCapacity | error.path.missing
          {'id':'/bad','cmd':'sleep 1','upgradeStrategy':{'minimumHealthCapacity':1.2,'maximumOverCapacity':1}} | /upgradeStrategy/minimumHealthCapacity | error.max
          {'id':'/bad','cmd':'sleep 1','constraints':[['hostname','LIKES']]} | /constraints(0) | operator must be one of
          {'id':'/bad','cmd':'sleep 1','fetch':[{'uri':'a b'}]}    | /fetch(0)/uri | URI has invalid syntax.
          {'id':'/bad','container':{'type':'DOCKER'},'cmd':'sleep 1'} | /container/docker | not defined
          {'id':'/bad','cmd':'sleep 1','container':{'type':'MESOS','volumes':[{'containerPath':'x','mode':'RO'}]}} | /container/volumes(0)/hostPath | undefined
          {'id':'/bad','cmd':'sleep 1','healthChecks':[{'portIndex':5}]} | /healthChecks(0) | Health check port indices
          {'id':'/tasks','cmd':'sleep 1'}                          | /id         | must not end with
          {'id':'/','cmd':'sleep 1'}                               | /id         | must not be root
          {'id':'/bad','cmd':'sleep 1','role':'dev'}               | /role       | got dev
          {'id':'/bad','cmd':'sleep 1','executor':'//cmdx'}        | /executor   | error.pattern
          """)
  void s23_badDefinitionsAre422AndNameTheField(String body, String path, String message) {
    int before = marathon.get("/v2/apps").json().path("apps").size();

    Answer answer = marathon.post("/v2/apps", body);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
    JsonNode detail = null;
    for (JsonNode candidate : answer.json().path("details")) {
      detail = candidate.path("path").asText().equals(path) ? candidate : detail;
    }
    assertThat(detail).as(answer.response().body()).isNotNull();
    assertThat(detail.path("errors").toString()).contains(message);
    assertThat(marathon.get("/v2/apps").json().path("apps")).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "nothing",
        "{'id':'/x','cmd':'sleep 1'} x",
        "{'id':'/x','id':'/y','cmd':'sleep 1'}",
        "{'id':'/x','cmd':'sleep 1','cpus':NaN}",
        "{'id':'/x','cmd':'sleep 1','cpus':1e999999999}",
        "\uFEFF{'id':'/x','cmd':'sleep 1'}",
        ""
      })
  void p6_whatIsNotJsonIs400WithTheParsersWords(String body) {
    for (String path : List.of("/v2/apps", "/v2/apps//some/app")) {
      String method = path.equals("/v2/apps") ? "POST" : "PUT";
      Answer answer = marathon.send(method, path, json(body));

      assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
      assertThat(answer.json().path("details").isTextual()).isTrue();
    }
    assertThat(marathon.get("/v2/apps//some/app").status()).isEqualTo(404);
  }

  @Test
  void whyIsAnsweredForAppsAndDeployments() {
    String deployment = create("/why/web").header("Marathon-Deployment-Id");

    JsonNode why = marathon.get("/v2/apps//why/web/explain").json();
    assertThat(why.path("summary").asText())
        .isEqualTo("0 of 1 do their work; no master listens to us");
    assertThat(why.at("/reasons/0/reason").asText()).isEqualTo("NoMaster");
    JsonNode waits = marathon.get("/v2/deployments/" + deployment).json();
    assertThat(waits.at("/waitingFor/0/app").asText()).isEqualTo("/why/web");
    assertThat(waits.at("/waitingFor/0/reason").asText()).isEqualTo("NoMaster");
    assertThat(marathon.get("/v2/apps//why/nobody/explain").status()).isEqualTo(404);
    create("/why/too/explain");
    assertThat(marathon.get("/v2/apps//why/too/explain").json().at("/app/id").asText())
        .isEqualTo("/why/too/explain");
    assertThat(marathon.get("/v2/queue").json().at("/queue/0/processedOffersSummary").isObject())
        .isTrue();
    assertThat(marathon.get("/v2/queue").json().at("/queue/0").has("lastUnusedOffers")).isFalse();
  }

  @Test
  void p6_aForeignContentTypeIs415AndNoneIsJson() {
    String body = json("{'id':'/typed','cmd':'sleep 1'}");

    assertThat(marathon.send("POST", "/v2/apps", body, "Content-Type", "text/plain").status())
        .isEqualTo(415);
    assertThat(marathon.get("/v2/apps//typed").status()).isEqualTo(404);
    assertThat(marathon.send("POST", "/v2/apps", body, "Accept", "*/*").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/apps//nobody, 404",
    "GET, /v2/apps//nobody/tasks, 404",
    "GET, /v2/apps//nobody/versions, 404",
    "GET, /v2/apps//nobody/versions/yesterday, 422",
    "DELETE, /v2/apps//nobody, 404",
    "DELETE, /v2/apps//nobody/tasks, 404",
    "DELETE, /v2/apps//nobody/tasks/x, 404",
    "POST, /v2/apps//nobody/restart, 404",
    "GET, /v2/apps//No_Body, 422",
    "DELETE, /v2/deployments/x, 404",
    "DELETE, /v2/queue//nobody/delay, 404",
    "PATCH, /v2/info, 405",
    "GET, /v2/nowhere, 404"
  })
  void p6_whatIsNotThereIsSaidSo(String method, String path, int status) {
    Answer answer = marathon.send(method, path, null);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.json().hasNonNull("message")).isTrue();
  }
}
