package dev.stadion.marathon.persistence;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.group.GroupHistory;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresMarathonStoreTest extends MarathonStoreContract {
  private static Database database;
  private final PostgresMarathonStore store = new PostgresMarathonStore(database);

  @BeforeAll
  static void open() {
    database =
        Database.open(
            TestDatabase.fresh().configuration(),
            "marathon",
            PostgresMarathonStore.ENTITIES,
            new MetricRegistry());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    execute(
        "TRUNCATE app, app_version, app_group, app_group_version, tree_version, instance,"
            + " event_subscriber, deployment, task_failure, event_log, undone_deployment,"
            + " task_history, leader_epoch");
    execute("UPDATE framework SET id = NULL, last_event = 0");
  }

  @Override
  StateStore<MarathonState, MarathonChange> store() {
    return store;
  }

  @Override
  VersionHistory history() {
    return store;
  }

  @Override
  GroupHistory groupHistory() {
    return store;
  }

  @Override
  EventHistory eventHistory() {
    return store;
  }

  @Override
  TaskHistory taskHistory() {
    return store;
  }

  @Override
  void lead(long epoch) {
    execute(
        "INSERT INTO leader_epoch VALUES ('marathon', "
            + epoch
            + ", 'test') ON CONFLICT (role) DO UPDATE SET epoch = excluded.epoch");
  }

  private static void execute(String sql) {
    database.write(session -> session.createNativeMutationQuery(sql).executeUpdate());
  }
}
