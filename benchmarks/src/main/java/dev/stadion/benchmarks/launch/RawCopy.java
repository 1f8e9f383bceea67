package dev.stadion.benchmarks.launch;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** The raw limit: COPY of rows as wide as an instance, with its primary key, committed once. */
final class RawCopy {
  private static final int ROWS = 100_000;

  private RawCopy() {}

  static double rowsPerSecond(BenchmarkDatabase database, MonotonicClock ticker)
      throws SQLException, IOException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE raw_copy (id bigint PRIMARY KEY, app text, state text, agent text, at"
              + " timestamptz)");
      var rows = new StringBuilder();
      for (int i = 0; i < ROWS; i++) {
        rows.append(i)
            .append("\t/bench\tRUNNING\t6f1d5a0e-3a63-4a5b-9b2c-0c2f6f0c1f11-S")
            .append(i % 100)
            .append("\t2026-01-01T00:00:00Z\n");
      }
      long begin = ticker.nanos();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY raw_copy FROM STDIN", new StringReader(rows.toString()));
      double seconds = (ticker.nanos() - begin) / 1e9;
      statement.execute("DROP TABLE raw_copy");
      return ROWS / seconds;
    }
  }
}
