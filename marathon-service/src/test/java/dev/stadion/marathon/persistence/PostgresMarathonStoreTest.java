package dev.stadion.marathon.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.group.GroupHistory;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.scheduler.Apps;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonState;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  @Test
  void whatNoVersionOfTheTreeHasAnyMoreIsForgottenInTheEnd() {
    Instant start = Instant.parse("2030-01-01T00:00:00Z");
    lead(1);
    store.load(1);
    int commits = 3 * PostgresMarathonStore.VERSIONS_BETWEEN_FORGETTING / 100;
    for (int i = 0; i < commits; i++) {
      var changes = new ArrayList<MarathonChange>();
      for (int j = 0; j < 100; j++) {
        changes.add(new MarathonChange.SaveTreeVersion(start.plusMillis(i * 100L + j)));
      }
      App app = App.created(Apps.sleeper("/short-" + i, 1, ""), start.plusMillis(i * 100L));
      changes.add(new MarathonChange.SaveApp(app));
      changes.add(new MarathonChange.RemoveApp(app.id(), start.plusMillis(i * 100L + 50)));
      store.commit(1, changes);
    }

    assertThat(count("tree_version"))
        .isBetween(
            PostgresMarathonStore.KEPT_VERSIONS,
            PostgresMarathonStore.KEPT_VERSIONS
                + PostgresMarathonStore.VERSIONS_BETWEEN_FORGETTING);
    assertThat(count("app_version")).isLessThan(commits / 2);
  }

  private static int count(String table) {
    return database.read(session ->
        session
            .createNativeQuery("SELECT count(*)::integer FROM " + table, Integer.class)
            .getSingleResult());
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
