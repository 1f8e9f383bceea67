package dev.stadion.dropwizard.database;

import static java.util.stream.Collectors.joining;

import dev.stadion.scheduling.time.Stamp;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.postgresql.PGConnection;

/**
 * Writes many rows of one table with one statement: each column travels as an array and {@code
 * unnest} makes rows of them again. A statement per row would be some fifty times slower.
 *
 * @param <T> what a row is made of
 */
public final class Table<T> {
  private static final int MILLISECOND = 1_000_000;

  /** COPY has a round trip of its own. */
  private static final int FEW = 32;

  /**
   * @param value null for what is not there, and never an {@link Optional}
   */
  private record Column<T>(String name, String type, Function<T, Object> value) {
    /** What has no array of its own travels as text and is cast where it arrives. */
    String arrival() {
      return switch (type) {
        case "bigint", "integer", "boolean", "uuid", "timestamptz" -> type + "[]";
        default -> "text[]";
      };
    }

    void bind(Columns<T> columns) throws SQLException {
      switch (type) {
        case "bigint" -> columns.bigint(row -> (Long) value.apply(row));
        case "integer" -> columns.integer(row -> (Integer) value.apply(row));
        case "uuid" -> columns.uuid(row -> (UUID) value.apply(row));
        case "boolean" -> columns.bool(row -> (Boolean) value.apply(row));
        case "timestamptz" ->
            columns.instant(row -> Optional.ofNullable((Instant) value.apply(row)));
        default -> columns.text(this::text);
      }
    }

    /** As PostgreSQL reads it; null for what is not there. */
    String text(T row) {
      return switch (value.apply(row)) {
        case null -> null;
        case Instant moment when moment.get(ChronoField.NANO_OF_SECOND) % MILLISECOND == 0 ->
            Stamp.of(moment);
        case Object other -> other.toString();
      };
    }
  }

  private final String name;
  private final List<String> key;
  private final List<Column<T>> columns = new ArrayList<>();
  private final Map<String, String> statements = new ConcurrentHashMap<>();

  /**
   * @param key the columns of the primary key
   */
  public Table(String name, String... key) {
    this.name = name;
    this.key = List.of(key);
  }

  /**
   * A column. Its value is a {@link Long} for {@code bigint}, an {@link Integer}, a {@link
   * Boolean}, a {@link UUID}, an {@link Instant}, or for any other type something whose text
   * PostgreSQL reads as that; it may be in an {@link Optional}, or null.
   */
  public Table<T> with(String column, String type, Function<T, ?> value) {
    columns.add(
        new Column<>(
            column,
            type,
            row -> {
              Object given = value.apply(row);
              return given instanceof Optional<?> optional ? optional.orElse(null) : given;
            }));
    return this;
  }

  /** Inserts, or replaces what has the same key. */
  public void upsert(Pipeline pipeline, List<T> rows) throws SQLException {
    pipeline.add(statement("upsert", this::upsert), rows, this::bind);
  }

  private String upsert() {
    String updates =
        columns.stream()
            .map(Column::name)
            .filter(column -> !key.contains(column))
            .map(column -> column + " = EXCLUDED." + column)
            .collect(joining(", "));
    return insert()
        + " ON CONFLICT (%s) DO %s"
            .formatted(
                String.join(", ", key), updates.isEmpty() ? "NOTHING" : "UPDATE SET " + updates);
  }

  /**
   * Inserts rows whose keys nobody has used: many by COPY, which takes a third of the time, and few
   * by a statement, which the server knows already.
   */
  public void append(Pipeline pipeline, List<T> rows) throws SQLException {
    if (rows.size() < FEW) {
      pipeline.add(statement("insert", this::insert), rows, this::bind);
    } else {
      for (int from = 0; from < rows.size(); from += Pipeline.MOST_ROWS) {
        copy(
            pipeline.connection(),
            rows.subList(from, Math.min(from + Pipeline.MOST_ROWS, rows.size())));
      }
    }
  }

  private String insert() {
    return "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(name, names(""), casts(), unnest());
  }

  private void copy(Connection connection, List<T> rows) throws SQLException {
    var text = new StringBuilder();
    for (T row : rows) {
      for (Column<T> column : columns) {
        copied(text, column.text(row));
        text.append('\t');
      }
      text.setCharAt(text.length() - 1, '\n');
    }
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY %s (%s) FROM STDIN".formatted(name, names("")),
              new StringReader(text.toString()));
    } catch (IOException e) {
      throw new SQLException("the rows of " + name + " cannot be sent", e);
    }
  }

  /** In COPY's text format. */
  private static void copied(StringBuilder text, String value) {
    if (value == null) {
      text.append("\\N");
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(c);
      }
    }
  }

  /**
   * Changes rows that exist and that nobody else changes. Each is looked up by its key, whatever
   * the server thinks of the table: joined in the plain way, one that it thinks empty is read once
   * for every row.
   */
  public void update(Pipeline pipeline, List<T> rows) throws SQLException {
    pipeline.add(statement("update", this::update), rows, this::bind);
  }

  private String update() {
    String updates =
        columns.stream()
            .filter(column -> !key.contains(column.name()))
            .map(c -> c.name() + " = new." + c.name() + "::" + c.type())
            .collect(joining(", "));
    String match =
        key.stream()
            .map(column -> "known.%s = new.%s::%s".formatted(column, column, typeOf(column)))
            .collect(joining(" AND "));
    return """
    UPDATE %s old SET %s
      FROM %s CROSS JOIN LATERAL
           (SELECT ctid AS place FROM %s known WHERE %s OFFSET 0) AS found
     WHERE old.ctid = found.place
    """
        .formatted(name, updates, unnest(), name, match);
  }

  /**
   * Deletes what matches one of these.
   *
   * @param match how a row {@code old} matches one of {@code new}
   */
  public void delete(Pipeline pipeline, List<T> rows, String match) throws SQLException {
    pipeline.add(statement(match, () -> delete(match)), rows, this::bind);
  }

  private String delete(String match) {
    return "DELETE FROM %s old USING (SELECT %s FROM %s) AS new (%s) WHERE %s"
        .formatted(name, casts(), unnest(), names(""), match);
  }

  /** Made once: the server knows it by its text. */
  private String statement(String kind, Supplier<String> made) {
    return statements.computeIfAbsent(kind, unknown -> made.get());
  }

  private String names(String prefix) {
    return columns.stream().map(c -> prefix + c.name()).collect(joining(", "));
  }

  private String casts() {
    return columns.stream().map(c -> "new." + c.name() + "::" + c.type()).collect(joining(", "));
  }

  private String typeOf(String column) {
    return columns.stream()
        .filter(c -> c.name().equals(column))
        .map(Column::type)
        .findFirst()
        .orElseThrow();
  }

  private String unnest() {
    String arrays = columns.stream().map(c -> "?::" + c.arrival()).collect(joining(", "));
    return "unnest(%s) AS new(%s)".formatted(arrays, names(""));
  }

  private void bind(Columns<T> parameters) throws SQLException {
    for (Column<T> column : columns) {
      column.bind(parameters);
    }
  }
}
