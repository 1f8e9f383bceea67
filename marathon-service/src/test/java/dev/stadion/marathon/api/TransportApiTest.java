package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests and answers look on the wire (marathon.md §1, §3.2, §25.1). */
class TransportApiTest {
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon();
    marathon.post(
        "/v2/apps",
        "{'id':'/grp/a','cmd':'sleep 1','instances':0,'labels':{'a':'b','env':'prod','x.y':'z"
            + " 1'}}");
    marathon.post("/v2/apps", "{'id':'/grp/b','cmd':'serve','instances':0,'labels':{'a':'c'}}");
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static List<String> ids(Answer answer) {
    return answer.json().path("apps").valueStream().map(app -> app.path("id").asText()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/apps", "/v2/apps//nobody", "/v2/deployments", "/ping", "/nowhere"})
  void s1_everyAnswerOfTheLeaderHasItsHeaders(String path) {
    Answer answer = marathon.get(path);

    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache, no-store, must-revalidate");
    assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    assertThat(answer.header("Expires")).isEqualTo("0");
    assertThat(answer.header("X-Marathon-Leader"))
        .isEqualTo("http://localhost:" + marathon.api().getPort());
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("X-XSS-Protection")).isEqualTo("1; mode=block");
    assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void s1_whoAcceptsNoJsonGets406() {
    assertThat(marathon.get("/v2/apps", "Accept", "image/png").status()).isEqualTo(406);
    assertThat(marathon.get("/v2/apps", "Accept", "text/html, */*;q=0.1").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /v2/info",
    "POST, /v2/leader",
    "PUT, /v2/deployments",
    "PUT, /v2/tasks",
    "POST, /v2/queue",
    "PUT, /ping"
  })
  void s11_aMethodThatARouteDoesNotHaveIs405(String method, String path) {
    Answer answer = marathon.send(method, path, null);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.response().body()).isEqualTo("{\"message\":\"Method Not Allowed\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/schemas/app", "/v2/nothing", "/v1/apps", "/v2"})
  void s11_whatIsNoRouteIs404(String path) {
    Answer answer = marathon.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.response().body()).isEqualTo("{\"message\":\"URI not found\"}");
  }

  @Test
  void s251_aJsonTypeOnARequestWithoutBodyIsNoHindrance() {
    String[] headers = {"Content-Type", "application/json", "Accept", "application/json"};

    assertThat(marathon.send("GET", "/v2/apps//grp/a", null, headers).status()).isEqualTo(200);
    assertThat(marathon.send("GET", "/metrics", null, headers).status()).isEqualTo(200);
    assertThat(marathon.send("GET", "/ping", null, headers).response().body())
        .isEqualTo("\"pong\"");
    assertThat(marathon.send("DELETE", "/v2/apps//grp/none", null, headers).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/apps//grp/a, 200",
    "GET, /v2/apps//grp/a/tasks, 200",
    "GET, /v2/apps//grp/a/versions, 200",
    "GET, /v2/groups//grp, 200",
    "GET, /v2/groups//grp/versions, 200",
    "GET, /v2/apps//grp/*, 200",
    "GET, /v2/apps//grp/*/tasks, 200",
    "GET, /v2/apps/*, 200",
    "DELETE, /v2/apps//grp/a/tasks/nothing, 404",
    "DELETE, /v2/queue//grp/a/delay, 404"
  })
  void s251_idsKeepTheirLeadingSlash(String method, String path, int status) {
    assertThat(marathon.send(method, path, null).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/apps/%2Fgrp%2Fa, 200",
    "/v2/apps//%2Fgrp%2Fa, 200",
    "/v2/apps/%2fgrp%2fa/tasks, 200",
    "/v2/apps/%2Fgrp/a/versions, 200",
    "/v2/groups/%2Fgrp, 200",
    "/v2/apps/%2Fgrp%2Fnone, 404",
    "/v2/apps/grp%2Fa, 400",
    "/v2/apps/%2Fgrp/a%2Ftasks, 400",
    "/v2/apps/%2Fgrp%2F..%2Fgrp%2Fa, 400",
    "/v2/apps/%2Fgrp%2F%2e%2E%2Fgrp%2Fa, 400",
    "/v2%2Fapps, 400"
  })
  void s251_anIdMayBeEncodedAsAWhole(String path, int status) {
    assertThat(marathon.send("GET", path, null).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "true, 200",
    "True, 200",
    "TRUE, 200",
    "False, 409",
    "false, 409",
    "1, 409",
    "'', 409"
  })
  void s3_onlyTrueIsTrueInWhateverCase(String force, int status) {
    String app = "/flags/f" + Integer.toHexString(force.hashCode());
    marathon.post("/v2/apps", "{'id':'" + app + "','cmd':'sleep 1'}");

    assertThat(marathon.put("/v2/apps/" + app + "?force=" + force, "{'instances':2}").status())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "label=a, /grp/a;/grp/b",
    "label=a%3D%3Db, /grp/a",
    "label=a!%3Db, /grp/b",
    "label=a%20in%20(b%2C%20c), /grp/a;/grp/b",
    "label=a%20notin%20(b), /grp/b",
    "label=a%3D%3Db%2Cenv%3D%3Dprod, /grp/a",
    "label=a%3D%3Dc%2Cenv, ''",
    "label=x.y%3D%3Dz%5C%201, /grp/a",
    "label=nobody!%3Dx, ''",
    "label=, /grp/a;/grp/b",
    "id=GRP/A, /grp/a",
    "cmd=SLEEP, /grp/a",
    "cmd=&id=&label=, /grp/a;/grp/b",
    "cmd=serve&label=a%3D%3Db, ''"
  })
  void s32_listsAreFilteredByLabelsIdAndCommand(String query, String found) {
    List<String> expected = found.isEmpty() ? List.of() : List.of(found.split(";", -1));

    assertThat(ids(marathon.get("/v2/apps?" + query)).stream().filter(id -> id.startsWith("/grp/")))
        .containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"==", "a%3D%3D", "a%20in%20b", "a%2C", "!a", "(a)", "a%20%3D%3D%20(b)"})
  void s32_whatIsNoSelectorIs422AndRepeatsIt(String selector) {
    Answer answer = marathon.get("/v2/apps?label=" + selector);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("message").asText())
        .startsWith("Can not parse label selector ")
        .contains(". Reason: ");
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/apps?embed=app.tasks&embed=app.counts, tasks",
    "/v2/apps?embed=apps.tasks, tasks",
    "/v2/apps?embed=tasks, tasks",
    "/v2/apps?embed=group.apps.tasks, tasks",
    "/v2/apps?embed=apps.readiness, readinessCheckResults",
    "/v2/apps?embed=apps.taskStats, taskStats",
    "/v2/apps?embed=apps.failures, tasks"
  })
  void s61_embedsAreKnownByEachOfTheirPrefixes(String path, String key) {
    assertThat(marathon.get(path).json().path("apps").get(0).has(key)).isTrue();
  }

  @Test
  void s61_listsHaveCountsAndDeploymentsAndNoTasks() {
    var app = marathon.get("/v2/apps?embed=nonsense").json().path("apps").get(0);

    assertThat(app.has("tasksRunning")).isTrue();
    assertThat(app.path("deployments").isArray()).isTrue();
    assertThat(app.has("tasks")).isFalse();
    var one = marathon.get("/v2/apps//grp/a").json().path("app");
    assertThat(one.path("tasks").isArray()).isTrue();
    assertThat(one.has("lastTaskFailure")).isFalse();
    assertThat(one.has("readinessCheckResults")).isFalse();
  }

  @Test
  void s7_appsOfAGroupHaveNoCountsUnlessTheyAreAskedFor() {
    assertThat(marathon.get("/v2/groups//grp/apps").json().get(0).has("tasksRunning")).isFalse();
    assertThat(
            marathon
                .get("/v2/groups//grp/apps?embed=group.apps.counts")
                .json()
                .get(0)
                .path("tasksRunning")
                .asInt(-1))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /v2/apps//grp/a/tasks?scale=true&wipe=true",
    "DELETE, /v2/apps//grp/a/tasks/t?scale=True&wipe=True",
    "DELETE, /v2/apps//grp/nobody/tasks?scale=true&wipe=true",
    "POST, /v2/tasks/delete?scale=true&wipe=true"
  })
  void s31_scaleAndWipeTogetherAreRefused(String method, String path) {
    Answer answer =
        marathon.send(
            method,
            path,
            method.equals("POST") ? "{\"ids\":[]}" : null,
            "Content-Type",
            "application/json");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.response().body())
        .isEqualTo("{\"message\":\"You cannot use scale and wipe at the same time.\"}");
  }

  @Test
  void s35_idsOfOldTasksAreSkippedAndOthersRefused() {
    String uuid = "c0caec0a-863a-11e9-915b-c610fee06dff";

    for (String id :
        List.of("grp_a." + uuid, "grp_a.instance-" + uuid + "._app.1", "gone." + uuid)) {
      assertThat(marathon.post("/v2/tasks/delete", "{'ids':['" + id + "']}").response().body())
          .isEqualTo("{\"tasks\":[]}");
    }
    Answer refused = marathon.post("/v2/tasks/delete", "{'ids':['nonsense']}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("message").asText()).startsWith("Invalid task id 'nonsense'. [");
  }

  @Test
  void s31_scalingWithoutAMatchIsADeploymentOfNothing() {
    Answer answer = marathon.delete("/v2/apps//grp/a/tasks/nothing?scale=true");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("deploymentId").asText())
        .isEqualTo(answer.header("Marathon-Deployment-Id"));
    assertThat(marathon.delete("/v2/apps//grp/a/tasks/nothing").json().path("message").asText())
        .isEqualTo("Task 'nothing' does not exist");
    assertThat(marathon.delete("/v2/apps//grp/a/tasks").response().body())
        .isEqualTo("{\"tasks\":[]}");
  }

  @Test
  void s31_anAppThatEndsWithRestartCanBeDeletedOnly() {
    assertThat(marathon.delete("/v2/apps//grp/restart").status()).isEqualTo(404);
    assertThat(marathon.send("POST", "/v2/apps//grp/a/restart", null).status()).isEqualTo(200);
  }

  @Test
  void s31_aVersionMayBeCombinedWithTheIdAlone() {
    Answer mixed =
        marathon.put("/v2/apps//grp/a", "{'version':'2026-01-01T00:00:00.000Z','cmd':'x y'}");
    assertThat(mixed.status()).isEqualTo(422);
    assertThat(mixed.json().path("message").asText())
        .isEqualTo("The 'version' field may only be combined with the 'id' field.");
    assertThat(
            marathon
                .put("/v2/apps//grp/a", "{'id':'/grp/a','version':'2020-01-01T00:00:00.000Z'}")
                .status())
        .isEqualTo(404);
    Answer never = marathon.get("/v2/apps//grp/a/versions/2020-01-01T00:00:00.000Z");
    assertThat(never.status()).isEqualTo(404);
    assertThat(never.json().path("message").asText())
        .isEqualTo("App '/grp/a' does not exist in version 2020-01-01T00:00:00.000Z");
    assertThat(marathon.get("/v2/apps//grp/a/versions/x").json().path("message").asText())
        .isEqualTo("Invalid timestamp provided 'x'. Expecting ISO-8601 datetime string.");
  }

  @Test
  void s31_theIdInTheBodyOfAnUpdateDoesNotCount() {
    assertThat(marathon.put("/v2/apps//grp/b", "{'id':'/other','labels':{'a':'c'}}").status())
        .isEqualTo(200);
    assertThat(marathon.get("/v2/apps//other").status()).isEqualTo(404);
  }

  @Test
  void s31_aWholeReplacementForgetsWhatIsNotSentButKeepsItsPorts() {
    String body = "{'id':'/whole/app','cmd':'sleep 1','instances':0,'user':'u','ports':[0]}";
    int port = marathon.post("/v2/apps", body).json().at("/portDefinitions/0/port").asInt();

    marathon.put("/v2/apps//whole/app?partialUpdate=false", "{'cmd':'sleep 2','instances':0}");

    var app = marathon.get("/v2/apps//whole/app").json().path("app");
    assertThat(app.has("user")).isFalse();
    assertThat(app.at("/portDefinitions/0/port").asInt()).isEqualTo(port);
  }

  @Test
  void s31_aRequestThatChangesNothingHasADeploymentOfItsOwn() {
    Answer answer = marathon.put("/v2/apps//grp/b", "{'cmd':'serve'}");

    assertThat(answer.status()).isEqualTo(200);
    String id = answer.json().path("deploymentId").asText();
    assertThat(id).isNotEmpty();
    assertThat(marathon.get("/v2/deployments").response().body()).doesNotContain(id);
  }

  @Test
  void s38_podsAreKnownByHead() {
    Answer answer = marathon.send("HEAD", "/v2/pods", null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().body()).isEmpty();
  }
}
