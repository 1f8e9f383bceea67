package dev.stadion.master.persistence;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The large tables of the registry in memory. A master that waits for its turn keeps such a copy
 * up, so that it has little to read when the turn comes. For one thread.
 */
final class RegistryCopy {
  private TableCopy<Agent> agents;
  private TableCopy<Task> tasks;
  private Optional<Position> position = Optional.empty();

  /**
   * How far the copy reaches.
   *
   * @param server which run of which server: another one may have lost what this one has written,
   *     and counts its transactions on from there
   * @param transaction what this one or a younger one wrote may be missing; an {@code xid}
   */
  private record Position(String server, String transaction) {}

  /** Makes the copy as the database is for this transaction. */
  void refresh(Connection connection) throws SQLException {
    Position now = position(connection);
    Optional<String> since =
        position.filter(before -> before.server().equals(now.server())).map(Position::transaction);
    if (since.isEmpty()) {
      agents = new TableCopy<>(RegistryTables.AGENTS);
      tasks = new TableCopy<>(RegistryTables.TASKS);
    }
    // Half a refresh leaves rows that are too new, which the next one reads again.
    agents.refresh(connection, since);
    tasks.refresh(connection, since);
    position = Optional.of(now);
  }

  /** In the order in which they came: the newest at an address is the one that is there. */
  List<Agent> agents() {
    return agents.all().stream()
        .sorted(
            Comparator.comparing((Agent agent) -> agent.times().registered())
                .thenComparing(Agent::id))
        .toList();
  }

  Collection<Task> tasks() {
    return tasks.all();
  }

  /** Taken before anything is read: what is committed meanwhile is read again then. */
  private static Position position(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT pg_postmaster_start_time()::text,"
                    + " pg_snapshot_xmin(pg_current_snapshot())::xid::text");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Position(row.getString(1), row.getString(2));
    }
  }
}
