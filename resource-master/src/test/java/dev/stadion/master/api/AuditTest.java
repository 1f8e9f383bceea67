package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.auth.Credentials;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do, and what they were refused, is written down (promises.md §7.13). */
class AuditTest {
  private static final String ANN = "Authorization: " + Credentials.header("ann", "s3cret-ann");
  private static final String BOB = "Authorization: " + Credentials.header("bob", "s3cret-bob");

  @TempDir static Path directory;

  private static TestDatabase database;
  private static RunningMaster master;

  @BeforeAll
  static void start() throws Exception {
    Path credentials = directory.resolve("credentials.json");
    Files.writeString(
        credentials,
        "{\"credentials\":[{\"principal\":\"ann\",\"secret\":\"s3cret-ann\"},"
            + "{\"principal\":\"bob\",\"secret\":\"s3cret-bob\"}]}");
    Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
    Path acls = directory.resolve("acls.json");
    Files.writeString(
        acls,
        "{\"permissive\":true,\"update_weights\":[{\"principals\":{\"values\":[\"bob\"]},"
            + "\"roles\":{\"type\":\"NONE\"}}]}");
    database = TestDatabase.fresh();
    master =
        RunningMaster.start(
            database,
            """
            credentials: "%s"
            acls: "%s"
            authenticateReadwrite: true
            """
                .formatted(credentials, acls),
            ANN);
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  private static int post(String path, String json, String... headers) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(path, json, headers).status();
    }
  }

  /** So many rows of one request; the last is written while its answer is on the way. */
  private static List<String> rows(String request, int count) throws SQLException {
    List<String> rows = rows(request);
    for (int i = 0; i < 1_000 && rows.size() < count; i++) {
      LockSupport.parkNanos(10_000_000);
      rows = rows(request);
    }
    return rows;
  }

  /** What stands there of one request. */
  private static List<String> rows(String request) throws SQLException {
    return query(
        "SELECT concat_ws('|', coalesce(actor, '-'), source, action, object, outcome)"
            + " FROM master.audit WHERE request_id = '"
            + request
            + "' ORDER BY seq");
  }

  private static List<String> query(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var read = new ArrayList<String>();
      while (rows.next()) {
        read.add(rows.getString(1));
      }
      return read;
    }
  }

  private static final String WEIGHTS =
      "{\"type\":\"UPDATE_WEIGHTS\",\"update_weights\":{\"weight_infos\":"
          + "[{\"role\":\"audited\",\"weight\":2.5}]}}";

  @Test
  void aChangeHasARowBeforeAndOneAfter() throws Exception {
    assertThat(post("/api/v1", WEIGHTS, ANN, "X-Request-Id: change")).isEqualTo(200);

    assertThat(rows("change", 2))
        .containsExactly(
            "ann|127.0.0.1|UPDATE_WEIGHTS|audited|begun",
            "ann|127.0.0.1|UPDATE_WEIGHTS|audited|200");
  }

  @Test
  void aChangeThatFailsSaysHow() throws Exception {
    String gone =
        "{\"type\":\"MARK_AGENT_GONE\",\"mark_agent_gone\":{\"agent_id\":{\"value\":\"S9\"}}}";

    int status = post("/master/api/v1", gone, ANN, "X-Request-Id: failing");

    assertThat(rows("failing", 2))
        .containsExactly(
            "ann|127.0.0.1|MARK_AGENT_GONE|S9|begun", "ann|127.0.0.1|MARK_AGENT_GONE|S9|" + status);
    assertThat(status).isBetween(400, 499);
  }

  @Test
  void formsAreWrittenDownInTheWordsOfTheCalls() throws Exception {
    try (Connection connection = master.connect()) {
      connection.send(
          "POST",
          "/teardown",
          "frameworkId=F1".getBytes(UTF_8),
          "Content-Type: application/x-www-form-urlencoded",
          "X-Request-Id: form",
          ANN);
    }

    assertThat(rows("form", 2))
        .containsExactly("ann|127.0.0.1|TEARDOWN|F1|begun", "ann|127.0.0.1|TEARDOWN|F1|400");
  }

  @Test
  void whoIsRefusedIsWrittenDownOnce() throws Exception {
    assertThat(post("/api/v1", WEIGHTS, BOB, "X-Request-Id: forbidden")).isEqualTo(403);
    assertThat(post("/api/v1", WEIGHTS, "X-Request-Id: nobody")).isEqualTo(401);

    assertThat(rows("forbidden", 1)).containsExactly("bob|127.0.0.1|UPDATE_WEIGHTS|audited|403");
    assertThat(rows("nobody", 1)).containsExactly("-|127.0.0.1|POST /api/v1||401");
  }

  @Test
  void whoOnlyLooksIsNot() throws Exception {
    String state = "{\"type\":\"GET_STATE\"}";

    assertThat(post("/api/v1", state, ANN, "X-Request-Id: looks")).isEqualTo(200);
    assertThat(post("/api/v1", "{", ANN, "X-Request-Id: mumbles")).isEqualTo(400);
    assertThat(post("/api/v1/scheduler", "{", "X-Request-Id: framework")).isEqualTo(400);

    assertThat(rows("looks")).isEmpty();
    assertThat(rows("mumbles")).isEmpty();
    assertThat(rows("framework")).isEmpty();
  }

  @Test
  void noSecretIsInItAndNobodyHasTouchedIt() throws Exception {
    post("/api/v1", WEIGHTS, ANN);
    post("/api/v1", WEIGHTS, BOB);
    String wrong = "Authorization: " + Credentials.header("ann", "s3cret-wrong");
    post("/api/v1", WEIGHTS, wrong);

    assertThat(query("SELECT a::text FROM master.audit a"))
        .isNotEmpty()
        .noneMatch(row -> row.contains("s3cret") || row.contains("Basic"));
    assertThat(query("SELECT seq FROM master.audit_broken")).isEmpty();
  }
}
