package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two masters, of which one leads; when it is killed, the other goes on where it was. */
class MastersStory {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final List<String> MASTERS = List.of("master", "second");

  @TempDir private Path directory;

  @Test
  void aKilledLeaderIsFollowedAndNothingIsForgotten() throws IOException, InterruptedException {
    try (var roles = new Roles(directory)) {
      roles.start("master", "master", MASTERS);
      roles.start("master", "second", MASTERS);
      roles.start("agent", "agent", MASTERS);
      roles.start("marathon", "marathon", MASTERS);
      scale(roles.api("marathon"), 2);
      JsonNode before = state(roles.api("master"));
      assertThat(before.at("/slaves")).hasSize(1);
      assertSendsToTheLeader(roles.api("second").base(), roles.api("master").base());

      roles.kill9("master");

      Api second = roles.api("second");
      await("the other leads").atMost(SOON).until(() -> second.get("/state").status() == 200);
      await("the agent is back").atMost(SOON).until(() -> state(second).at("/slaves").size() == 1);
      await("the framework is back")
          .atMost(SOON)
          .until(() -> state(second).at("/frameworks/0/active").asBoolean());
      JsonNode after = state(second);
      assertThat(after.at("/slaves/0/id")).isEqualTo(before.at("/slaves/0/id"));
      assertThat(after.at("/frameworks/0/id")).isEqualTo(before.at("/frameworks/0/id"));
      assertThat(tasks(after)).isEqualTo(tasks(before)).hasSize(2);

      // It decides, too; and who led before now follows.
      scale(roles.api("marathon"), 3);
      roles.start("master", "master", MASTERS);
      assertSendsToTheLeader(roles.api("master").base(), second.base());
    }
  }

  private static void scale(Api marathon, int instances) {
    Answer answer =
        marathon.put(
            "/v2/apps/nap?force=true",
            "{\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":" + instances + "}");
    assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
    await(instances + " run")
        .atMost(SOON)
        .until(
            () -> marathon.get("/v2/apps/nap").json().at("/app/tasksRunning").asInt() == instances);
  }

  private static JsonNode state(Api master) {
    Answer answer = master.get("/master/state");
    return answer.status() == 200 ? answer.json() : Answer.json("{}");
  }

  private static List<String> tasks(JsonNode state) {
    return state.at("/frameworks/0/tasks").findValuesAsText("id").stream().sorted().toList();
  }

  /** With addresses that have no scheme, as clients of Mesos expect (mesos-v1.md §1.5). */
  private static void assertSendsToTheLeader(URI standby, URI leader)
      throws IOException, InterruptedException {
    for (String path : List.of("/master/state", "/slaves", "/api/v1/scheduler")) {
      HttpResponse<String> answer = get(standby.resolve(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(307);
      assertThat(answer.headers().firstValue("Location"))
          .contains("//" + leader.getAuthority() + path);
    }
    assertThat(get(standby.resolve("/health")).statusCode()).isEqualTo(200);
    assertThat(get(standby.resolve("/redirect")).headers().firstValue("Location"))
        .contains("//" + leader.getAuthority());
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }
}
