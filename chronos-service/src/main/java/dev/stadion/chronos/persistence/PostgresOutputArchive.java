package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.Output;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.chronos.run.Run;
import dev.stadion.dropwizard.database.Database;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends of outputs as rows; a run that is forgotten takes them along. */
public final class PostgresOutputArchive implements OutputArchive {
  private static final String KEEP =
      """
      INSERT INTO run_output (run, number, stream, first_byte, size, content, kept_at)
      SELECT ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM run WHERE id = ?)
          ON CONFLICT (run, number, stream) DO NOTHING\
      """;

  private static final String LOOK =
      RowReader.RUN_WITH_ATTEMPT
          + """
               , a.finished_at IS NOT NULL AND a.agent_url IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM run_output o
                                  WHERE o.run = a.run AND o.number = a.number) AS missing
           FROM (SELECT * FROM run_attempt WHERE (run, number) > (?, ?)
                  ORDER BY run, number LIMIT ?) a
           JOIN run r ON r.id = a.run
          ORDER BY a.run, a.number\
          """;

  private final Database database;

  public PostgresOutputArchive(Database database) {
    this.database = database;
  }

  private interface Work<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  private static <T> T on(Connection connection, String sql, Work<T> work) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return work.with(statement);
    }
  }

  @Override
  public void keep(long run, int attempt, Output output, OutputPiece end, Instant now) {
    database.write(session ->
        session.doReturningWork(connection ->
            on(
                connection,
                KEEP,
                statement -> {
                  statement.setLong(1, run);
                  statement.setInt(2, attempt);
                  statement.setString(3, output.file());
                  statement.setLong(4, end.offset());
                  statement.setLong(5, end.size());
                  statement.setBytes(6, end.bytes());
                  statement.setObject(7, now.atOffset(ZoneOffset.UTC));
                  statement.setLong(8, run);
                  return statement.executeUpdate();
                })));
  }

  @Override
  public Optional<OutputPiece> find(long run, int attempt, Output output) {
    return database.read(session ->
        session.doReturningWork(connection ->
            on(
                connection,
                "SELECT first_byte, size, content FROM run_output"
                    + " WHERE run = ? AND number = ? AND stream = ?",
                statement -> {
                  statement.setLong(1, run);
                  statement.setInt(2, attempt);
                  statement.setString(3, output.file());
                  try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                        ? Optional.of(
                            new OutputPiece(
                                ByteBuffer.wrap(row.getBytes(3)), row.getLong(1), row.getLong(2)))
                        : Optional.empty();
                  }
                })));
  }

  @Override
  public Look look(Place after, int most) {
    return database.read(session ->
        session.doReturningWork(connection ->
            on(
                connection,
                LOOK,
                statement -> {
                  statement.setLong(1, after.run());
                  statement.setInt(2, after.number());
                  statement.setInt(3, most);
                  List<Source> missing = new ArrayList<>();
                  Optional<Place> last = Optional.empty();
                  try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                      Run run = RowReader.run(rows);
                      var source = new Source(run.job(), run.id(), run.attempt().orElseThrow());
                      last = Optional.of(Place.of(source));
                      if (rows.getBoolean("missing")) {
                        missing.add(source);
                      }
                    }
                  }
                  return new Look(missing, last);
                })));
  }

  @Override
  public int forget(Instant before) {
    return database.write(session ->
        session.doReturningWork(connection ->
            on(
                connection,
                "DELETE FROM run_output WHERE kept_at < ?",
                statement -> {
                  statement.setObject(1, before.atOffset(ZoneOffset.UTC));
                  return statement.executeUpdate();
                })));
  }
}
