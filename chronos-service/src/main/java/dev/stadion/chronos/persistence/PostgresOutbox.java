package dev.stadion.chronos.persistence;

import dev.stadion.chronos.document.NoticeDocuments;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.notice.Outbox;
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

/** Notices as rows. The leader adds them; only their fate is written here. */
public final class PostgresOutbox implements Outbox {
  private static final int LONGEST_ERROR = 1_000;

  private final Database database;

  public PostgresOutbox(Database database) {
    this.database = database;
  }

  @Override
  public List<Sending> due(Instant now, int limit) {
    return read(
        "SELECT * FROM notice WHERE state = 'PENDING' AND next_at <= ? ORDER BY next_at LIMIT ?",
        now,
        limit);
  }

  @Override
  public Optional<Instant> nextDue() {
    return database.read(session ->
        session.doReturningWork(connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      "SELECT min(next_at) AS next_at FROM notice WHERE state = 'PENDING'");
              ResultSet row = statement.executeQuery()) {
            row.next();
            return RowReader.time(row, "next_at");
          }
        }));
  }

  @Override
  public List<Sending> list(Optional<State> state, Optional<String> job, long before, int limit) {
    return read(
        "SELECT * FROM notice WHERE id < ? AND (CAST(? AS text) IS NULL OR state = ?)"
            + " AND (CAST(? AS text) IS NULL OR job = ?) ORDER BY id DESC LIMIT ?",
        before,
        state.map(Enum::name).orElse(null),
        state.map(Enum::name).orElse(null),
        job.orElse(null),
        job.orElse(null),
        limit);
  }

  private List<Sending> read(String sql, Object... values) {
    return database.read(session ->
        session.doReturningWork(connection -> {
          try (PreparedStatement statement = prepare(connection, sql, values);
              ResultSet rows = statement.executeQuery()) {
            List<Sending> read = new ArrayList<>();
            while (rows.next()) {
              read.add(sending(rows));
            }
            return read;
          }
        }));
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(
          i + 1, values[i] instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : values[i]);
    }
    return statement;
  }

  private static Sending sending(ResultSet row) throws SQLException {
    var notice =
        new Notice(
            row.getLong("id"),
            RowReader.time(row, "at").orElseThrow(),
            row.getString("type"),
            row.getString("job"),
            RowReader.number(row, "run"),
            NoticeDocuments.read(row.getString("target")),
            row.getString("subject"),
            Optional.ofNullable(row.getString("message")),
            NoticeDocuments.fields(row.getString("fields")));
    return new Sending(
        notice,
        State.valueOf(row.getString("state")),
        row.getInt("tries"),
        Optional.ofNullable(row.getString("body")),
        RowReader.time(row, "next_at"),
        Optional.ofNullable(row.getString("error")),
        RowReader.time(row, "done_at"));
  }

  @Override
  public void keepBody(long notice, String body) {
    change("UPDATE notice SET body = ? WHERE id = ? AND body IS NULL", body, notice);
  }

  @Override
  public void delivered(long notice, Instant at) {
    change(
        "UPDATE notice SET state = 'DELIVERED', tries = tries + 1, next_at = NULL, error = NULL,"
            + " done_at = ? WHERE id = ? AND state = 'PENDING'",
        at,
        notice);
  }

  @Override
  public void failed(long notice, String error, Instant at, Optional<Instant> again) {
    String text = error.replace("\0", "");
    String shown = text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
    if (again.isPresent()) {
      change(
          "UPDATE notice SET tries = tries + 1, error = ?, next_at = ?"
              + " WHERE id = ? AND state = 'PENDING'",
          shown,
          again.get(),
          notice);
    } else {
      change(
          "UPDATE notice SET state = 'DEAD', tries = tries + 1, error = ?, next_at = NULL,"
              + " done_at = ? WHERE id = ? AND state = 'PENDING'",
          shown,
          at,
          notice);
    }
  }

  @Override
  public boolean retry(long notice, Instant at) {
    return change(
            "UPDATE notice SET state = 'PENDING', tries = 0, next_at = ?, done_at = NULL"
                + " WHERE id = ? AND state = 'DEAD'",
            at,
            notice)
        > 0;
  }

  @Override
  public int forget(Instant before) {
    return change("DELETE FROM notice WHERE state <> 'PENDING' AND done_at < ?", before);
  }

  private int change(String sql, Object... values) {
    return database.write(session ->
        session.doReturningWork(connection -> {
          try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
          }
        }));
  }
}
