package dev.stadion.dropwizard.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.config.DatabaseConfiguration;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.testing.TestDatabase;
import io.dropwizard.util.Duration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatabaseTest {
  private static final TestDatabase WHERE = TestDatabase.fresh();
  private static Database database;

  @BeforeAll
  static void open() {
    database = open(WHERE.configuration());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void epochSeven() {
    database.write(session -> {
      sql(session, "DELETE FROM leader_beat");
      sql(session, "DELETE FROM leader_epoch");
      return sql(session, "INSERT INTO leader_epoch VALUES ('chronos', 7, 'me')");
    });
  }

  @Test
  void theSchemaIsMigratedOnceHoweverManyStartAtOnce() {
    TestDatabase empty = TestDatabase.fresh();
    List<CompletableFuture<Database>> all =
        List.of("chronos", "chronos", "marathon").stream()
            .map(schema ->
                CompletableFuture.supplyAsync(() ->
                    Database.open(empty.configuration(), schema, List.of(), new MetricRegistry())))
            .toList();

    for (CompletableFuture<Database> one : all) {
      try (Database opened = one.join()) {
        assertThat(count(opened, "flyway_schema_history WHERE version = '1'")).isEqualTo(1);
      }
    }
  }

  @Test
  void aTransactionOfTheCurrentEpochIsCommitted() {
    database.fenced(7, pipeline -> pipeline.add("INSERT INTO leader_beat VALUES ('a', 7, 1)"));

    assertThat(count(database, "leader_beat")).isEqualTo(1);
  }

  @Test
  void aTransactionOfAnEpochThatIsOverWritesNothing() {
    assertThatThrownBy(() ->
            database.fenced(
                6, pipeline -> pipeline.add("INSERT INTO leader_beat VALUES ('a', 6, 1)")))
        .isInstanceOf(StaleEpochException.class);

    assertThat(count(database, "leader_beat")).isZero();
  }

  @Test
  void whatALeaderLooksUpIsFoundByItsKeyAlsoInATableThatIsThoughtToBeEmpty() {
    database.write(session -> {
      sql(session, "CREATE TABLE thing (id bigint PRIMARY KEY, state text)");
      sql(session, "INSERT INTO thing VALUES (1, 'old')");
      sql(session, "DELETE FROM thing");
      return sql(session, "ANALYZE thing");
    });
    String look =
        """
        EXPLAIN SELECT now.n, thing.state
          FROM generate_series(1, 1000) AS now (n)
               CROSS JOIN LATERAL (SELECT state FROM thing WHERE id = now.n OFFSET 0) AS thing
        """;

    assertThat(lines(database.write(session -> plan(session, look)))).contains("Seq Scan");
    List<String> fenced = new ArrayList<>();
    database.fenced(7, pipeline -> fenced.addAll(explained(pipeline.connection(), look)));
    assertThat(lines(fenced)).contains("Index Cond").doesNotContain("Seq Scan");
  }

  private static List<String> plan(Session session, String statement) {
    return session.createNativeQuery(statement, String.class).getResultList();
  }

  private static List<String> explained(Connection connection, String statement)
      throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Statement explain = connection.createStatement();
        ResultSet line = explain.executeQuery(statement)) {
      while (line.next()) {
        plan.add(line.getString(1));
      }
    }
    return plan;
  }

  private static String lines(List<String> plan) {
    return String.join("\n", plan);
  }

  @Test
  void readingAloneWaitsForTheOpenCommitsOfTheSameEpoch() throws Exception {
    var written = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() ->
            database.fenced(
                7,
                pipeline -> {
                  pipeline.add("INSERT INTO leader_beat VALUES ('slow', 7, 1)");
                  pipeline.connection();
                  written.countDown();
                  await(mayCommit);
                }));
    await(written);
    CompletableFuture<Long> reader =
        CompletableFuture.supplyAsync(
            () -> database.fencedAlone(7, session -> count(session, "leader_beat")));
    assertThat(reader).isNotDone();
    mayCommit.countDown();

    assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(writer).isCompleted();
  }

  @Test
  void whatThrowsIsRolledBack() {
    assertThatThrownBy(() ->
            database.write(session -> {
              sql(session, "INSERT INTO leader_beat VALUES ('a', 7, 1)");
              throw new IllegalStateException("stop");
            }))
        .hasMessage("stop");

    assertThat(count(database, "leader_beat")).isZero();
  }

  @Test
  void aBrokenConstraintIsToldAsSuch() {
    assertThatThrownBy(() ->
            database.write(
                session -> sql(session, "INSERT INTO leader_epoch VALUES ('chronos', 8, 'x')")))
        .isInstanceOf(ConstraintViolationException.class);
  }

  @Test
  void aConnectionThatTheServerCutsIsWeatherAndTheNextOneWorks() {
    assertThatThrownBy(() ->
            database.write(session -> {
              session
                  .createNativeQuery("SELECT pg_terminate_backend(pg_backend_pid())", Boolean.class)
                  .getSingleResult();
              return null;
            }))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(count(database, "leader_epoch")).isEqualTo(1);
  }

  @Test
  void aStatementThatTakesTooLongIsWeather() {
    DatabaseConfiguration hasty = WHERE.configuration();
    hasty.setApiStatementTimeout(Duration.milliseconds(50));
    try (Database impatient = open(hasty)) {
      assertThatThrownBy(() ->
              impatient.read(session ->
                  session.createNativeQuery("SELECT pg_sleep(20)", Object.class).getSingleResult()))
          .isInstanceOf(StoreUnavailableException.class);
    }
  }

  @Test
  void anExhaustedPoolIsWeatherAndTheLeaseIsNotConcerned() throws Exception {
    DatabaseConfiguration narrow = WHERE.configuration();
    narrow.setApiConnections(1);
    narrow.setMaxWaitForConnection(Duration.milliseconds(50));
    try (Database small = open(narrow)) {
      var taken = new CountDownLatch(1);
      var done = new CountDownLatch(1);
      CompletableFuture<Integer> holder =
          CompletableFuture.supplyAsync(() ->
              small.write(session -> {
                int rows = sql(session, "DELETE FROM leader_beat");
                taken.countDown();
                await(done);
                return rows;
              }));
      await(taken);

      assertThatThrownBy(() -> count(small, "leader_beat"))
          .isInstanceOf(StoreUnavailableException.class);
      int one = small.lease(connection -> connection.getTransactionIsolation());
      assertThat(one).isPositive();
      done.countDown();
      holder.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aServerThatCannotBeReachedIsWeather() {
    DatabaseConfiguration nowhere = WHERE.configuration();
    nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/nothing");

    assertThatThrownBy(() -> open(nowhere)).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void aDatabaseThatDoesNotWaitForItsDiskIsRefused() {
    TestDatabase careless = TestDatabase.fresh();
    try (Database before =
        Database.open(careless.configuration(), "master", List.of(), new MetricRegistry())) {
      String name = careless.url().replaceAll(".*/([^/?]+).*", "$1");
      before.write(
          session -> sql(session, "ALTER DATABASE " + name + " SET synchronous_commit = off"));
    }

    assertThatThrownBy(() ->
            Database.open(careless.configuration(), "master", List.of(), new MetricRegistry()))
        .isInstanceOf(UnsuitableDatabaseException.class)
        .hasMessageContaining("synchronous_commit");
    DatabaseConfiguration allowing = careless.configuration();
    allowing.setAllowUnsafeSettings(true);
    Database.open(allowing, "master", List.of(), new MetricRegistry()).close();
  }

  private static Database open(DatabaseConfiguration configuration) {
    return Database.open(configuration, "chronos", List.of(), new MetricRegistry());
  }

  private static long count(Database database, String what) {
    return database.read(session -> count(session, what));
  }

  private static long count(Session session, String what) {
    return session.createNativeQuery("SELECT count(*) FROM " + what, Long.class).getSingleResult();
  }

  private static int sql(Session session, String statement) {
    return session.createNativeMutationQuery(statement).executeUpdate();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
