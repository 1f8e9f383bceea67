package dev.stadion.dropwizard.audit;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;

/**
 * In the table {@code audit} of a service's schema. The database chains the rows and refuses to
 * change them; the view {@code audit_broken} names those that somebody with more power has changed.
 * Its columns {@code before} and {@code after} stay empty: nothing that is audited has versions.
 */
public final class PostgresAuditLog implements AuditLog {
  private static final String INSERT =
      "INSERT INTO audit (at, request_id, actor, source, action, object, outcome)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";

  private final Database database;

  public PostgresAuditLog(Database database) {
    this.database = requireNonNull(database, "database");
  }

  @Override
  public void write(AuditEntry entry) {
    database.write(session -> {
      session.doWork(connection -> insert(connection, entry));
      return null;
    });
  }

  private static void insert(Connection connection, AuditEntry entry) throws SQLException {
    try (PreparedStatement row = connection.prepareStatement(INSERT)) {
      row.setObject(1, entry.at().atOffset(ZoneOffset.UTC));
      row.setString(2, entry.requestId());
      row.setString(3, entry.actor().orElse(null));
      row.setString(4, entry.source());
      row.setString(5, entry.action());
      row.setString(6, entry.object());
      row.setString(7, entry.outcome());
      row.executeUpdate();
    }
  }
}
