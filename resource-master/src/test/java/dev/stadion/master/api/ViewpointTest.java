package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.auth.Credentials;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * mesos-v1.md §14: reads are filtered silently. {@code ann} sees all, {@code bob} no tasks and only
 * the role {@code web}, {@code carl} nothing of frameworks, flags and logs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewpointTest {
  private static final String ANN = header("ann");
  private static final String BOB = header("bob");
  private static final String CARL = header("carl");

  private RunningMaster master;
  private TestFramework framework;
  private TestAgent agent;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("credentials.json");
    Files.writeString(
        file,
        """
        {"credentials":[{"principal":"ann","secret":"s"},{"principal":"bob","secret":"s"},
          {"principal":"carl","secret":"s"}]}
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String settings =
        """
        credentials: "%s"
        authenticateReadonly: true
        authenticateReadwrite: true
        acls:
          view_tasks: [{principals: {values: [bob]}, users: {type: NONE}}]
          view_roles: [{principals: {values: [bob]}, roles: {values: [web]}},
                       {principals: {values: [bob]}, roles: {type: NONE}}]
          view_frameworks: [{principals: {values: [carl]}, users: {values: [other]}},
                            {principals: {values: [carl]}, users: {type: NONE}}]
          view_flags: [{principals: {values: [carl]}, flags: {type: NONE}}]
          access_mesos_logs: [{principals: {values: [carl]}, logs: {type: NONE}}]
        """
            .formatted(file);
    master = RunningMaster.start(TestDatabase.fresh(), settings, ANN);
    agent = TestAgent.register(master, "a1");
    framework = TestFramework.subscribe(master);
    framework.launch(agent, "hidden-task");
    assertThat(agent.next(dev.stadion.mesos.agent.v1.Event.Type.RUN_TASKS)).isNotNull();
    ask(
        "PUT",
        "/weights",
        "[{\"role\":\"web\",\"weight\":2.0},{\"role\":\"db\",\"weight\":3.0}]",
        ANN);
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
    agent.close();
    master.close();
  }

  @Test
  void tasksThatOneMayNotSeeAreLeftOut() throws Exception {
    for (String path : List.of("/tasks", "/state", "/frameworks")) {
      assertThat(get(path, ANN)).as(path).contains("hidden-task");
      assertThat(get(path, BOB))
          .as(path)
          .doesNotContain("hidden-task")
          .contains(path.equals("/tasks") ? "tasks" : framework.id);
      assertThat(get(path, ANN)).as(path + " again").contains("hidden-task");
    }
    for (String call : List.of("GET_TASKS", "GET_STATE")) {
      assertThat(call(call, ANN)).as(call).contains("hidden-task");
      assertThat(call(call, BOB)).as(call).doesNotContain("hidden-task");
    }
    assertThat(call("GET_STATE", BOB)).contains(framework.id);
  }

  @Test
  void frameworksThatOneMayNotSeeAreLeftOutWithTheirTasks() throws Exception {
    for (String path : List.of("/tasks", "/state", "/frameworks", "/state-summary")) {
      assertThat(get(path, ANN)).as(path).contains(framework.id);
      assertThat(get(path, CARL))
          .as(path)
          .doesNotContain("hidden-task", "\"id\":\"" + framework.id);
    }
    for (String call : List.of("GET_TASKS", "GET_STATE", "GET_FRAMEWORKS")) {
      assertThat(call(call, CARL)).as(call).doesNotContain(framework.id);
    }
  }

  @Test
  void whatIsUsedStaysTold() throws Exception {
    for (String header : List.of(ANN, BOB, CARL)) {
      assertThat(get("/slaves", header))
          .contains("\"used_resources\":{\"cpus\":0.5")
          .containsPattern("\"used_resources_full\":\\[\\{\"name\":\"cpus\"[^}]*0\\.5");
    }
  }

  @Test
  void rolesThatOneMayNotSeeAreLeftOut() throws Exception {
    for (String path : List.of("/roles", "/weights")) {
      assertThat(get(path, ANN)).as(path).contains("\"web\"", "\"db\"");
      assertThat(get(path, BOB)).as(path).contains("\"web\"").doesNotContain("\"db\"", "\"*\"");
    }
    for (String call : List.of("GET_ROLES", "GET_WEIGHTS")) {
      assertThat(call(call, ANN)).as(call).contains("\"web\"", "\"db\"");
      assertThat(call(call, BOB)).as(call).contains("\"web\"").doesNotContain("\"db\"");
    }
  }

  @Test
  void flagsAndLogsAreRefusedAndFlagsLeftOutOfTheState() throws Exception {
    assertThat(ask("GET", "/flags", "", CARL).status()).isEqualTo(403);
    assertThat(ask("POST", "/api/v1", type("GET_FLAGS"), CARL).status()).isEqualTo(403);
    assertThat(get("/state", CARL)).contains("\"flags\":{}");
    assertThat(get("/state", BOB)).contains("agent_ping_timeout");
    String log = "{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\"/master/log\"}}";
    assertThat(ask("POST", "/api/v1", log, CARL).status()).isEqualTo(403);
  }

  @Test
  void whoMayNotSeeEverythingMayNotWatchTheStreamOfEverything() throws Exception {
    assertThat(ask("POST", "/api/v1", type("SUBSCRIBE"), BOB).status()).isEqualTo(403);
    try (Connection connection = master.connect()) {
      assertThat(connection.post("/api/v1", type("SUBSCRIBE"), ANN).status()).isEqualTo(200);
    }
  }

  private static String header(String principal) {
    return "Authorization: " + Credentials.header(principal, "s");
  }

  private static String type(String call) {
    return "{\"type\":\"" + call + "\"}";
  }

  private String call(String call, String header) throws Exception {
    return ask("POST", "/api/v1", type(call), header).body();
  }

  private String get(String path, String header) throws Exception {
    Connection.Answer answer = ask("GET", path, "", header);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.body();
  }

  private Connection.Answer ask(String method, String path, String json, String header)
      throws Exception {
    try (Connection connection = master.connect()) {
      return connection.send(
          method,
          path,
          json.getBytes(java.nio.charset.StandardCharsets.UTF_8),
          "Content-Type: application/json",
          header);
    }
  }
}
