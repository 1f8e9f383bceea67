package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app is started, watched, hurt, scaled and deleted. */
class AppStory {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private static Path data;
  private static Suite suite;

  @BeforeAll
  static void startTheSuite() {
    suite = Suite.start(data);
  }

  @AfterAll
  static void stopTheSuite() {
    suite.close();
  }

  @Test
  void anAppStaysUpUntilItIsDeleted() {
    try (EventStream events = EventStream.of(suite.marathon())) {
      await().atMost(SOON).until(() -> events.types().contains("event_stream_attached"));

      Answer created =
          suite
              .marathon()
              .post(
                  "/v2/apps",
                  """
                  {"id":"/hello","cmd":"env > env.txt; echo $$ > pid.txt; exec python3 -m http.server $PORT0",
                   "cpus":0.1,"mem":32,"instances":3,"ports":[0],"env":{"GREETING":"good day"},
                   "labels":{"team":"blue"},"backoffSeconds":1}\
                  """);

      assertThat(created.status()).as(created.toString()).isEqualTo(201);
      assertThat(created.header("Location"))
          .hasValueSatisfying(l -> assertThat(l).endsWith("/hello"));
      assertThat(created.header("Marathon-Deployment-Id")).isPresent();
      JsonNode body = created.json();
      assertThat(body.at("/id").asText()).isEqualTo("/hello");
      assertThat(body.at("/instances").asInt()).isEqualTo(3);
      assertThat(body.at("/tasksRunning").asInt()).isZero();
      assertThat(body.at("/deployments/0/id").asText())
          .isEqualTo(created.header("Marathon-Deployment-Id").orElseThrow());

      awaitRunning("/hello", 3);
      awaitNoDeployment();
      everyInstanceServesItsSandboxWithTheEnvironmentOfMarathon();
      theReadRoutesTellTheTruth();
      theEventsShowEveryStep(events);
      aKilledProcessIsReplaced();
      scalingFollowsTheNumber();
      deletingLeavesNothing(events);
    }
  }

  @Test
  void aMistakeIsNamedAndChangesNothing() {
    Answer negative =
        suite.marathon().post("/v2/apps", "{\"id\":\"/bad\",\"cmd\":\"true\",\"cpus\":-1}");
    Answer broken = suite.marathon().post("/v2/apps", "{\"id\":");
    Answer unknown = suite.marathon().get("/v2/apps/bad");

    assertThat(negative.status()).as(negative.toString()).isEqualTo(422);
    assertThat(negative.json().at("/details/0/path").asText()).isEqualTo("/cpus");
    assertThat(broken.status()).as(broken.toString()).isEqualTo(400);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().at("/message").asText()).isEqualTo("App '/bad' does not exist");
  }

  private static void everyInstanceServesItsSandboxWithTheEnvironmentOfMarathon() {
    for (JsonNode task : tasks("/hello")) {
      int port = task.at("/ports/0").asInt();
      Map<String, String> env = environment(port);

      assertThat(env)
          .containsEntry("MARATHON_APP_ID", "/hello")
          .containsEntry("MESOS_TASK_ID", task.at("/id").asText())
          .containsEntry("MARATHON_APP_VERSION", task.at("/version").asText())
          .containsEntry("MARATHON_APP_RESOURCE_CPUS", "0.1")
          .containsEntry("MARATHON_APP_RESOURCE_MEM", "32.0")
          .containsEntry("MARATHON_APP_LABELS", "TEAM")
          .containsEntry("MARATHON_APP_LABEL_TEAM", "blue")
          .containsEntry("HOST", task.at("/host").asText())
          .containsEntry("PORT0", Integer.toString(port))
          .containsEntry("PORT", Integer.toString(port))
          .containsEntry("PORTS", Integer.toString(port))
          .containsEntry("GREETING", "good day")
          .containsKey("MESOS_SANDBOX");
      // The suite's own environment is nobody's business.
      assertThat(env).doesNotContainKeys("STADION_JAVA_HOME", "MALLOC_ARENA_MAX");
    }
  }

  private static void theReadRoutesTellTheTruth() {
    JsonNode app = suite.marathon().get("/v2/apps/hello").json().at("/app");
    assertThat(app.at("/tasksRunning").asInt()).isEqualTo(3);
    assertThat(app.at("/tasksStaged").asInt()).isZero();
    assertThat(app.at("/deployments")).isEmpty();
    assertThat(app.at("/tasks")).hasSize(3);

    assertThat(suite.marathon().get("/v2/tasks").json().at("/tasks")).hasSize(3);
    assertThat(suite.marathon().get("/v2/apps").json().at("/apps")).hasSize(1);
    assertThat(suite.marathon().get("/v2/info").json().at("/name").asText()).isEqualTo("marathon");
    assertThat(suite.marathon().get("/v2/info").json().at("/frameworkId").asText()).isNotEmpty();
    assertThat(suite.marathon().get("/ping").text()).isEqualTo("pong");
    assertThat(suite.tasks()).hasSizeGreaterThanOrEqualTo(3);
  }

  private static void theEventsShowEveryStep(EventStream events) {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(events.types())
                .containsSubsequence(
                    "event_stream_attached",
                    "group_change_success",
                    "deployment_info",
                    "deployment_step_success",
                    "deployment_success"));
    assertThat(events.of("api_post_event")).hasSize(1);
    assertThat(events.of("status_update_event").stream().map(e -> e.at("/taskStatus").asText()))
        .contains("TASK_RUNNING");
    assertThat(events.of("instance_changed_event").stream().map(e -> e.at("/condition").asText()))
        .contains("Running");
  }

  private static void aKilledProcessIsReplaced() {
    JsonNode victim = tasks("/hello").getFirst();
    long pid = Long.parseLong(new Api(addressOf(victim)).get("/pid.txt").text().strip());

    Processes.kill9(pid);

    await("a replacement")
        .atMost(SOON)
        .until(() -> {
          Set<String> ids = idsOf(tasks("/hello"));
          return ids.size() == 3 && !ids.contains(victim.at("/id").asText());
        });
    awaitRunning("/hello", 3);
  }

  private static void scalingFollowsTheNumber() {
    Answer up = suite.marathon().put("/v2/apps/hello", "{\"instances\":5}");
    assertThat(up.status()).as(up.toString()).isEqualTo(200);
    assertThat(up.json().at("/deploymentId").asText()).isNotEmpty();
    awaitRunning("/hello", 5);
    awaitNoDeployment();
    Set<Integer> ports =
        tasks("/hello").stream().map(t -> t.at("/ports/0").asInt()).collect(Collectors.toSet());
    assertThat(ports).hasSize(5);

    suite.marathon().put("/v2/apps/hello", "{\"instances\":1}");
    awaitRunning("/hello", 1);
    awaitNoDeployment();
    assertThat(tasks("/hello")).hasSize(1);
  }

  private static void deletingLeavesNothing(EventStream events) {
    Answer deleted = suite.marathon().delete("/v2/apps/hello");

    assertThat(deleted.status()).as(deleted.toString()).isEqualTo(200);
    await().atMost(SOON).until(() -> suite.tasks().isEmpty());
    await().atMost(SOON).until(() -> suite.marathon().get("/v2/apps/hello").status() == 404);
    await().atMost(SOON).until(() -> events.types().contains("app_terminated_event"));
    assertThat(suite.marathon().get("/v2/tasks").json().at("/tasks")).isEmpty();
  }

  static void awaitRunning(String app, int count) {
    await(count + " instances of " + app).atMost(SOON).until(() -> running(app), isEqual(count));
  }

  private static Predicate<Integer> isEqual(int count) {
    return running -> running == count;
  }

  private static int running(String app) {
    List<JsonNode> tasks = tasks(app);
    boolean all =
        tasks.stream()
            .allMatch(t -> t.at("/state").asText().equals("TASK_RUNNING") && answers(addressOf(t)));
    return all ? tasks.size() : -1;
  }

  private static void awaitNoDeployment() {
    await("the end of the deployment")
        .atMost(SOON)
        .until(() -> suite.marathon().get("/v2/deployments").json().isEmpty());
  }

  private static List<JsonNode> tasks(String app) {
    Answer answer = suite.marathon().get("/v2/apps" + app + "/tasks");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return StreamSupport.stream(answer.json().at("/tasks").spliterator(), false).toList();
  }

  private static Set<String> idsOf(List<JsonNode> tasks) {
    Set<String> ids = new HashSet<>();
    tasks.forEach(task -> ids.add(task.at("/id").asText()));
    return ids;
  }

  private static URI addressOf(JsonNode task) {
    return URI.create("http://127.0.0.1:" + task.at("/ports/0").asInt());
  }

  private static boolean answers(URI address) {
    try {
      return new Api(address).get("/env.txt").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static Map<String, String> environment(int port) {
    String text = new Api(URI.create("http://127.0.0.1:" + port)).get("/env.txt").text();
    return Pattern.compile("^([A-Za-z_][^=]*)=(.*)$", Pattern.MULTILINE)
        .matcher(text)
        .results()
        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
  }
}
