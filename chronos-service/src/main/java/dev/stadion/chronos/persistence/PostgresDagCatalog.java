package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.scheduler.Commons;
import dev.stadion.chronos.scheduler.DagCatalog;
import dev.stadion.dropwizard.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds runs of graphs in the rows that the leader writes. */
public final class PostgresDagCatalog implements DagCatalog {
  private static final String PAGE =
      """
      SELECT * FROM dag_run
       WHERE (? OR root = ?) AND (? OR state = ANY (?)) AND (? OR (scheduled_at, id) < (?, ?))
       ORDER BY scheduled_at DESC, id DESC LIMIT ?\
      """;

  private final Database database;

  public PostgresDagCatalog(Database database) {
    this.database = database;
  }

  @Override
  public List<DagRun> find(
      Optional<String> root, Set<DagRun.State> states, Optional<Mark> after, int limit) {
    return database.read(session ->
        session.doReturningWork(connection -> find(connection, root, states, after, limit)));
  }

  private static List<DagRun> find(
      Connection connection,
      Optional<String> root,
      Set<DagRun.State> states,
      Optional<Mark> after,
      int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
      statement.setBoolean(1, root.isEmpty());
      statement.setString(2, root.orElse(""));
      statement.setBoolean(3, states.isEmpty());
      statement.setArray(
          4, connection.createArrayOf("text", states.stream().map(Enum::name).toArray()));
      statement.setBoolean(5, after.isEmpty());
      Mark mark = after.orElse(new Mark(Instant.EPOCH, 0));
      statement.setObject(6, mark.scheduledAt().atOffset(ZoneOffset.UTC));
      statement.setLong(7, mark.dag());
      statement.setInt(8, limit);
      return dags(statement);
    }
  }

  @Override
  public Optional<Commons.StoredDag> find(long dag) {
    return database.read(session ->
        session.doReturningWork(connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT * FROM dag_run WHERE id = ?")) {
            statement.setLong(1, dag);
            return CommonRows.withRuns(connection, dags(statement)).stream().findFirst();
          }
        }));
  }

  private static List<DagRun> dags(PreparedStatement statement) throws SQLException {
    List<DagRun> dags = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        dags.add(CommonRows.dag(rows));
      }
    }
    return dags;
  }
}
