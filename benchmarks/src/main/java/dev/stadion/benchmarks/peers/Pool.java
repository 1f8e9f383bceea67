package dev.stadion.benchmarks.peers;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/** The same kind of pool for every peer: Dropwizard's. */
final class Pool {
  private Pool() {}

  static DataSource of(BenchmarkDatabase database, int connections) {
    var properties = new PoolProperties();
    properties.setDriverClassName("org.postgresql.Driver");
    properties.setUrl(database.url());
    properties.setUsername(database.user());
    properties.setPassword(database.password());
    properties.setMaxActive(connections);
    properties.setMaxIdle(connections);
    properties.setInitialSize(connections);
    return new DataSource(properties);
  }

  static void execute(BenchmarkDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
