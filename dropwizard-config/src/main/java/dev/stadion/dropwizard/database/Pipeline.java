package dev.stadion.dropwizard.database;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements of one transaction, sent together: a commit of few rows takes as long as the
 * server works on it, and does not wait for an answer to each of its statements. They happen in the
 * order in which they were added. Each text is one statement; what it has to say is not read, but
 * for how many rows it changed.
 *
 * <p>For the thread that runs the transaction.
 */
public final class Pipeline {
  /** As many rows go with one statement: the server ends statements that take long. */
  static final int MOST_ROWS = 5_000;

  /** As many rows are sent without waiting for more. */
  private static final int MANY_ROWS = 1_000;

  /** As many statements are sent without waiting for more. */
  private static final int MANY_STATEMENTS = 32;

  /** Fills in what a statement is given. */
  public interface Parameters<R> {
    void bind(Columns<R> columns) throws SQLException;
  }

  /** Is told how many of the rows were found, once all that was sent with them is done. */
  public interface Counted<R> {
    void changed(List<R> rows, int count) throws SQLException;
  }

  interface Answer {
    void read(PreparedStatement statement) throws SQLException;
  }

  private record Waiting<R>(String sql, List<R> rows, Parameters<R> parameters, Answer answer) {
    Columns<R> bind(Columns<?> columns) throws SQLException {
      Columns<R> own = columns.of(rows);
      parameters.bind(own);
      return own;
    }
  }

  private final Connection connection;
  private final List<Waiting<?>> waiting = new ArrayList<>();
  private int rowsWaiting;

  Pipeline(Connection connection) {
    this.connection = connection;
  }

  /**
   * A statement over {@code unnest} that treats each row by itself: nothing when there are none,
   * and several when there are very many.
   */
  public <R> void add(String sql, List<R> rows, Parameters<R> parameters) throws SQLException {
    add(sql, rows, parameters, (some, count) -> {});
  }

  /** Like {@link #add(String, List, Parameters)}, when it matters how many rows it changes. */
  public <R> void add(String sql, List<R> rows, Parameters<R> parameters, Counted<R> counted)
      throws SQLException {
    for (int from = 0; from < rows.size(); from += MOST_ROWS) {
      List<R> some = rows.subList(from, Math.min(from + MOST_ROWS, rows.size()));
      await(sql, some, parameters, statement -> counted.changed(some, statement.getUpdateCount()));
    }
  }

  /** A statement with a value for each of its question marks; see {@link Columns#one}. */
  public void add(String sql, Object... values) throws SQLException {
    ask(sql, statement -> {}, values);
  }

  void ask(String sql, Answer answer, Object... values) throws SQLException {
    await(
        sql,
        List.of(),
        columns -> {
          for (Object value : values) {
            columns.one(value);
          }
        },
        answer);
  }

  private <R> void await(String sql, List<R> rows, Parameters<R> parameters, Answer answer)
      throws SQLException {
    waiting.add(new Waiting<>(sql, rows, parameters, answer));
    rowsWaiting += rows.size();
    if (rowsWaiting >= MANY_ROWS || waiting.size() >= MANY_STATEMENTS) {
      send();
    }
  }

  /** For what does not go by statements, such as COPY. What was added has happened by then. */
  public Connection connection() throws SQLException {
    send();
    return connection;
  }

  /** Sends what waits, and what the answers lead to. */
  void send() throws SQLException {
    while (!waiting.isEmpty()) {
      List<Waiting<?>> together = List.copyOf(waiting);
      waiting.clear();
      rowsWaiting = 0;
      String sql = together.stream().map(Waiting::sql).collect(joining(";\n"));
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        Columns<?> columns = new Columns<>(connection, statement, List.of());
        for (Waiting<?> one : together) {
          columns = one.bind(columns);
        }
        statement.execute();
        for (Waiting<?> one : together) {
          one.answer().read(statement);
          statement.getMoreResults();
        }
      }
    }
  }
}
