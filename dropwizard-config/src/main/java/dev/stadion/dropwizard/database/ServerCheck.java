package dev.stadion.dropwizard.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses a server that cannot keep promise P1: what was acknowledged survives. */
final class ServerCheck {
  private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);
  private static final int OLDEST = 150_000;

  private ServerCheck() {}

  /**
   * @throws UnsuitableDatabaseException when the server is too old, or does not wait for its disk
   */
  static void check(Connection connection, boolean allowUnsafe) throws SQLException {
    int version = Integer.parseInt(show(connection, "server_version_num"));
    if (version < OLDEST) {
      throw new UnsuitableDatabaseException(
          "PostgreSQL 15 or newer is needed, but this is " + show(connection, "server_version"));
    }
    for (String setting : new String[] {"fsync", "full_page_writes", "synchronous_commit"}) {
      if (show(connection, setting).equals("off")) {
        String problem =
            "the database runs with " + setting + " = off and may lose what it committed";
        if (!allowUnsafe) {
          throw new UnsuitableDatabaseException(
              problem + "; turn it on, or say database.allowUnsafeSettings: true");
        }
        log.warn("{}", problem);
      }
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW " + setting)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
