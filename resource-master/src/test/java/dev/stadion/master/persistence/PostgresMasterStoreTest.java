package dev.stadion.master.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresMasterStoreTest extends MasterStoreContract {
  private static Database database;
  private final PostgresMasterStore store =
      new PostgresMasterStore(database, () -> new UUID(7, 7).toString());

  @BeforeAll
  static void open() {
    database =
        Database.open(
            TestDatabase.fresh().configuration(), "master", List.of(), new MetricRegistry());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    execute("TRUNCATE master_identity, agent, agent_checkpoint, framework, task, leader_epoch");
  }

  @Override
  StateStore<MasterState, MasterChange> store() {
    return store;
  }

  @Override
  void lead(long epoch) {
    execute(
        "INSERT INTO leader_epoch VALUES ('master', "
            + epoch
            + ", 'test') ON CONFLICT (role) DO UPDATE SET epoch = excluded.epoch");
  }

  @Test
  void whatAnotherMasterReadAheadIsBroughtUpToDateWhenItLeads() {
    var standby = anotherStore();
    lead(1);
    store.load(1);
    commit(
        new MasterChange.AgentSaved(agent()),
        new MasterChange.FrameworkSaved(framework()),
        new MasterChange.TaskSaved(task("kept", TaskState.RUNNING)),
        new MasterChange.TaskSaved(task("changed", TaskState.STAGING)),
        new MasterChange.TaskSaved(task("gone", TaskState.RUNNING)));
    standby.readAhead();
    commit(
        new MasterChange.TaskSaved(task("changed", TaskState.RUNNING)),
        new MasterChange.TaskForgotten(new TaskKey(FRAMEWORK, new TaskId("gone"))));
    standby.readAhead();
    commit(new MasterChange.TaskSaved(task("new", TaskState.STAGING)));
    lead(2);

    MasterState read = standby.load(2);

    assertThat(read).isEqualTo(anotherStore().load(2));
    assertThat(read.frameworks().get(FRAMEWORK).tasks())
        .containsOnlyKeys(new TaskId("kept"), new TaskId("changed"), new TaskId("new"));
  }

  @Test
  void oneRowForAnotherIsNoticedThoughTheirNumberIsTheSame() {
    var standby = anotherStore();
    lead(1);
    store.load(1);
    commit(
        new MasterChange.AgentSaved(agent()),
        new MasterChange.FrameworkSaved(framework()),
        new MasterChange.TaskSaved(task("gone", TaskState.RUNNING)));
    standby.readAhead();

    commit(
        new MasterChange.TaskForgotten(new TaskKey(FRAMEWORK, new TaskId("gone"))),
        new MasterChange.TaskSaved(task("new", TaskState.RUNNING)));

    assertThat(standby.preview().orElseThrow().frameworks().get(FRAMEWORK).tasks())
        .containsOnlyKeys(new TaskId("new"));
  }

  @Test
  void whatWasReadAheadIsNotTheMemoryOfALeader() {
    var standby = anotherStore();
    lead(1);
    store.load(1);
    commit(new MasterChange.AgentSaved(agent()));
    standby.readAhead();
    lead(2);
    standby.load(2);

    standby.commit(2, List.of(new MasterChange.AgentForgotten(AGENT)));

    assertThat(standby.load(2).agents()).isEmpty();
  }

  @Test
  void whoReadsAheadWritesNothing() {
    assertThat(anotherStore().preview()).isEmpty();

    lead(1);
    assertThat(store.load(1).masterId()).isEqualTo(new UUID(7, 7).toString());
  }

  /** As after many tasks ended together: it was minutes for each thousand of the next ones. */
  @Test
  void tasksAreFoundByTheirKeysAlsoWhileTheServerThinksThatThereAreNone() {
    lead(1);
    execute("ANALYZE task");

    for (String statement : List.of(Statements.UPDATE_TASKS, Statements.FORGET_TASKS)) {
      database.fenced(
          1,
          pipeline ->
              assertThat(plan(pipeline.connection(), statement))
                  .contains("Index Cond: ((framework_id = ")
                  .contains("TID Cond: (ctid = ")
                  .doesNotContain("Seq Scan"));
    }
  }

  /** Of a statement that has been prepared for long, and so for any parameters. */
  private static String plan(Connection connection, String statement) throws SQLException {
    var parameters = new ArrayList<String>();
    String numbered =
        Pattern.compile("\\?")
            .matcher(statement)
            .replaceAll(mark -> {
              parameters.add("NULL");
              return "\\$" + parameters.size();
            });
    try (Statement plain = connection.createStatement()) {
      plain.execute("PREPARE prepared AS " + numbered);
      var plan = new StringBuilder();
      try (ResultSet line =
          plain.executeQuery("EXPLAIN EXECUTE prepared (" + String.join(", ", parameters) + ")")) {
        while (line.next()) {
          plan.append(line.getString(1)).append('\n');
        }
      }
      plain.execute("DEALLOCATE prepared");
      return plan.toString();
    }
  }

  private static PostgresMasterStore anotherStore() {
    return new PostgresMasterStore(database, () -> new UUID(8, 8).toString());
  }

  private static void execute(String sql) {
    database.write(session -> session.createNativeMutationQuery(sql).executeUpdate());
  }
}
