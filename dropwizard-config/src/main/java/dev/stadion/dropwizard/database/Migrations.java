package dev.stadion.dropwizard.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a service's schema up to date with the scripts of its folder. */
final class Migrations {
  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  /** Set apart from the locks of others in the same database: "stadion" in ASCII. */
  private static final int LOCK_SPACE = 0x73746164;

  private Migrations() {}

  /**
   * Several processes may start at once: a transaction-level advisory lock lets one after the other
   * in, and is gone with its connection. A schema that is newer than this program is refused.
   */
  static void migrate(DataSource dataSource, String schema) throws SQLException {
    try (Connection guard = dataSource.getConnection()) {
      guard.setAutoCommit(false);
      try (PreparedStatement lock =
          guard.prepareStatement("SELECT pg_advisory_xact_lock(?, hashtext(?))")) {
        lock.setInt(1, LOCK_SPACE);
        lock.setString(2, schema);
        lock.execute();
        run(dataSource, schema);
      } finally {
        guard.rollback();
        guard.setAutoCommit(true);
      }
    }
  }

  static Flyway flyway(DataSource dataSource, String schema) {
    return Flyway.configure()
        .dataSource(dataSource)
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .locations("classpath:db/migration/" + schema)
        .failOnMissingLocations(true)
        .ignoreMigrationPatterns(new String[0])
        .cleanDisabled(true)
        .load();
  }

  private static void run(DataSource dataSource, String schema) {
    MigrateResult result = flyway(dataSource, schema).migrate();
    if (result.migrationsExecuted > 0) {
      log.info(
          "schema {}: {} migrations, now at version {}",
          schema,
          result.migrationsExecuted,
          result.targetSchemaVersion);
    }
  }
}
