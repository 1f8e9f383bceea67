package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.secret.SealedSecret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Sealed secrets; the database never sees an open one. */
final class SecretRows {
  private static final String SAVE =
      "INSERT INTO secret (path, sealed) VALUES (?, ?)"
          + " ON CONFLICT (path) DO UPDATE SET sealed = excluded.sealed";

  private SecretRows() {}

  static void save(Pipeline pipeline, String path, SealedSecret secret) throws SQLException {
    pipeline.add(SAVE, path, secret.bytes());
  }

  static void remove(Pipeline pipeline, String path) throws SQLException {
    pipeline.add("DELETE FROM secret WHERE path = ?", path);
  }

  static Map<String, SealedSecret> all(Connection connection) throws SQLException {
    var secrets = new TreeMap<String, SealedSecret>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM secret");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        secrets.put(row.getString("path"), SealedSecret.of(row.getBytes("sealed")));
      }
    }
    return secrets;
  }
}
