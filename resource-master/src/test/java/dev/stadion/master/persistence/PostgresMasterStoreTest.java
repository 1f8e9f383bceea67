package dev.stadion.master.persistence;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

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

  private static void execute(String sql) {
    database.write(session -> session.createNativeMutationQuery(sql).executeUpdate());
  }
}
