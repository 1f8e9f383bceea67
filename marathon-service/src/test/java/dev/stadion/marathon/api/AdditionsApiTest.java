package dev.stadion.marathon.api;

import static dev.stadion.marathon.api.RunningMarathon.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of Marathon asked for and never got: additions that nobody sees who does not ask. */
class AdditionsApiTest {
  private static final String MERGE = "application/merge-patch+json";
  private static TestDatabase database;
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    marathon = new RunningMarathon(database, 0, "");
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  /** An app without instances is deployed at once, though there is no master. */
  private static void create(String id) {
    Answer answer =
        marathon.post(
            "/v2/apps",
            "{'id':'"
                + id
                + "','cmd':'sleep 1','instances':0,'env':{'A':'1','B':'2'},"
                + "'labels':{'team':'x'}}");
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
  }

  private static JsonNode app(String id) {
    return marathon.get("/v2/apps" + id).json().path("app");
  }

  private static List<String> ids(JsonNode list) {
    var ids = new ArrayList<String>();
    list.path("apps").forEach(app -> ids.add(app.path("id").asText()));
    return ids;
  }

  @Test
  void listsCanBeReadInPages() {
    for (String id : List.of("/page/a", "/page/b", "/page/c", "/page/d", "/page/e")) {
      create(id);
    }
    var read = new ArrayList<String>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = marathon.get("/v2/apps?id=/page/&limit=2&cursor=" + cursor).json();
      read.addAll(ids(page));
      cursor = page.path("next").asText();
      pages++;
    } while (!cursor.isEmpty());

    assertThat(read).containsExactly("/page/a", "/page/b", "/page/c", "/page/d", "/page/e");
    assertThat(pages).isEqualTo(3);
    assertThat(marathon.get("/v2/apps?id=/page/").json().has("next")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1e3", "10001", "99999999999"})
  void aLimitThatIsNoneIsRefused(String limit) {
    Answer answer = marathon.get("/v2/apps?limit=" + limit);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("details").path(0).path("path").asText()).isEqualTo("/limit");
  }

  @Test
  void onlySomeFieldsCanBeAskedFor() {
    create("/fields/a");

    assertThat(marathon.get("/v2/apps?id=/fields/&fields=id,tasksRunning,foo").json())
        .hasToString(json("{'apps':[{'id':'/fields/a','tasksRunning':0}]}"));
    assertThat(marathon.get("/v2/apps/fields/a?fields=cmd").json())
        .hasToString(json("{'app':{'cmd':'sleep 1'}}"));
  }

  @Test
  void whoHasTheNewestAlreadyIsNotToldAgain() {
    create("/tag/a");
    String target = "/v2/apps?id=/tag/";
    assertThat(marathon.get(target).header("ETag")).isNull();
    Answer first = marathon.get(target + "&etag=true");
    String tag = first.header("ETag");

    Answer second = marathon.get(target, "If-None-Match", tag);
    assertThat(second.status()).isEqualTo(304);
    assertThat(second.response().body()).isEmpty();
    assertThat(first.response().body()).isEqualTo(marathon.get(target).response().body());
    create("/tag/b");
    Answer third = marathon.get(target, "If-None-Match", tag);
    assertThat(third.status()).isEqualTo(200);
    assertThat(third.header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void aChangeOfWhatSomebodyElseChangedIsRefused() {
    create("/match/a");
    String tag = marathon.get("/v2/apps/match/a?etag=true").header("ETag");
    String body = json("{'cmd':'sleep 2'}");
    String[] headers = {"If-Match", tag, "Content-Type", "application/json"};

    assertThat(marathon.send("PUT", "/v2/apps/match/a", body, headers).status()).isEqualTo(200);
    Answer refused = marathon.send("PATCH", "/v2/apps/match/a", json("{'cmd':'no'}"), headers);
    assertThat(refused.status()).isEqualTo(412);
    assertThat(app("/match/a").path("cmd").asText()).isEqualTo("sleep 2");
    String version = '"' + app("/match/a").path("version").asText() + '"';
    assertThat(
            marathon
                .send(
                    "PUT",
                    "/v2/apps/match/a",
                    json("{'cmd':'sleep 3'}"),
                    "If-Match",
                    version,
                    "Content-Type",
                    "application/json")
                .status())
        .isEqualTo(200);
    assertThat(
            marathon
                .send(
                    "PUT",
                    "/v2/apps/match/none",
                    body,
                    "If-Match",
                    "*",
                    "Content-Type",
                    "application/json")
                .status())
        .isEqualTo(412);
  }

  @Test
  void rfc7396AMergePatchMergesObjectsAndRemovesWhatIsNull() {
    create("/merge/a");

    Answer answer =
        marathon.send(
            "PATCH",
            "/v2/apps/merge/a",
            json("{'env':{'A':null,'C':'3'},'labels':null,'mem':64}"),
            "Content-Type",
            MERGE);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    assertThat(answer.json().has("deploymentId")).isTrue();
    JsonNode app = app("/merge/a");
    assertThat(app.path("env")).hasToString(json("{'B':'2','C':'3'}"));
    assertThat(app.path("labels")).hasToString("{}");
    assertThat(app.path("mem").asInt()).isEqualTo(64);
    assertThat(app.path("cmd").asText()).isEqualTo("sleep 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "{\"cpus\":\"x\"}", "{\"cmd\":null}", "{\"cpus\":-1}"})
  void aMergePatchThatMakesNoSenseChangesNothing(String patch) {
    if (marathon.get("/v2/apps/merge/bad").status() == 404) {
      create("/merge/bad");
    }
    JsonNode before = app("/merge/bad");

    Answer answer = marathon.send("PATCH", "/v2/apps/merge/bad", patch, "Content-Type", MERGE);

    assertThat(answer.status()).isBetween(400, 422);
    assertThat(app("/merge/bad")).isEqualTo(before);
    assertThat(marathon.send("PATCH", "/v2/apps/merge/none", "{}", "Content-Type", MERGE).status())
        .isEqualTo(404);
  }

  @Test
  void aDryRunTellsWhatWouldBeDone() {
    create("/dry/a");
    JsonNode before = app("/dry/a");

    Answer put = marathon.put("/v2/apps/dry/a?dryRun=true", json("{'instances':3}"));
    Answer post =
        marathon.post("/v2/apps?dryRun=true", "{'id':'/dry/b','cmd':'sleep 1','instances':2}");
    Answer delete = marathon.delete("/v2/apps/dry/a?dryRun=true");

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.json())
        .hasToString(
            json(
                "{'steps':[{'actions':[{'action':'ScaleApplication','app':'/dry/a'}]}],"
                    + "'apps':[{'id':'/dry/a','start':3,'stop':0,'fits':0,'hosts':{},"
                    + "'refusals':{}}],'lockedBy':[]}"));
    assertThat(post.json().path("steps")).hasSize(2);
    assertThat(post.json().path("apps").path(0).path("start").asInt()).isEqualTo(2);
    assertThat(delete.json().at("/steps/0/actions/0/action").asText()).isEqualTo("StopApplication");
    assertThat(app("/dry/a")).isEqualTo(before);
    assertThat(marathon.get("/v2/apps/dry/b").status()).isEqualTo(404);
    assertThat(marathon.put("/v2/apps/dry/a?dryRun=true", json("{'cpus':-1}")).status())
        .isEqualTo(422);
  }

  @Test
  void labelsChangeWithoutARestartWhenThatIsWanted() {
    create("/label/a");
    JsonNode before = app("/label/a").path("versionInfo");

    assertThat(
            marathon.put("/v2/apps/label/a?restart=false", json("{'labels':{'y':'z'}}")).status())
        .isEqualTo(200);
    assertThat(app("/label/a").path("versionInfo").path("lastConfigChangeAt"))
        .isEqualTo(before.path("lastConfigChangeAt"));
    assertThat(app("/label/a").path("labels")).hasToString(json("{'y':'z'}"));
    assertThat(marathon.put("/v2/apps/label/a?restart=false", json("{'mem':77}")).status())
        .isEqualTo(422);
    marathon.put("/v2/apps/label/a", json("{'labels':{'y':'w'}}"));
    assertThat(app("/label/a").path("versionInfo").path("lastConfigChangeAt"))
        .isNotEqualTo(before.path("lastConfigChangeAt"));
  }

  @Test
  void aDeploymentShowsItsDeadline() {
    Answer answer =
        marathon.post("/v2/apps?deadline=600", "{'id':'/late/a','cmd':'sleep 1','instances':1}");
    String id = answer.header("Marathon-Deployment-Id");

    assertThat(marathon.get("/v2/deployments/" + id).json().path("deadline").asText())
        .endsWith("Z");
    for (JsonNode deployment : marathon.get("/v2/deployments").json()) {
      assertThat(deployment.has("deadline")).isFalse();
    }
    assertThat(marathon.put("/v2/apps/late/a?deadline=soon", json("{'mem':1}")).status())
        .isEqualTo(422);
    marathon.delete("/v2/apps/late/a");
  }

  @Test
  void theHistoryOfAnAppIsThereForThoseWhoAsk() {
    create("/history/a");

    assertThat(marathon.get("/v2/apps/history/a/history").json()).hasToString(json("{'tasks':[]}"));
    assertThat(marathon.get("/v2/apps/history/none/history").status()).isEqualTo(404);
    assertThat(marathon.get("/v2/apps/history/a/history?cursor=x").status()).isEqualTo(422);
    assertThat(marathon.get("/v2/apps/history/a/history?limit=0").status()).isEqualTo(422);
    create("/history/b/history");
    assertThat(marathon.get("/v2/apps/history/b/history").json().at("/app/id").asText())
        .isEqualTo("/history/b/history");
  }

  @ParameterizedTest
  @ValueSource(strings = {"history", "explain"})
  void anAppMayBeCalledAsAnAddition(String word) {
    String path = "/v2/apps/called/" + word;
    create("/called/" + word);

    assertThat(marathon.send("PUT", path, json("{'cmd':'sleep 2'}")).status()).isEqualTo(200);
    assertThat(marathon.send("PATCH", path, json("{'mem':33}")).status()).isEqualTo(200);
    assertThat(marathon.get(path).json().at("/app/cmd").asText()).isEqualTo("sleep 2");
    assertThat(marathon.delete(path + "?force=true").status()).isEqualTo(200);
    assertThat(marathon.get(path).status()).isEqualTo(404);
  }

  @Test
  void aLongHistoryIsReadInPagesTheNewestFirst() throws SQLException {
    create("/history/long");
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO marathon.task_history (app_id, task_id, state, message, hostname, ended_at,"
              + " version) SELECT '/history/long', 'history_long.instance-c0caec0a-863a-11e9-915b-"
              + "c610fee06dff._app.' || n, 'FAILED', 'Command exited with status ' || n, 'host',"
              + " timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01'"
              + " FROM generate_series(1, 250) n");
    }
    var read = new ArrayList<Integer>();
    var sizes = new ArrayList<Integer>();
    String cursor = "";
    do {
      JsonNode page =
          marathon
              .get(
                  "/v2/apps/history/long/history"
                      + (cursor.isEmpty() ? "" : "?limit=70&cursor=" + cursor))
              .json();
      sizes.add(page.path("tasks").size());
      page.path("tasks").forEach(task -> read.add(task.path("exitStatus").asInt()));
      cursor = page.path("next").asText();
    } while (!cursor.isEmpty());

    assertThat(sizes).containsExactly(100, 70, 70, 10);
    assertThat(read).isEqualTo(IntStream.rangeClosed(1, 250).map(n -> 251 - n).boxed().toList());
  }

  private static String pod(String id, int instances, String more) {
    return "{'id':'%s','scaling':{'kind':'fixed','instances':%d},'containers':[{'name':'a','exec':{'command':{'shell':'sleep 1'}},'resources':{'cpus':1,'mem':32}}]%s}"
        .formatted(id, instances, more);
  }

  @Test
  void podsHaveDryRunsDeadlinesAndLabelsWithoutRestart() {
    assertThat(marathon.post("/v2/pods?dryRun=true", pod("/pods/a", 2, "")).json())
        .hasToString(
            json(
                "{'steps':[{'actions':[{'action':'StartPod','pod':'/pods/a'}]},{'actions':[{'action':"
                    + "'ScalePod','pod':'/pods/a'}]}],'apps':[{'id':'/pods/a','start':2,'stop':0,"
                    + "'fits':0,'hosts':{},'refusals':{}}],'lockedBy':[]}"));
    assertThat(marathon.get("/v2/pods//pods/a").status()).isEqualTo(404);

    assertThat(marathon.post("/v2/pods", pod("/pods/a", 0, "")).status()).isEqualTo(201);
    JsonNode before = marathon.get("/v2/pods//pods/a").json();
    Answer relabelled =
        marathon.put(
            "/v2/pods//pods/a?restart=false", json(pod("/pods/a", 0, ",'labels':{'x':'y'}")));
    assertThat(relabelled.status()).as(relabelled.response().body()).isEqualTo(200);
    assertThat(relabelled.json().path("labels")).hasToString(json("{'x':'y'}"));
    assertThat(
            marathon
                .put("/v2/pods//pods/a?restart=false", json(pod("/pods/a", 0, ",'user':'u'")))
                .status())
        .isEqualTo(422);
    assertThat(marathon.delete("/v2/pods//pods/a?dryRun=true").json().path("steps")).hasSize(1);
    assertThat(marathon.get("/v2/pods//pods/a").json().path("version"))
        .isNotEqualTo(before.path("version"));

    Answer late = marathon.put("/v2/pods//pods/a?deadline=600", json(pod("/pods/a", 1, "")));
    String id = late.header("Marathon-Deployment-Id");
    assertThat(marathon.get("/v2/deployments/" + id).json().path("deadline").asText())
        .endsWith("Z");
    assertThat(marathon.get("/v2/pods//pods/a::explain").json().at("/reasons/0/reason").asText())
        .isEqualTo("NoMaster");
    marathon.delete("/v2/pods//pods/a?force=true");
  }

  @Test
  void groupsHaveDeadlinesDryRunsAndLabelsWithoutRestart() {
    String group = "{'apps':[{'id':'a','cmd':'sleep 1','instances':%d,'labels':{'n':'%d'}}]}";
    assertThat(marathon.post("/v2/groups//team", group.formatted(0, 1)).status()).isEqualTo(201);
    JsonNode before = app("/team/a").path("versionInfo");

    assertThat(marathon.put("/v2/groups//team?restart=false", json(group.formatted(0, 2))).status())
        .isEqualTo(200);
    assertThat(app("/team/a").path("labels")).hasToString(json("{'n':'2'}"));
    assertThat(app("/team/a").path("versionInfo").path("lastConfigChangeAt"))
        .isEqualTo(before.path("lastConfigChangeAt"));
    assertThat(
            marathon
                .put("/v2/groups//team?dryRun=true", json(group.formatted(2, 2)))
                .json()
                .toString())
        .isEqualTo(json("{'steps':[{'actions':[{'action':'ScaleApplication','app':'/team/a'}]}]}"));
    assertThat(
            marathon
                .put("/v2/groups//team?dryRun=true&fits=true", json(group.formatted(2, 2)))
                .json()
                .at("/apps/0/start")
                .asInt())
        .isEqualTo(2);
    assertThat(marathon.delete("/v2/groups//team?dryRun=true").json().path("steps")).hasSize(1);

    Answer late = marathon.put("/v2/groups//team?deadline=600", json(group.formatted(1, 2)));
    assertThat(
            marathon
                .get("/v2/deployments/" + late.header("Marathon-Deployment-Id"))
                .json()
                .path("deadline")
                .asText())
        .endsWith("Z");
    marathon.delete("/v2/groups//team?force=true");
    assertThat(marathon.get("/v2/groups//team").status()).isEqualTo(404);
  }

  @Test
  void withoutAStoreThereAreNoArtifacts() {
    assertThat(marathon.get("/v2/artifacts/x").status()).isEqualTo(404);
    assertThat(marathon.get("/v2/artifacts/x").json().path("message").asText())
        .isEqualTo("URI not found");
  }

  @Test
  void aDaemonSaysSoAndNobodyElseDoes() {
    create("/daemon/other");
    marathon.post("/v2/apps", "{'id':'/daemon/a','cmd':'sleep 1','daemon':true,'instances':5}");

    assertThat(app("/daemon/a").path("daemon").asBoolean()).isTrue();
    assertThat(app("/daemon/a").path("instances").asInt()).isZero();
    assertThat(app("/daemon/other").has("daemon")).isFalse();
    assertThat(marathon.get("/v2/deployments").json().toString()).doesNotContain("/daemon/a");
  }
}
