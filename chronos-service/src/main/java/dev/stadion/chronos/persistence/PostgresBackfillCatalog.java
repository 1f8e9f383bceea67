package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.BackfillCatalog;
import dev.stadion.chronos.run.RunState;
import dev.stadion.dropwizard.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Finds backfills in the rows that the leader writes. */
public final class PostgresBackfillCatalog implements BackfillCatalog {
  private final Database database;

  public PostgresBackfillCatalog(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Backfill> find(long id) {
    return database.read(session ->
        session.doReturningWork(connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT * FROM backfill WHERE id = ?")) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
              return rows.next() ? Optional.of(RowReader.backfill(rows)) : Optional.empty();
            }
          }
        }));
  }

  @Override
  public Map<RunState, Long> counts(Backfill backfill) {
    return database.read(session ->
        session.doReturningWork(connection -> {
          Map<RunState, Long> counts = new EnumMap<>(RunState.class);
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  SELECT state, count(*) FROM run
                   WHERE id > ? AND id <= ? AND trigger = 'BACKFILL' AND job = ?
                   GROUP BY state\
                  """)) {
            statement.setLong(1, backfill.id());
            statement.setLong(2, backfill.lastRun());
            statement.setString(3, backfill.job());
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                counts.put(RunState.valueOf(rows.getString(1)), rows.getLong(2));
              }
            }
          }
          return counts;
        }));
  }
}
