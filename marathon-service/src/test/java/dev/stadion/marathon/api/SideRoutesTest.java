package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The routes beside the API proper (marathon.md §1, §3.7). */
class SideRoutesTest {
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon("mesosRole: prod\nnewGroupEnforceRole: top\n");
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  @Test
  void s1_theRootLeadsToThePageForPeople() {
    var root = marathon.get("/");

    assertThat(root.status()).isEqualTo(302);
    assertThat(root.header("Location")).endsWith("/ui/");
    for (String path : new String[] {"/ui", "/ui/"}) {
      assertThat(marathon.get(path).status()).as(path).isEqualTo(200);
      assertThat(marathon.get(path).header("Content-Type")).startsWith("text/html");
    }
    assertThat(marathon.get("/uix").status()).isEqualTo(404);
  }

  @Test
  void s1_answersAreCompressedForThoseWhoLikeIt() {
    var answer = marathon.send("GET", "/config", null, "Accept-Encoding", "gzip");

    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
  }

  @Test
  void s37_configTellsTheSettings() {
    assertThat(marathon.get("/config").json().path("mesos_role").asText()).isEqualTo("prod");
    assertThat(marathon.get("/config").json().path("new_group_enforce_role").asText())
        .isEqualTo("top");
  }

  @Test
  void s37_loggersTellTheirLevelsAndChangeThem() {
    String echo =
        marathon
            .post("/logging", "{'level':'debug','logger':'dev.stadion.sample'}")
            .response()
            .body();

    assertThat(echo).contains("dev.stadion.sample").contains("debug");
    assertThat(marathon.get("/logging").json().path("dev.stadion.sample").asText())
        .isEqualTo("DEBUG");
    assertThat(marathon.post("/logging", "{'level':'info','logger':''}").status()).isEqualTo(422);
    assertThat(marathon.post("/logging", "{'level':'loud','logger':'x'}").status()).isEqualTo(422);
    assertThat(
            marathon
                .post("/logging", "{'level':'info','logger':'x','durationSeconds':-1}")
                .status())
        .isEqualTo(422);
    assertThat(marathon.post("/logging", "{'logger':'x'}").status()).isEqualTo(422);
  }

  @Test
  void heldTasksAreListedAndReleased() {
    assertThat(marathon.get("/v2/unknownTasks").json().path("held").asBoolean(true)).isFalse();
    assertThat(marathon.get("/v2/unknownTasks").json().path("tasks")).isEmpty();
    assertThat(marathon.delete("/v2/unknownTasks").status()).isEqualTo(204);
  }

  @Test
  void s145_newTopLevelGroupsEnforceTheirRole() {
    var created = marathon.post("/v2/apps", "{'id':'/dev/app','cmd':'sleep 1'}");

    assertThat(created.json().path("role").asText()).isEqualTo("dev");
    assertThat(marathon.get("/v2/groups/dev").json().path("enforceRole").asBoolean()).isTrue();
    var wrong = marathon.post("/v2/apps", "{'id':'/dev/other','cmd':'sleep 1','role':'prod'}");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.json().path("details").get(0).path("path").asText()).isEqualTo("/role");
    assertThat(wrong.json().path("details").get(0).path("errors").get(0).asText())
        .isEqualTo("got prod, expected one of: [dev]");
    assertThat(
            marathon.post("/v2/apps", "{'id':'/app','cmd':'sleep 1'}").json().path("role").asText())
        .isEqualTo("prod");
  }
}
