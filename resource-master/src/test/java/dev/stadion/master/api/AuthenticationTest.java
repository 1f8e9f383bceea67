package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.auth.Credentials;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may ask what of a master with authentication on (mesos-v1.md §14). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationTest {
  private static final String CREDENTIALS =
      """
      {"credentials":[{"principal":"ann","secret":"right"},{"principal":"bob","secret":"his own"}]}
      """;
  private static final String ANN = "Authorization: " + Credentials.header("ann", "right");
  private static final String BOB = "Authorization: " + Credentials.header("bob", "his own");
  private static final List<String> WRONG =
      List.of(
          "X-Nothing: said",
          "Authorization: " + Credentials.header("ann", "wrong"),
          "Authorization: " + Credentials.header("ann", ""),
          "Authorization: Bearer right",
          "Authorization: Basic right",
          "Authorization: Basic",
          "Authorization: Basic !!!");

  @TempDir static Path directory;
  private RunningMaster master;
  private int strangers;

  @BeforeAll
  void start() throws Exception {
    master = RunningMaster.start(TestDatabase.fresh(), settings(directory), ANN);
  }

  @AfterAll
  void stop() {
    master.close();
  }

  private static String settings(Path directory) throws Exception {
    Path file = directory.resolve("credentials.json");
    Files.writeString(file, CREDENTIALS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return """
    credentials: "%s"
    authenticateFrameworks: true
    authenticateAgents: true
    authenticateReadonly: true
    authenticateReadwrite: true
    """
        .formatted(file);
  }

  record Endpoint(String method, String path, String realm) {}

  static List<Endpoint> endpoints() {
    var endpoints = new ArrayList<Endpoint>();
    for (String prefix : List.of("", "/master")) {
      endpoints.add(new Endpoint("POST", prefix + "/api/v1/scheduler", "mesos-master-scheduler"));
      endpoints.add(new Endpoint("GET", prefix + "/api/v1/scheduler", "mesos-master-scheduler"));
      endpoints.add(new Endpoint("POST", prefix + "/api/v1/agent", "mesos-master-agent"));
      endpoints.add(new Endpoint("POST", prefix + "/api/v1", "mesos-master-readwrite"));
      endpoints.add(new Endpoint("GET", prefix + "/weights", "mesos-master-readwrite"));
      endpoints.add(new Endpoint("PUT", prefix + "/weights", "mesos-master-readwrite"));
      endpoints.add(new Endpoint("POST", prefix + "/teardown", "mesos-master-readwrite"));
      endpoints.add(new Endpoint("GET", prefix + "/teardown", "mesos-master-readonly"));
    }
    for (String path : ReadServlet.paths()) {
      if (!path.matches("(/master)?/(health|version|redirect)(\\.json)?")) {
        endpoints.add(new Endpoint("GET", path, "mesos-master-readonly"));
      }
    }
    for (String path : OperatorForms.paths()) {
      endpoints.add(new Endpoint("POST", path, "mesos-master-readwrite"));
    }
    endpoints.add(new Endpoint("GET", "/not/there", "mesos-master-readonly"));
    endpoints.add(new Endpoint("POST", "/not/there", "mesos-master-readwrite"));
    return endpoints;
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void whoDoesNotSayWhoTheyAreLearnsTheRealmAndNothingElse(Endpoint endpoint) throws Exception {
    var wrong = new ArrayList<>(WRONG);
    wrong.add("Authorization: " + Credentials.header("nobody-" + strangers++, "right"));
    for (String header : wrong) {
      try (Connection connection = master.connect()) {
        Connection.Answer answer = connection.send(endpoint.method(), endpoint.path(), header);

        assertThat(answer.status()).as(header).isEqualTo(401);
        assertThat(answer.headers())
            .containsEntry("www-authenticate", "Basic realm=\"" + endpoint.realm() + "\"");
        assertThat(answer.body()).isEqualTo("Authentication is required");
      }
    }
    try (Connection connection = master.connect()) {
      connection.send("GET", "/flags", ANN); // what ann guessed wrong is forgotten
    }
  }

  /** promises.md §7.2. */
  @Test
  void whoGuessesIsHeldUpAndOthersAreNot() throws Exception {
    String wrong = "Authorization: " + Credentials.header("eve", "guessed");
    try (Connection connection = master.connect()) {
      for (int i = 0; i < 10; i++) {
        assertThat(connection.send("GET", "/state", wrong).status()).isEqualTo(401);
      }
      Connection.Answer answer = connection.send("GET", "/state", wrong);
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.headers()).containsKey("retry-after");
      assertThat(connection.send("GET", "/state", ANN).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void whoSaysItIsLetIn(Endpoint endpoint) throws Exception {
    for (String header : List.of(ANN, BOB)) {
      try (Connection connection = master.connect()) {
        int status = connection.send(endpoint.method(), endpoint.path(), header).status();

        assertThat(status).as(header).isNotIn(401, 403).isLessThan(500);
      }
    }
  }

  @Test
  void healthVersionAndTheLeaderAreToldToEverybody() throws Exception {
    for (String path : List.of("/health", "/master/health", "/version", "/redirect")) {
      try (Connection connection = master.connect()) {
        assertThat(connection.send("GET", path).status()).as(path).isIn(200, 307);
      }
    }
  }

  @Test
  void anotherWayToWriteThePathIsNoWayAround() throws Exception {
    for (String path :
        List.of("//state", "/state;x=y", "/%73tate", "/health/../state", "/master/../state")) {
      try (Connection connection = master.connect()) {
        assertThat(connection.send("GET", path).status()).as(path).isIn(400, 401);
      }
    }
  }

  @Test
  void aFrameworkIsThePrincipalItHasShownToBe() throws Exception {
    try (TestFramework framework = TestFramework.subscribe(master, ANN)) {
      String revive =
          """
          {"type":"REVIVE","framework_id":{"value":"%s"}}\
          """
              .formatted(framework.id);

      Connection.Answer byBob = framework.post(revive, BOB);
      Connection.Answer byAnn = framework.post(revive, ANN);

      assertThat(byBob.status()).isEqualTo(400);
      assertThat(byBob.body()).contains("another principal");
      assertThat(byAnn.status()).isEqualTo(202);
      try (Connection connection = master.connect()) {
        assertThat(connection.send("GET", "/frameworks", BOB).body())
            .contains("\"principal\":\"ann\"");
      }
    }
  }

  @Test
  void aFrameworkCannotClaimToBeSomebodyElse() throws Exception {
    try (Connection connection = master.connect()) {
      Connection.Answer answer =
          connection.post(
              "/api/v1/scheduler",
              """
              {"type":"SUBSCRIBE","subscribe":{"framework_info":
                {"user":"u","name":"n","principal":"ann"}}}\
              """,
              BOB);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("'bob' does not match principal 'ann'");
    }
  }

  @Test
  void aFrameworkCannotBeTakenOverByAnotherPrincipal() throws Exception {
    try (TestFramework framework = TestFramework.subscribe(master, ANN);
        Connection connection = master.connect()) {
      connection.post(
          "/api/v1/scheduler",
          """
          {"type":"SUBSCRIBE","framework_id":{"value":"%1$s"},"subscribe":{"framework_info":
            {"user":"svc","name":"by hand","id":{"value":"%1$s"}}}}\
          """
              .formatted(framework.id),
          BOB);

      assertThat(connection.event()).contains("ERROR", "principal is not allowed");
    }
  }

  @Test
  void anAgentsIdIsItsPrincipalsAlsoAfterARestartOfTheMaster(@TempDir Path other) throws Exception {
    TestDatabase database = TestDatabase.fresh();
    String settings = settings(other);
    String id;
    try (RunningMaster first = RunningMaster.start(database, settings, ANN);
        TestAgent agent = TestAgent.register(first, "a1", ANN)) {
      id = agent.id.getValue();
    }
    try (RunningMaster second = RunningMaster.start(database, settings, ANN)) {
      Connection.Answer byBob = TestAgent.subscribe(second, "a1", id, BOB);
      Connection.Answer byAnn = TestAgent.subscribe(second, "a1", id, ANN);

      assertThat(byBob.status()).isEqualTo(409);
      assertThat(byBob.body()).isEqualTo("Agent " + id + " is of another principal");
      assertThat(byAnn.status()).isEqualTo(200);
    }
  }

  @Test
  void operatorsReadersAndAgentsDoWhatTheAclsAllow(@TempDir Path other) throws Exception {
    String acls =
        """
        acls:
          teardown_frameworks: [{principals: {values: [ann]}, framework_principals: {values: [ann]}},
                                {principals: {type: NONE}, framework_principals: {type: ANY}}]
          update_weights: [{principals: {values: [ann]}, roles: {values: [web]}},
                           {principals: {type: ANY}, roles: {type: NONE}}]
          get_endpoints: [{principals: {values: [bob]}, paths: {values: [/tasks, /api/v1]}},
                          {principals: {values: [bob]}, paths: {type: NONE}}]
          mark_agents_gone: [{principals: {type: ANY}, agents: {type: NONE}}]
          register_agents: [{principals: {values: [ann]}, agents: {type: ANY}},
                            {principals: {type: ANY}, agents: {type: NONE}}]
        """;
    try (RunningMaster strict =
            RunningMaster.start(TestDatabase.fresh(), settings(other) + acls, ANN);
        TestFramework framework = TestFramework.subscribe(strict, ANN);
        TestAgent agent = TestAgent.register(strict, "a1", ANN)) {
      String gone =
          "{\"type\":\"MARK_AGENT_GONE\",\"mark_agent_gone\":{\"agent_id\":{\"value\":\"%s\"}}}"
              .formatted(agent.id.getValue());
      String teardown =
          "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"%s\"}}}"
              .formatted(framework.id);

      assertThat(status(strict, "GET", "/tasks", "", BOB)).isEqualTo(200);
      assertThat(status(strict, "GET", "/master/tasks.json", "", BOB)).isEqualTo(200);
      assertThat(status(strict, "GET", "/state", "", BOB)).isEqualTo(403);
      assertThat(status(strict, "GET", "/master/state.json", "", BOB)).isEqualTo(403);
      assertThat(status(strict, "GET", "/version", "", BOB)).isEqualTo(200);
      assertThat(status(strict, "PUT", "/weights", weight("web"), BOB)).isEqualTo(403);
      assertThat(status(strict, "PUT", "/weights", weight("db"), ANN)).isEqualTo(403);
      assertThat(status(strict, "PUT", "/weights", weight("web"), ANN)).isEqualTo(200);
      assertThat(status(strict, "POST", "/api/v1", gone, ANN)).isEqualTo(403);
      assertThat(TestAgent.subscribe(strict, "a2", "a2", BOB).status()).isEqualTo(403);
      assertThat(status(strict, "POST", "/api/v1", teardown, BOB)).isEqualTo(403);
      assertThat(status(strict, "POST", "/api/v1", teardown, ANN)).isEqualTo(200);
    }
  }

  private static String weight(String role) {
    return "[{\"role\":\"%s\",\"weight\":2.0}]".formatted(role);
  }

  private static int status(
      RunningMaster master, String method, String path, String json, String header)
      throws Exception {
    try (Connection connection = master.connect()) {
      return connection
          .send(method, path, json.getBytes(UTF_8), "Content-Type: application/json", header)
          .status();
    }
  }

  @Test
  void credentialsThatOthersCanReadAreNotUsed() throws Exception {
    Path file = directory.resolve("open.json");
    Files.writeString(file, CREDENTIALS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> Credentials.read(file)).hasMessageContaining("must have mode 0600");
  }

  @Test
  void aBrokenCredentialsFileShowsNoSecret() throws Exception {
    for (String text :
        Set.of(
            "right ann",
            "{\"credentials\":[{\"principal\":\"ann\",\"secret\":\"right\",}]}",
            "{\"credentials\":[{\"principal\":\"ann\",\"right\":\"x\"}]}",
            "{\"credentials\":null}")) {
      Path file = directory.resolve("broken.json");
      Files.deleteIfExists(file);
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

      assertThatThrownBy(() -> Credentials.read(file))
          .hasMessageContaining("must be as in")
          .hasMessageNotContaining("right")
          .hasNoCause();
    }
  }
}
