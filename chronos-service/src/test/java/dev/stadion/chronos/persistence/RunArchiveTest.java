package dev.stadion.chronos.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.chronos.run.Output;
import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.chronos.run.RunArchive.Kind;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** chronos.md B-49: what is forgotten, and what never is. */
class RunArchiveTest {
  private static Database database;
  private final PostgresRunArchive archive = new PostgresRunArchive(database);

  @BeforeAll
  static void open() {
    database =
        Database.open(
            TestDatabase.fresh().configuration(),
            "chronos",
            PostgresRunHistory.entities(),
            new MetricRegistry());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** Runs 1 to 10, every second one failed, and 11 that is still open; run 12 of another job. */
  @BeforeEach
  void runs() {
    sql("TRUNCATE run, run_attempt, tick, job, dag_run, backfill CASCADE");
    for (int id = 1; id <= 12; id++) {
      String state = id == 11 ? "RUNNING" : id % 2 == 0 ? "FAILED" : "SUCCEEDED";
      sql(
          """
          INSERT INTO run (id, job, incarnation, generation, trigger, scheduled_at, due, coalesced,
            high_priority, state, reason, created_at, finished_at, attempts, failures, parent_runs)
          VALUES (%d, '%s', 1, 1, 'MANUAL', to_timestamp(%d), %d, 1, false, '%s', '',
            to_timestamp(%d), %s, 1, 0, '{}')\
          """
              .formatted(
                  id,
                  id == 12 ? "other" : "job",
                  id,
                  id,
                  state,
                  id,
                  id == 11 ? "NULL" : "to_timestamp(100)"));
      sql(
          "INSERT INTO run_attempt (run, number, task, agent, host, state, launched_at, message)"
              + " VALUES (%d, 0, 't%d', 'a', 'h', 'FAILED', now(), '')".formatted(id, id));
    }
  }

  private static void sql(String statement) {
    database.write(session -> session.createNativeMutationQuery(statement).executeUpdate());
  }

  private static List<Long> ids(String sql) {
    return database.read(session -> session.createNativeQuery(sql, Long.class).getResultList());
  }

  private static List<Long> left() {
    return ids("SELECT id FROM run ORDER BY id");
  }

  @Test
  void theNewestStayAndWhatBelongsToTheOthersGoesAlong() {
    assertThat(archive.trim("job", Kind.ALL, 3)).isEqualTo(7);

    assertThat(left()).containsExactly(8L, 9L, 10L, 11L, 12L);
    assertThat(ids("SELECT run FROM run_attempt ORDER BY run")).isEqualTo(left());
    assertThat(archive.trim("job", Kind.ALL, 3)).isZero();
  }

  @Test
  void successesAndFailuresHaveLimitsOfTheirOwn() {
    archive.trim("job", Kind.SUCCESSES, 1);
    archive.trim("job", Kind.FAILURES, 2);

    assertThat(left()).containsExactly(8L, 9L, 10L, 11L, 12L);
  }

  @Test
  void whatIsNotOverIsNeverForgotten() {
    archive.trim("job", Kind.SUCCESSES, 0);
    archive.trim("job", Kind.FAILURES, 0);

    assertThat(left()).containsExactly(11L, 12L);
  }

  @Test
  void runsOfAGraphRunThatIsNotOverAreNeverForgotten() {
    sql(
        """
        INSERT INTO dag_run (id, root, scheduled_at, trigger, state, generation, created_at, graph)
        VALUES (1, 'job', now(), 'SCHEDULE', 'RUNNING', 1, now(), '{}'),
               (2, 'job', now(), 'SCHEDULE', 'SUCCEEDED', 1, now(), '{}')\
        """);
    sql("UPDATE run SET dag_run = 1 WHERE id = 2");
    sql("UPDATE run SET dag_run = 2 WHERE id = 3");

    archive.trim("job", Kind.ALL, 0);

    assertThat(left()).containsExactly(2L, 11L, 12L);
  }

  @Test
  void aGraphRunIsForgottenWithTheLastOfItsRunsUnlessItIsNotOver() {
    sql(
        """
        INSERT INTO dag_run (id, root, scheduled_at, trigger, state, generation, created_at, graph)
        VALUES (1, 'job', now(), 'SCHEDULE', 'SUCCEEDED', 1, now(), '{}'),
               (2, 'job', now(), 'SCHEDULE', 'FAILED', 1, now(), '{}'),
               (3, 'job', now(), 'SCHEDULE', 'QUEUED', 1, now(), '{}'),
               (4, 'other', now(), 'SCHEDULE', 'FAILED', 1, now(), '{}')\
        """);
    sql("UPDATE run SET dag_run = 1 WHERE id IN (1, 2)");
    sql("UPDATE run SET dag_run = 2 WHERE id IN (3, 12)");

    assertThat(archive.trimGroups("job", 5)).isZero();
    archive.trim("job", Kind.ALL, 0);

    assertThat(archive.trimGroups("job", 5)).isEqualTo(1);
    assertThat(ids("SELECT id FROM dag_run ORDER BY id")).containsExactly(2L, 3L, 4L);
    archive.trim("other", Kind.ALL, 0);
    assertThat(archive.trimGroups("job", 5)).isEqualTo(1);
    assertThat(ids("SELECT id FROM dag_run ORDER BY id")).containsExactly(3L, 4L);
  }

  private static void backfill(long id, int total, long lastRun, boolean ended) {
    sql(
        """
        INSERT INTO backfill (id, job, from_time, to_time, max_parallel, with_children, total,
          skipped, last_run, ended) VALUES (%d, 'job', now(), now(), 1, false, %d, 0, %d, %s)\
        """
            .formatted(id, total, lastRun, ended));
  }

  @Test
  void aBackfillIsForgottenWithTheLastOfItsRunsUnlessItIsNotOver() {
    sql("UPDATE run SET trigger = 'BACKFILL' WHERE id IN (2, 3, 5, 7)");
    backfill(1, 2, 3, true);
    backfill(4, 1, 5, true);
    backfill(6, 1, 7, false);
    backfill(20, 0, 20, true);

    assertThat(archive.trimGroups("job", 5)).isZero();
    archive.trim("job", Kind.ALL, 5);

    assertThat(left()).contains(6L, 7L).doesNotContain(2L, 3L, 5L);
    assertThat(archive.trimGroups("job", 5)).isEqualTo(2);
    assertThat(ids("SELECT id FROM backfill ORDER BY id")).containsExactly(6L, 20L);
  }

  @Test
  void ofBackfillsThatNeededNoRunTheNewestStay() {
    for (int id = 21; id <= 30; id++) {
      backfill(id, 0, id, true);
    }
    sql("UPDATE backfill SET job = 'filled'");
    assertThat(archive.longerThan(9)).containsExactlyInAnyOrder("job", "filled");

    assertThat(archive.trimGroups("filled", 3)).isEqualTo(7);

    assertThat(ids("SELECT id FROM backfill ORDER BY id")).containsExactly(28L, 29L, 30L);
  }

  @Test
  void whatRunsWroteIsForgottenInTimeOrWithItsRun_B46() {
    var outputs = new PostgresOutputArchive(database);
    Instant now = Instant.parse("2026-01-01T10:00:00Z");
    for (long run : new long[] {1, 2, 10}) {
      var end = new OutputPiece(ByteBuffer.wrap(new byte[] {65}), 0, 1);
      outputs.keep(run, 0, Output.STDOUT, end, now.plusSeconds(run));
    }

    assertThat(outputs.forget(now.plusSeconds(2))).isEqualTo(1);
    assertThat(outputs.find(1, 0, Output.STDOUT)).isEmpty();
    assertThat(outputs.find(2, 0, Output.STDOUT)).isPresent();
    archive.trim("job", Kind.ALL, 3);

    assertThat(outputs.find(2, 0, Output.STDOUT)).isEmpty();
    assertThat(outputs.find(10, 0, Output.STDOUT).orElseThrow().bytes()).containsExactly(65);
  }

  @Test
  void aLongHistoryIsFound() {
    assertThat(archive.longerThan(5)).containsExactly("job");
    assertThat(archive.longerThan(50)).isEmpty();
  }

  /** Ten ticks of one second each, of the second generation from the sixth on. */
  private static void ticks() {
    for (int tick = 1; tick <= 10; tick++) {
      sql(
          """
          INSERT INTO tick (job, generation, first_tick, last_tick, count, outcome, run)
          VALUES ('job', %d, to_timestamp(%d), to_timestamp(%d), 1, 'MISSED', NULL)\
          """
              .formatted(tick > 5 ? 2 : 1, tick, tick));
    }
  }

  private static List<Long> ticksLeft() {
    return ids("SELECT CAST(extract(epoch FROM first_tick) AS bigint) FROM tick ORDER BY 1");
  }

  @Test
  void theNewestTicksStay() {
    ticks();

    assertThat(archive.trimTicks("job", 3)).isEqualTo(7);

    assertThat(ticksLeft()).containsExactly(8L, 9L, 10L);
    assertThat(archive.trimTicks("job", 3)).isZero();
    assertThat(archive.trimTicks("other", 0)).isZero();
  }

  @Test
  void ticksThatTheJobHasNotPassedAreNeverForgotten() {
    ticks();
    sql(
        """
        INSERT INTO job (name, incarnation, generation, definition, disabled, successes, errors,
          errors_since_success, last_due, handled)
        VALUES ('job', 1, 2, '{}', false, 0, 0, 0, 0, to_timestamp(8))\
        """);

    archive.trimTicks("job", 0);

    assertThat(ticksLeft()).containsExactly(9L, 10L);
  }

  @Test
  void ticksOfARunThatIsNotOverAreNeverForgotten() {
    ticks();
    sql("UPDATE tick SET run = 11 WHERE first_tick = to_timestamp(3)");
    sql("UPDATE tick SET run = 10 WHERE first_tick = to_timestamp(4)");

    archive.trimTicks("job", 0);

    assertThat(ticksLeft()).containsExactly(3L);
  }

  @Test
  void manyTicksWithoutRunsAreFound() {
    ticks();
    sql("UPDATE tick SET job = 'late'");

    assertThat(archive.longerThan(9)).containsExactlyInAnyOrder("job", "late");
  }

  @Test
  void whatIsOverOfANameWithoutJobIsForgottenInTimeWhateverItWas_B49() {
    sql(
        "INSERT INTO tick (job, generation, first_tick, last_tick, count, outcome, run)"
            + " SELECT 'job', 1, to_timestamp(n), to_timestamp(n), 1, 'SKIPPED', NULL"
            + " FROM generate_series(50, 149) n");
    sql(
        "INSERT INTO tick (job, generation, first_tick, last_tick, count, outcome, run)"
            + " VALUES ('only ticks', 1, to_timestamp(1), to_timestamp(1), 1, 'MISSED', NULL)");
    assertThat(archive.withoutJob()).containsExactlyInAnyOrder("job", "other", "only ticks");

    archive.forgetRemoved(List.of("job"), Instant.ofEpochSecond(100));
    assertThat(ids("SELECT id FROM run WHERE job = 'job' ORDER BY id")).hasSize(11);
    assertThat(ticksLeft()).hasSize(51);

    archive.forgetRemoved(archive.withoutJob(), Instant.ofEpochSecond(101));

    assertThat(ids("SELECT id FROM run ORDER BY id")).containsExactly(11L);
    assertThat(ticksLeft()).hasSize(49);
    assertThat(archive.withoutJob()).containsExactly("job");
  }

  @Test
  void nothingIsForgottenOfANameThatHasAJobAgain_B49() {
    sql(
        """
        INSERT INTO job (name, incarnation, generation, definition, disabled, successes, errors,
          errors_since_success, last_due)
        VALUES ('job', 1, 2, '{}', false, 0, 0, 0, 0)\
        """);

    assertThat(archive.forgetRemoved(List.of("job"), Instant.ofEpochSecond(1_000))).isZero();
    assertThat(archive.withoutJob()).containsExactly("other");
  }
}
