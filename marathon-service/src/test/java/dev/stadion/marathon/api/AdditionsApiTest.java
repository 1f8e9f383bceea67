package dev.stadion.marathon.api;

import static dev.stadion.marathon.api.RunningMarathon.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of Marathon asked for and never got: additions that nobody sees who does not ask. */
class AdditionsApiTest {
  private static final String MERGE = "application/merge-patch+json";
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon();
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
