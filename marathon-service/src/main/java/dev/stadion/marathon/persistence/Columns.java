package dev.stadion.marathon.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The rows of a statement over {@code unnest}: one array parameter for each column. */
final class Columns<R> {
  private final Connection connection;
  private final PreparedStatement statement;
  private final List<R> rows;
  private int column;

  Columns(Connection connection, PreparedStatement statement, List<R> rows) {
    this(connection, statement, rows, 0);
  }

  private Columns(Connection connection, PreparedStatement statement, List<R> rows, int column) {
    this.column = column;
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
  }

  Columns<R> of(String type, Function<R, ?> value) throws SQLException {
    Object[] values = rows.stream().map(value).toArray();
    statement.setArray(++column, connection.createArrayOf(type, values));
    return this;
  }

  Columns<R> text(Function<R, String> value) throws SQLException {
    return of("text", value);
  }

  Columns<R> instant(Function<R, Optional<Instant>> value) throws SQLException {
    return of(
        "timestamptz",
        row ->
            value.apply(row).map(at -> OffsetDateTime.ofInstant(at, ZoneOffset.UTC)).orElse(null));
  }

  /** The parameters that follow are of other rows. */
  <Q> Columns<Q> of(List<Q> others) {
    return new Columns<>(connection, statement, others, column);
  }

  /** How many parameters there are so far. */
  int count() {
    return column;
  }
}
