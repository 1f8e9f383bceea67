package dev.stadion.dropwizard.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Every row of a schema's tables as text, to tell whether anything has changed. */
public final class TableDigest implements AutoCloseable {
  /** What changes although nobody asked for anything. */
  private static final Set<String> RESTLESS = Set.of("leader_beat", "flyway_schema_history");

  private final Connection connection;

  /** Prepared: it is asked thousands of times, and to plan it takes longer than to answer it. */
  private final PreparedStatement query;

  /**
   * @param without tables that are not looked at
   */
  public TableDigest(TestDatabase database, String schema, Set<String> without)
      throws SQLException {
    connection = DriverManager.getConnection(database.url(), database.user(), database.password());
    var parts = new ArrayList<String>();
    for (String table : tables(schema)) {
      if (!RESTLESS.contains(table) && !without.contains(table)) {
        parts.add(
            "SELECT '%s: ' || coalesce(string_agg(t::text, ';' ORDER BY t::text), '') FROM %s.%s t"
                .formatted(table, schema, table));
      }
    }
    query = connection.prepareStatement(String.join(" UNION ALL ", parts));
  }

  private List<String> tables(String schema) throws SQLException {
    var tables = new ArrayList<String>();
    try (var names =
        connection.prepareStatement(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?"
                + " ORDER BY table_name")) {
      names.setString(1, schema);
      try (var rows = names.executeQuery()) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
    }
    return tables;
  }

  /** What is there now. */
  public String take() throws SQLException {
    var digest = new StringBuilder();
    try (var rows = query.executeQuery()) {
      while (rows.next()) {
        digest.append(rows.getString(1)).append('\n');
      }
    }
    return digest.toString();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
