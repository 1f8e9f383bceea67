package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last failure of each app. When a whole agent dies there are many at once. */
final class FailureRows {
  private static final String SAVE =
      """
      INSERT INTO task_failure (app_id, task_id, state, message, hostname, at, version, agent_id,
                                started_at)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                           ?::timestamptz[], ?::timestamptz[], ?::text[], ?::timestamptz[])
      ON CONFLICT (app_id) DO UPDATE
         SET task_id = excluded.task_id, state = excluded.state, message = excluded.message,
             hostname = excluded.hostname, at = excluded.at, version = excluded.version,
             agent_id = excluded.agent_id, started_at = excluded.started_at
      """;

  private static final String ALL = "SELECT * FROM task_failure";

  private FailureRows() {}

  static void save(Pipeline pipeline, List<TaskFailure> failures) throws SQLException {
    pipeline.add(
        SAVE,
        failures,
        columns ->
            columns
                .text(failure -> failure.app().value())
                .text(failure -> failure.task().value())
                .text(failure -> failure.state().name())
                // An agent's words may hold what a database refuses.
                .text(failure -> failure.message().replace("\0", ""))
                .text(TaskFailure::hostname)
                .instant(failure -> Optional.of(failure.at()))
                .instant(failure -> Optional.of(failure.version()))
                .text(failure -> failure.agent().map(AgentId::value).orElse(null))
                .instant(TaskFailure::startedAt));
  }

  static List<TaskFailure> all(Connection connection) throws SQLException {
    var failures = new ArrayList<TaskFailure>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        failures.add(
            new TaskFailure(
                new PathId(row.getString("app_id")),
                new TaskId(row.getString("task_id")),
                TaskState.valueOf(row.getString("state")),
                row.getString("message"),
                row.getString("hostname"),
                InstanceRows.instant(row, "at").orElseThrow(),
                InstanceRows.instant(row, "version").orElseThrow(),
                Optional.ofNullable(row.getString("agent_id")).map(AgentId::new),
                InstanceRows.instant(row, "started_at")));
      }
    }
    return failures;
  }
}
