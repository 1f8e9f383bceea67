package dev.stadion.benchmarks.marathon;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The raw limit of what is remembered: durable commits of one row, one after the other. */
final class RawCommits {
  private static final int COMMITS = 500;

  private RawCommits() {}

  /** How long each took. */
  static List<Double> millis(BenchmarkDatabase database) throws SQLException {
    MonotonicClock ticker = MonotonicClock.system();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE raw_commit (id bigint PRIMARY KEY, words text)");
      var millis = new ArrayList<Double>();
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO raw_commit VALUES (?, ?)")) {
        for (int i = 0; i < COMMITS; i++) {
          insert.setLong(1, i);
          insert.setString(2, "an app with a definition of about two hundred characters".repeat(4));
          long begin = ticker.nanos();
          insert.executeUpdate();
          millis.add((ticker.nanos() - begin) / 1e6);
        }
      }
      statement.execute("DROP TABLE raw_commit");
      return millis;
    }
  }
}
