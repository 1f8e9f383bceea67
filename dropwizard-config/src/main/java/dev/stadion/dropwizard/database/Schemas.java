package dev.stadion.dropwizard.database;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.config.DatabaseConfiguration;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import io.dropwizard.db.ManagedDataSource;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;

/** The schemas of a database by hand, without a service; for whoever operates one. */
public final class Schemas {

  private Schemas() {}

  /**
   * How far a schema is.
   *
   * @param version empty when the schema is not there yet
   * @param pending how many migrations of this program it has not had yet
   */
  public record Status(Optional<String> version, int pending) {}

  private interface Work {
    void on(DataSource dataSource) throws SQLException;
  }

  /**
   * Brings a schema to the version of this program.
   *
   * @throws StoreUnavailableException when the database cannot be reached or refuses
   */
  public static Status migrate(DatabaseConfiguration configuration, String schema) {
    return after(configuration, schema, dataSource -> Migrations.migrate(dataSource, schema));
  }

  /**
   * Looks how far a schema is, and changes nothing.
   *
   * @throws StoreUnavailableException when the database cannot be reached
   */
  public static Status status(DatabaseConfiguration configuration, String schema) {
    return after(configuration, schema, dataSource -> {});
  }

  private static Status after(DatabaseConfiguration configuration, String schema, Work work) {
    ManagedDataSource dataSource = Pool.MIGRATION.open(configuration, schema, new MetricRegistry());
    try {
      work.on(dataSource);
      MigrationInfoService info = Migrations.flyway(dataSource, schema).info();
      return new Status(
          Optional.ofNullable(info.current()).map(now -> now.getVersion().toString()),
          info.pending().length);
    } catch (SQLException | FlywayException e) {
      throw new StoreUnavailableException("schema " + schema + ": " + e.getMessage(), e);
    } finally {
      Database.stop(dataSource);
    }
  }
}
