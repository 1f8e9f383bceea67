package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, and the routes for many apps at once; names begin with the section of marathon.md. */
class GroupsApiTest {
  private static final String SLEEPER = "'cmd':'sleep 100','cpus':0.1,'mem':32";

  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon();
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static String app(String id, String more) {
    return "{'id':'" + id + "'," + SLEEPER + more + "}";
  }

  private static Answer createShop(String id) {
    return marathon.post(
        "/v2/groups",
        "{'id':'%s','dependencies':['/other'],'groups':[{'id':'db','apps':[%s]},{'id':'web','apps':[%s],'dependencies':['../db']}]}"
            .formatted(id, app("pg", ""), app("nginx", ",'instances':3,'dependencies':['cache']")));
  }

  private static String message(Answer answer) {
    return answer.json().path("message").asText();
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void s33_aGroupIsMadeWithEverythingInItAndReadBack() {
    Answer made = createShop("/s33/shop");

    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    assertThat(made.header("Location")).endsWith("/s33/shop");
    assertThat(made.header("Marathon-Deployment-Id"))
        .isEqualTo(made.json().path("deploymentId").asText());
    JsonNode group = marathon.get("/v2/groups//s33/shop").json();
    assertThat(group.path("version").asText()).isEqualTo(made.json().path("version").asText());
    assertThat(texts(group.path("dependencies"))).containsExactly("/other");
    assertThat(group.path("apps")).isEmpty();
    assertThat(group.path("pods").isArray()).isTrue();
    assertThat(group.has("enforceRole")).isFalse();
    JsonNode web = group.path("groups").path(1);
    assertThat(web.path("id").asText()).isEqualTo("/s33/shop/web");
    assertThat(texts(web.path("dependencies"))).containsExactly("/s33/shop/db");
    JsonNode nginx = web.path("apps").path(0);
    assertThat(nginx.path("id").asText()).isEqualTo("/s33/shop/web/nginx");
    assertThat(texts(nginx.path("dependencies"))).containsExactly("/s33/shop/web/cache");
    assertThat(nginx.has("tasksRunning")).isFalse();
    assertThat(nginx.has("deployments")).isFalse();
    assertThat(marathon.get("/v2/groups/s33").json().path("enforceRole").isBoolean()).isTrue();
  }

  @Test
  void s122_dependenciesOfGroupsOrderTheSteps() {
    createShop("/s122/shop");

    JsonNode deployment =
        marathon
            .get("/v2/deployments")
            .json()
            .valueStream()
            .filter(d -> d.path("affectedApps").path(0).asText().startsWith("/s122/"))
            .findFirst()
            .orElseThrow();

    assertThat(deployment.path("totalSteps").asInt()).isEqualTo(3);
    assertThat(deployment.at("/steps/0/actions")).hasSize(2);
    assertThat(deployment.at("/steps/1/actions/0/app").asText()).isEqualTo("/s122/shop/db/pg");
    assertThat(deployment.at("/steps/2/actions/0/app").asText()).isEqualTo("/s122/shop/web/nginx");
  }

  @Test
  void s61_onlyWhatIsAskedForIsEmbedded() {
    createShop("/s61/shop");

    JsonNode bare = marathon.get("/v2/groups/s61?embed=group.groups").json();
    assertThat(bare.has("apps")).isFalse();
    assertThat(bare.has("pods")).isFalse();
    assertThat(bare.path("groups")).hasSize(1);
    JsonNode counted =
        marathon
            .get(
                "/v2/groups/s61?embed=group.groups&embed=group.apps&embed=group.apps.counts"
                    + "&embed=group.apps.deployments")
            .json()
            .at("/groups/0/groups/0/apps/0");
    assertThat(counted.path("tasksRunning").asInt(-1)).isZero();
    assertThat(counted.path("deployments")).hasSize(1);
    assertThat(counted.has("tasks")).isFalse();
  }

  @Test
  void s33_whatIsListedReplacesWhatIsNot() {
    createShop("/s33r/shop");

    Answer put =
        marathon.put(
            "/v2/groups//s33r/shop?force=true",
            "{'groups':[{'id':'/s33r/shop/web','apps':[%s]}]}".formatted(app("apache", "")));

    assertThat(put.status()).as(put.response().body()).isEqualTo(200);
    JsonNode group = marathon.get("/v2/groups//s33r/shop").json();
    assertThat(texts(group.path("dependencies"))).containsExactly("/other");
    assertThat(group.path("groups")).hasSize(1);
    assertThat(group.at("/groups/0/apps")).hasSize(1);
    assertThat(group.at("/groups/0/apps/0/id").asText()).isEqualTo("/s33r/shop/web/apache");
    assertThat(texts(group.at("/groups/0/dependencies"))).containsExactly("/s33r/shop/db");
    assertThat(marathon.get("/v2/apps//s33r/shop/db/pg").status()).isEqualTo(404);
  }

  @Test
  void s33_scaleByMultipliesAndRoundsUp() {
    createShop("/s33s/shop");

    assertThat(marathon.put("/v2/groups//s33s?force=true", "{'scaleBy':1.5}").status())
        .isEqualTo(200);

    assertThat(instances("/s33s/shop/web/nginx")).isEqualTo(5);
    assertThat(instances("/s33s/shop/db/pg")).isEqualTo(2);
  }

  private static int instances(String app) {
    return marathon.get("/v2/apps/" + app).json().at("/app/instances").asInt();
  }

  @Test
  void s33_aGroupIsRestoredToAnyVersionOfTheTree() {
    String first = createShop("/s33v/shop").json().path("version").asText();
    marathon.put("/v2/groups//s33v/shop?force=true", "{'apps':[],'groups':[],'dependencies':[]}");
    marathon.post("/v2/apps", app("/s33v/late", ""));
    List<String> versions = texts(marathon.get("/v2/groups//s33v/versions").json());

    assertThat(versions).contains(first).hasSizeGreaterThanOrEqualTo(3);
    JsonNode old = marathon.get("/v2/groups//s33v/shop/versions/" + first).json();
    assertThat(old.path("groups")).hasSize(2);
    assertThat(old.at("/groups/1/apps/0/id").asText()).isEqualTo("/s33v/shop/web/nginx");

    Answer restored = marathon.put("/v2/groups//s33v?force=true", "{'version':'" + first + "'}");

    assertThat(restored.status()).as(restored.response().body()).isEqualTo(200);
    assertThat(marathon.get("/v2/apps//s33v/late").status()).isEqualTo(404);
    assertThat(instances("/s33v/shop/web/nginx")).isEqualTo(3);
    assertThat(texts(marathon.get("/v2/groups//s33v/shop").json().path("dependencies")))
        .containsExactly("/other");
  }

  @Test
  void s33_aDryRunTellsTheStepsAndChangesNothing() {
    Answer plan =
        marathon.put(
            "/v2/groups//s33d?dryRun=true", "{'apps':[" + app("x", ",'instances':2") + "]}");

    assertThat(plan.status()).isEqualTo(200);
    assertThat(plan.response().body())
        .isEqualTo(
            RunningMarathon.json(
                "{'steps':[{'actions':[{'action':'StartApplication','app':'/s33d/x'}]},"
                    + "{'actions':[{'action':'ScaleApplication','app':'/s33d/x'}]}]}"));
    assertThat(marathon.get("/v2/groups//s33d").status()).isEqualTo(404);
  }

  @Test
  void s33_deletingAGroupDeletesEverythingBelowAndNothingElse() {
    createShop("/s33x/shop");
    marathon.post("/v2/apps", app("/s33x/stays", ""));

    assertThat(marathon.delete("/v2/groups//s33x/shop").status()).isEqualTo(409);
    Answer deleted = marathon.delete("/v2/groups//s33x/shop?force=True");

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.json().hasNonNull("deploymentId")).isTrue();
    assertThat(marathon.get("/v2/groups//s33x/shop").status()).isEqualTo(404);
    assertThat(marathon.get("/v2/apps//s33x/shop/db/pg").status()).isEqualTo(404);
    assertThat(marathon.get("/v2/apps//s33x/stays").status()).isEqualTo(200);
    assertThat(message(marathon.delete("/v2/groups//s33x/shop")))
        .isEqualTo("Group '/s33x/shop' does not exist");
  }

  @Test
  void s7_groupsAroundAppsStayWhenTheAppsGo() {
    marathon.post("/v2/apps", app("/s7/deep/down/app", ""));
    marathon.delete("/v2/apps//s7/deep/down/app");

    assertThat(marathon.get("/v2/groups//s7/deep/down").status()).isEqualTo(200);
    assertThat(marathon.delete("/v2/groups//s7").status()).isEqualTo(200);
    assertThat(marathon.get("/v2/groups//s7").status()).isEqualTo(404);
  }

  @Test
  void s11_whatIsThereAlreadyIsNotMadeAgain() {
    createShop("/s11g/shop");
    marathon.post("/v2/apps", app("/s11g/app", ""));

    Answer again = createShop("/s11g/shop");
    assertThat(again.status()).isEqualTo(409);
    assertThat(message(again))
        .isEqualTo("Group /s11g/shop is already created. Use PUT to change this group.");
    Answer taken = marathon.post("/v2/groups/s11g", "{'id':'app'}");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(message(taken)).isEqualTo("An app with the path /s11g/app already exists.");
    Answer shared = marathon.post("/v2/apps", app("/s11g/shop", ""));
    assertThat(shared.status()).isEqualTo(422);
    assertThat(shared.json().at("/details/0/errors/0").asText())
        .isEqualTo("Groups and Applications may not have the same identifier.");
    assertThat(marathon.post("/v2/apps", app("/s11g/app/below", "")).status()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'apps':[{'id':'x'}]}|/apps(0)",
        "{'apps':[{'id':'x','cmd':'sleep 1','cpus':-1}]}|/apps(0)/cpus",
        "{'apps':[{'id':'/elsewhere/x','cmd':'sleep 1'}]}|/apps(0)/id",
        "{'groups':[{'id':'g','apps':[{'id':'x','cmd':'sleep 1','mem':'much'}]}]}|/groups(0)/apps(0)/mem",
        "{'groups':[{'apps':[]}]}|/groups(0)/id",
        "{'groups':[{'id':'/elsewhere/g'}]}|/groups(0)/id",
        "{'groups':[{'id':'g','dependencies':['Bad_Id']}]}|/groups(0)/dependencies(0)",
        "{'apps':7}|/apps",
        "{'groups':['g']}|/groups(0)",
        "{'enforceRole':'yes'}|/enforceRole",
        "{'enforceRole':true}|/enforceRole",
        "{'scaleBy':2,'apps':[]}|/scaleBy",
        "{'scaleBy':-2}|/scaleBy",
        "{'scaleBy':'2'}|/scaleBy",
        "{'version':'2026-01-01T00:00:00.000Z','groups':[]}|/version",
        "{'apps':[{'id':'a','cmd':'sleep 1','dependencies':['b']},{'id':'b','cmd':'sleep 1','dependencies':['a']}]}|/"
      })
  void s7_whatIsWrongWithABodyIsNamedByPath(String body, String path) {
    Answer answer = marathon.put("/v2/groups//s7bad/group", body);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
    assertThat(answer.json().at("/details/0/path").asText()).isEqualTo(path);
    assertThat(marathon.get("/v2/groups//s7bad").status()).isEqualTo(404);
  }

  @Test
  void s33_versionsThatNeverWereCannotBeRestoredOrRead() {
    createShop("/s33n/shop");

    Answer restored =
        marathon.put("/v2/groups//s33n/shop", "{'version':'2020-01-01T00:00:00.000Z'}");
    assertThat(restored.status()).isEqualTo(422);
    assertThat(marathon.get("/v2/groups//s33n/shop/versions/2020-01-01T00:00:00.000Z").status())
        .isEqualTo(404);
    assertThat(marathon.get("/v2/groups//s33n/shop/versions/yesterday").status()).isEqualTo(422);
    assertThat(marathon.get("/v2/groups//s33n/nothing/versions").status()).isEqualTo(404);
  }

  @Test
  void s33_appsOfAGroupAreAnArrayEvenWhenThereIsNoGroup() {
    createShop("/s33a/shop");

    assertThat(marathon.get("/v2/groups//s33a/apps").json()).hasSize(2);
    assertThat(marathon.get("/v2/groups/apps").json().size()).isGreaterThanOrEqualTo(2);
    assertThat(marathon.get("/v2/groups//s33a/none/apps").response().body()).isEqualTo("[]");
  }

  @Test
  void s7_enforceRoleIsOfTopLevelGroupsAlone() {
    createShop("/s7e/shop");

    Answer set = marathon.send("PATCH", "/v2/groups//s7e", "{\"enforceRole\":true}");
    assertThat(set.status()).as(set.response().body()).isEqualTo(200);
    assertThat(set.response().body()).isEmpty();
    assertThat(marathon.get("/v2/groups//s7e").json().path("enforceRole").asBoolean()).isTrue();
    assertThat(marathon.send("PATCH", "/v2/groups//s7e/shop", "{\"enforceRole\":true}").status())
        .isEqualTo(422);
    assertThat(marathon.send("PATCH", "/v2/groups//s7none", "{\"enforceRole\":true}").status())
        .isEqualTo(404);
  }

  @Test
  void s125_undoingADeploymentRemovesTheGroupsItMade() {
    String deployment = createShop("/s125/shop").json().path("deploymentId").asText();

    assertThat(marathon.delete("/v2/deployments/" + deployment).status()).isEqualTo(200);

    assertThat(marathon.get("/v2/groups//s125").status()).isEqualTo(404);
    assertThat(marathon.get("/v2/apps//s125/shop/db/pg").status()).isEqualTo(404);
  }

  @Test
  void s31_manyAppsAreUpdatedInOneDeployment() {
    marathon.post("/v2/apps", app("/s31m/a", ",'labels':{'x':'y'}"));

    Answer put =
        marathon.put(
            "/v2/apps?force=true", "[{'id':'/s31m/a','instances':4}," + app("/s31m/b", "") + "]");

    assertThat(put.status()).as(put.response().body()).isEqualTo(200);
    assertThat(instances("/s31m/a")).isEqualTo(4);
    assertThat(marathon.get("/v2/apps//s31m/a").json().at("/app/labels/x").asText()).isEqualTo("y");
    assertThat(marathon.get("/v2/apps//s31m/a").json().at("/app/deployments/0/id").asText())
        .isEqualTo(put.json().path("deploymentId").asText());
    assertThat(marathon.get("/v2/apps//s31m/b").status()).isEqualTo(200);
    Answer nameless = marathon.put("/v2/apps", "[{'instances':4}]");
    assertThat(nameless.status()).isEqualTo(422);
    assertThat(message(nameless)).isEqualTo("requirement failed: App Update must have app id set");
    assertThat(marathon.put("/v2/apps", "{'id':'/s31m/a'}").status()).isEqualTo(422);
  }

  @Test
  void s31_patchIsForAppsThatExist() {
    marathon.post("/v2/apps", app("/s31p/a", ""));

    assertThat(marathon.send("PATCH", "/v2/apps//s31p/a?force=true", "{\"instances\":2}").status())
        .isEqualTo(200);
    assertThat(instances("/s31p/a")).isEqualTo(2);
    assertThat(marathon.send("PATCH", "/v2/apps//s31p/b", "{\"instances\":2}").status())
        .isEqualTo(404);
    assertThat(
            marathon
                .send(
                    "PATCH",
                    "/v2/apps?force=true",
                    "[{\"id\":\"/s31p/a\",\"instances\":3},{\"id\":\"/s31p/b\"}]")
                .status())
        .isEqualTo(404);
    assertThat(instances("/s31p/a")).isEqualTo(2);
  }

  @Test
  void s35_tasksAreKilledByTheirIds() {
    Answer bad = marathon.post("/v2/tasks/delete", "{'ids':['nonsense']}");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(message(bad)).startsWith("Invalid task id 'nonsense'.");
    assertThat(marathon.post("/v2/tasks/delete?scale=true&wipe=true", "{'ids':[]}").status())
        .isEqualTo(400);
    Answer unknown =
        marathon.post(
            "/v2/tasks/delete",
            "{'ids':['a_b.instance-c0caec0a-863a-11e9-915b-c610fee06dff._app.1']}");
    assertThat(unknown.response().body()).isEqualTo("{\"tasks\":[]}");
    assertThat(
            marathon.post("/v2/tasks/delete?scale=True", "{'ids':[]}").json().has("deploymentId"))
        .isTrue();
    assertThat(marathon.post("/v2/tasks/delete", "{}").status()).isEqualTo(422);
  }

  @Test
  void s35_shellsGetLinesAndEverybodyElseJson() {
    marathon.post("/v2/apps", app("/s35/web", ",'ports':[15001]"));
    marathon.post("/v2/apps", app("/s35/portless", ",'portDefinitions':[]"));

    Answer text = marathon.get("/v2/tasks", "Accept", "text/plain");
    assertThat(text.header("Content-Type")).startsWith("text/plain");
    assertThat(text.response().body())
        .contains("s35_web\t15001\t\n")
        .contains("s35_portless\t \t\n");
    assertThat(marathon.get("/v2/tasks", "Accept", "*/*").json().has("tasks")).isTrue();
    assertThat(marathon.get("/v2/apps//s35/web/tasks", "Accept", "text/plain").response().body())
        .isEqualTo("s35_web\t15001\t\n");
  }

  @Test
  void s37_thereAreNoPlugins() {
    assertThat(marathon.get("/v2/plugins").response().body()).isEqualTo("{\"plugins\":[]}");
    assertThat(message(marathon.get("/v2/plugins/x/y/z")))
        .isEqualTo("No plugin with this pluginId: x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/groups", "/v2/groups/", "/v2/groups//", "/v2/groups?embed=group.apps"})
  void s2_theRootHasManySpellings(String path) {
    assertThat(marathon.get(path).json().path("id").asText()).isEqualTo("/");
  }
}
