package dev.stadion.master.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rows of a statement over {@code unnest}: one array parameter for each column. */
final class Columns<R> {
  private final Connection connection;
  private final PreparedStatement statement;
  private final List<R> rows;
  private int column;

  Columns(Connection connection, PreparedStatement statement, List<R> rows) {
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
  }

  Columns<R> column(String type, Function<R, ?> value) throws SQLException {
    Object[] values = new Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    statement.setArray(++column, connection.createArrayOf(type, values));
    return this;
  }

  Columns<R> text(Function<R, String> value) throws SQLException {
    return column("text", value);
  }

  Columns<R> bytes(Function<R, byte[]> value) throws SQLException {
    // The driver tells an array of byte strings from a matrix of bytes by its class.
    byte[][] values = new byte[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    statement.setArray(++column, connection.createArrayOf("bytea", values));
    return this;
  }

  Columns<R> instant(Function<R, Optional<Instant>> value) throws SQLException {
    return column(
        "timestamptz",
        row ->
            value.apply(row).map(at -> OffsetDateTime.ofInstant(at, ZoneOffset.UTC)).orElse(null));
  }
}
