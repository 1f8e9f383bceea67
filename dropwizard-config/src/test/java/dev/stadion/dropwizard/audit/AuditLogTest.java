package dev.stadion.dropwizard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log is only added to, and shows what was done to it (promises.md §7.13). */
class AuditLogTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789012Z");

  private final TestDatabase where = TestDatabase.fresh();
  private Database database;
  private AuditLog log;

  @BeforeEach
  void open() {
    database = Database.open(where.configuration(), "master", List.of(), new MetricRegistry());
    log = new PostgresAuditLog(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static AuditEntry entry(String request, String object, String outcome) {
    return new AuditEntry(
        NOW, request, Optional.of("ann"), "127.0.0.1", "MARK_AGENT_GONE", object, outcome);
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var read = new ArrayList<String>();
      while (rows.next()) {
        read.add(rows.getString(1));
      }
      return read;
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** As somebody with a tool of their own would come. */
  private Connection connect() throws SQLException {
    return DriverManager.getConnection(where.url(), where.user(), where.password());
  }

  @Test
  void whatIsWrittenStandsThereInOrder() throws Exception {
    log.write(entry("r-1", "S0", AuditEntry.BEGUN));
    log.write(entry("r-1", "S0", "200"));

    assertThat(
            query(
                "SELECT concat_ws('|', seq, extract(epoch FROM at), request_id, actor, source,"
                    + " action, object, before, after, outcome) FROM master.audit ORDER BY seq"))
        .containsExactly(
            "1|1770091506.789012|r-1|ann|127.0.0.1|MARK_AGENT_GONE|S0|begun",
            "2|1770091506.789012|r-1|ann|127.0.0.1|MARK_AGENT_GONE|S0|200");
    assertThat(query("SELECT DISTINCT length(hash) FROM master.audit")).containsExactly("32");
    assertThat(query("SELECT seq FROM master.audit_broken")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE master.audit SET actor = 'bob'",
        "DELETE FROM master.audit",
        "TRUNCATE master.audit"
      })
  void itIsOnlyAddedTo(String change) throws Exception {
    log.write(entry("r", "S0", "200"));

    assertThatThrownBy(() -> execute(change)).hasMessageContaining("only added to");
    assertThat(query("SELECT actor FROM master.audit")).containsExactly("ann");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE master.audit SET actor = 'bob' WHERE seq = 2|2",
        "UPDATE master.audit SET at = at + interval '1 microsecond' WHERE seq = 2|2",
        "DELETE FROM master.audit WHERE seq = 2|3",
        "DELETE FROM master.audit WHERE seq = 3|3",
        "DELETE FROM master.audit|3"
      })
  void whatSomebodyWithMorePowerHasDoneToItShows(String change, String broken) throws Exception {
    for (int i = 0; i < 3; i++) {
      log.write(entry("r-" + i, "S0", "200"));
    }
    execute(
        "ALTER TABLE master.audit DISABLE TRIGGER only_append",
        change,
        "ALTER TABLE master.audit ENABLE TRIGGER only_append");

    assertThat(query("SELECT seq FROM master.audit_broken")).contains(broken);
  }

  @Test
  void manyWritersMakeOneChain() throws Exception {
    var writing = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        AuditEntry entry = entry("r-" + i, "S" + i, "200");
        writing.add(threads.submit(() -> log.write(entry)));
      }
    }
    for (Future<?> each : writing) {
      each.get();
    }

    assertThat(query("SELECT count(*) || ' to ' || max(seq) FROM master.audit"))
        .containsExactly("100 to 100");
    assertThat(query("SELECT seq FROM master.audit_broken")).isEmpty();
  }

  @Test
  void usersTextIsCutAndHarmless() throws Exception {
    log.write(entry("r\u0000\n\u001b", "x".repeat(5_000), "\uD800"));

    assertThat(query("SELECT request_id || outcome || length(object) FROM master.audit"))
        .containsExactly("r????1000");
    assertThat(query("SELECT seq FROM master.audit_broken")).isEmpty();
  }
}
