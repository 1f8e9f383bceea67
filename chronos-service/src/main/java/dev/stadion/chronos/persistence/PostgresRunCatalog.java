package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.dropwizard.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds runs in the rows that the leader writes; one statement for a page with its attempts. */
public final class PostgresRunCatalog implements RunCatalog {
  private static final String SELECT =
      RowReader.RUN_WITH_ATTEMPT
          + """
          , (SELECT coalesce(min(v.version), max(j.version))
               FROM job j LEFT JOIN job_version v ON v.job = j.name AND v.replaced_at > r.created_at
              WHERE j.name = r.job AND j.incarnation = r.incarnation) AS job_version
          """
          + " FROM (SELECT * FROM run WHERE ";

  private static final String PAGE =
      """
       ORDER BY scheduled_at DESC, id DESC LIMIT ?) r
        LEFT JOIN run_attempt a ON a.run = r.id
       ORDER BY r.scheduled_at DESC, r.id DESC, a.number\
      """;

  private final Database database;

  public PostgresRunCatalog(Database database) {
    this.database = database;
  }

  @Override
  public List<RunRecord> find(Query query) {
    var conditions = new Conditions();
    query.job().ifPresent(job -> conditions.add("job = ?", job));
    conditions.any("state", query.states());
    conditions.any("trigger", query.triggers());
    query.from().ifPresent(from -> conditions.add("scheduled_at >= ?", from));
    query.to().ifPresent(to -> conditions.add("scheduled_at < ?", to));
    query.dagRun().ifPresent(dagRun -> conditions.add("dag_run = ?", dagRun));
    query.key().ifPresent(key -> conditions.add("run_key = ?", key));
    query
        .after()
        .ifPresent(
            mark -> conditions.add("(scheduled_at, id) < (?, ?)", mark.scheduledAt(), mark.run()));
    return find(conditions, query.limit());
  }

  @Override
  public Optional<RunRecord> find(long run) {
    var conditions = new Conditions();
    conditions.add("id = ?", run);
    return find(conditions, 1).stream().findFirst();
  }

  private List<RunRecord> find(Conditions conditions, int limit) {
    return database.read(
        session -> session.doReturningWork(connection -> query(connection, conditions, limit)));
  }

  private static List<RunRecord> query(Connection connection, Conditions conditions, int limit)
      throws SQLException {
    Map<Long, Run> runs = new LinkedHashMap<>();
    Map<Long, List<Attempt>> attempts = new LinkedHashMap<>();
    Map<Long, Optional<Integer>> versions = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + conditions.sql() + PAGE)) {
      int next = conditions.bind(statement);
      statement.setInt(next, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Run run = RowReader.run(rows);
          versions.put(run.id(), RowReader.number(rows, "job_version").map(Long::intValue));
          runs.put(run.id(), run); // the row of the last attempt comes last
          List<Attempt> known = attempts.computeIfAbsent(run.id(), id -> new ArrayList<>());
          run.attempt().ifPresent(known::add);
        }
      }
    }
    return runs.values().stream()
        .map(run -> new RunRecord(run, attempts.get(run.id()), versions.get(run.id())))
        .toList();
  }

  /** What rows must fulfil; values travel as parameters only. */
  private static final class Conditions {
    private final List<String> texts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void add(String text, Object... parameters) {
      texts.add(text);
      values.addAll(List.of(parameters));
    }

    void any(String column, Collection<? extends Enum<?>> allowed) {
      if (!allowed.isEmpty()) {
        add(
            column + " = ANY (?)",
            (Object) allowed.stream().map(Enum::name).toArray(String[]::new));
      }
    }

    String sql() {
      return texts.isEmpty() ? "true" : String.join(" AND ", texts);
    }

    int bind(PreparedStatement statement) throws SQLException {
      int index = 1;
      for (Object value : values) {
        switch (value) {
          case String[] names ->
              statement.setArray(index, statement.getConnection().createArrayOf("text", names));
          case Instant moment -> statement.setObject(index, moment.atOffset(ZoneOffset.UTC));
          default -> statement.setObject(index, value);
        }
        index++;
      }
      return index;
    }
  }
}
