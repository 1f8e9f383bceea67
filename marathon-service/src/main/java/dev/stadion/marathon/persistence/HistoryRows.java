package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.instance.TaskHistory;
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

/** Ended tasks, written by the thousand and read by the page. */
final class HistoryRows {
  private static final String SAVE =
      """
      INSERT INTO task_history (app_id, task_id, state, reason, message, hostname, agent_id,
                                staged_at, started_at, ended_at, version)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                           ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
                           ?::timestamptz[])
      """;

  private static final String FORGET =
      "DELETE FROM task_history WHERE id <= (SELECT max(id) FROM task_history) - ?";

  private static final String OF_APP =
      "SELECT * FROM task_history WHERE app_id = ? AND id < ? ORDER BY id DESC LIMIT ?";

  private HistoryRows() {}

  static void save(Pipeline pipeline, List<EndedTask> tasks) throws SQLException {
    if (tasks.isEmpty()) {
      return;
    }
    pipeline.add(
        SAVE,
        tasks,
        columns ->
            columns
                .text(task -> task.app().value())
                .text(task -> task.task().value())
                .text(task -> task.state().name())
                .text(task -> task.reason().orElse(null))
                // An agent's words may hold what a database refuses.
                .text(task -> task.message().replace("\0", ""))
                .text(EndedTask::hostname)
                .text(task -> task.agent().map(AgentId::value).orElse(null))
                .instant(EndedTask::stagedAt)
                .instant(EndedTask::startedAt)
                .instant(task -> Optional.of(task.endedAt()))
                .instant(task -> Optional.of(task.version())));
    // The range is found by the key, so looking each time costs next to nothing.
    pipeline.add(FORGET, TaskHistory.KEPT);
  }

  static List<TaskHistory.Entry> of(Connection connection, PathId app, long before, int limit)
      throws SQLException {
    var entries = new ArrayList<TaskHistory.Entry>();
    try (PreparedStatement statement = connection.prepareStatement(OF_APP)) {
      statement.setString(1, app.value());
      statement.setLong(2, before);
      statement.setInt(3, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          entries.add(new TaskHistory.Entry(row.getLong("id"), task(row)));
        }
      }
    }
    return entries;
  }

  private static EndedTask task(ResultSet row) throws SQLException {
    return new EndedTask(
        new PathId(row.getString("app_id")),
        new TaskId(row.getString("task_id")),
        TaskState.valueOf(row.getString("state")),
        Optional.ofNullable(row.getString("reason")),
        row.getString("message"),
        row.getString("hostname"),
        Optional.ofNullable(row.getString("agent_id")).map(AgentId::new),
        InstanceRows.instant(row, "staged_at"),
        InstanceRows.instant(row, "started_at"),
        InstanceRows.instant(row, "ended_at").orElseThrow(),
        InstanceRows.instant(row, "version").orElseThrow());
  }
}
