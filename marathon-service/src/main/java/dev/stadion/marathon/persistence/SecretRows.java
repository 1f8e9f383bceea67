package dev.stadion.marathon.persistence;

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

  static void save(Connection connection, String path, SealedSecret secret) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
      statement.setString(1, path);
      statement.setBytes(2, secret.bytes());
      statement.executeUpdate();
    }
  }

  static void remove(Connection connection, String path) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM secret WHERE path = ?")) {
      statement.setString(1, path);
      statement.executeUpdate();
    }
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
