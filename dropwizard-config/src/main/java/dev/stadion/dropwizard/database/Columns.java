package dev.stadion.dropwizard.database;

import static java.time.ZoneOffset.UTC;
import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a statement of a {@link Pipeline} is given. Over {@code unnest} that is one array for each
 * column of its rows, in the form in which the server keeps it. Functions may answer null.
 *
 * @param <R> what a row is made of
 */
public final class Columns<R> {
  private final Connection connection;
  private final PreparedStatement statement;
  private final List<R> rows;
  private int column;

  Columns(Connection connection, PreparedStatement statement, List<R> rows) {
    this(connection, statement, rows, 0);
  }

  private Columns(Connection connection, PreparedStatement statement, List<R> rows, int column) {
    this.connection = requireNonNull(connection, "connection");
    this.statement = requireNonNull(statement, "statement");
    this.rows = rows;
    this.column = column;
  }

  /** For {@code ?::text[]}. */
  public Columns<R> text(Function<? super R, String> value) throws SQLException {
    return array("text", new String[rows.size()], value);
  }

  /** For {@code ?::bigint[]}. */
  public Columns<R> bigint(Function<? super R, Long> value) throws SQLException {
    return array("bigint", new Long[rows.size()], value);
  }

  /** For {@code ?::integer[]}. */
  public Columns<R> integer(Function<? super R, Integer> value) throws SQLException {
    return array("integer", new Integer[rows.size()], value);
  }

  /** For {@code ?::double precision[]}. */
  public Columns<R> real(Function<? super R, Double> value) throws SQLException {
    return array("float8", new Double[rows.size()], value);
  }

  /** For {@code ?::boolean[]}. */
  public Columns<R> bool(Function<? super R, Boolean> value) throws SQLException {
    return array("boolean", new Boolean[rows.size()], value);
  }

  /** For {@code ?::bytea[]}. */
  public Columns<R> bytes(Function<? super R, byte[]> value) throws SQLException {
    // The driver tells an array of byte strings from a matrix of bytes by its class.
    return array("bytea", new byte[rows.size()][], value);
  }

  /** For {@code ?::uuid[]}. */
  public Columns<R> uuid(Function<? super R, UUID> value) throws SQLException {
    UUID[] ids = filled(new UUID[rows.size()], value);
    statement.setArray(++column, FixedWidthArrays.ofUuids(connection, Arrays.asList(ids)));
    return this;
  }

  /** For {@code ?::timestamptz[]}; empty is null. */
  public Columns<R> instant(Function<? super R, Optional<Instant>> value) throws SQLException {
    Instant[] moments = filled(new Instant[rows.size()], row -> value.apply(row).orElse(null));
    statement.setArray(++column, FixedWidthArrays.ofMoments(connection, Arrays.asList(moments)));
    return this;
  }

  /**
   * For a plain {@code ?}: a text, number, truth, UUID, byte string, moment, or null where its type
   * is clear.
   */
  public Columns<R> one(Object value) throws SQLException {
    statement.setObject(++column, value instanceof Instant at ? at.atOffset(UTC) : value);
    return this;
  }

  private <T> Columns<R> array(String type, T[] values, Function<? super R, ? extends T> value)
      throws SQLException {
    statement.setArray(++column, connection.createArrayOf(type, filled(values, value)));
    return this;
  }

  private <T> T[] filled(T[] values, Function<? super R, ? extends T> value) {
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    return values;
  }

  /** The parameters that follow are of other rows. */
  public <Q> Columns<Q> of(List<Q> others) {
    return new Columns<>(connection, statement, others, column);
  }
}
