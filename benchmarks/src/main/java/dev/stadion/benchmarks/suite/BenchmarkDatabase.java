package dev.stadion.benchmarks.suite;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** An empty database of a server that services and raw limits share. */
public record BenchmarkDatabase(String url, String user, String password) {

  /** A driver that is given an empty database. */
  public interface Driver {
    void run(BenchmarkDatabase database) throws Exception;
  }

  /** Runs the driver on a PostgreSQL of its own in a temporary directory, and removes both. */
  public static void embedded(String name, Driver driver) throws Exception {
    try (var directory = TemporaryDirectory.create(name);
        var postgres = EmbeddedPostgres.start(directory.path().resolve("postgres"))) {
      driver.run(
          new BenchmarkDatabase(
              postgres.database("stadion"), EmbeddedPostgres.USER, postgres.password()));
    }
  }

  /** What a service is told of it. */
  public ObjectNode settings() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("url", url)
        .put("user", user)
        .put("password", password);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }
}
