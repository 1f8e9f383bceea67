package dev.stadion.chronos.persistence;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Shared;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.DagPlace;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Timetable;
import dev.stadion.chronos.scheduler.Edges;
import dev.stadion.chronos.scheduler.JobState;
import dev.stadion.chronos.scheduler.Life;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rows become values again; the writing side is {@link Tables}. */
final class RowReader {
  /** What {@link #run} reads, of the rows r and a. */
  static final String RUN_WITH_ATTEMPT =
      """
      SELECT r.*, a.number AS a_number, a.task AS a_task, a.agent AS a_agent, a.host AS a_host,
             a.state AS a_state, a.launched_at AS a_launched_at, a.started_at AS a_started_at,
             a.finished_at AS a_finished_at, a.lost_at AS a_lost_at, a.kill_cause AS a_kill_cause,
             a.reason AS a_reason, a.message AS a_message, a.agent_url AS a_agent_url
      """;

  private RowReader() {}

  static JobState job(ResultSet row, Edges edges, Function<String, Optional<Calendar>> calendars)
      throws SQLException {
    Job declared = JobDocuments.read(row.getString("definition"));
    var tally =
        new Tally(
            row.getLong("successes"),
            row.getLong("errors"),
            time(row, "last_success"),
            time(row, "last_error"),
            row.getLong("errors_since_success"));
    Optional<Timetable> timetable = Positions.read(row, declared, calendars);
    return new JobState(
        declared.with(Shared.of(tally)).withDisabled(row.getBoolean("disabled")),
        row.getLong("incarnation"),
        row.getLong("generation"),
        number(row, "posted").orElse(row.getLong("generation")),
        timetable,
        edges,
        row.getLong("last_due"),
        Life.of(row.getInt("version"), time(row, "delete_at")));
  }

  static Backfill backfill(ResultSet row) throws SQLException {
    return new Backfill(
        row.getLong("id"),
        row.getString("job"),
        time(row, "from_time").orElseThrow(),
        time(row, "to_time").orElseThrow(),
        row.getInt("max_parallel"),
        row.getBoolean("with_children"),
        row.getInt("total"),
        row.getInt("skipped"),
        row.getLong("last_run"),
        row.getBoolean("ended"));
  }

  static Run run(ResultSet row) throws SQLException {
    RunExtras extras = RunExtras.read(row.getString("extras"));
    return new Run(
        row.getLong("id"),
        row.getString("job"),
        row.getLong("incarnation"),
        row.getLong("generation"),
        Trigger.valueOf(row.getString("trigger")),
        time(row, "scheduled_at").orElseThrow(),
        row.getLong("due"),
        row.getInt("coalesced"),
        extras.place(row.getBoolean("high_priority")),
        RunState.valueOf(row.getString("state")),
        row.getString("reason"),
        time(row, "created_at").orElseThrow(),
        time(row, "queued_at"),
        time(row, "started_at"),
        time(row, "finished_at"),
        row.getInt("attempts"),
        row.getInt("failures"),
        extras.request(
            Optional.ofNullable(row.getString("arguments")),
            Optional.ofNullable(row.getString("run_key")),
            longs(row.getArray("parent_runs"))),
        extras.timers(time(row, "launch_by"), time(row, "retry_at")),
        number(row, "dag_run").map(id -> new DagPlace(id, extras.dagGeneration())),
        attempt(row));
  }

  /** The columns of the last attempt, joined under the prefix {@code a_}. */
  private static Optional<Attempt> attempt(ResultSet row) throws SQLException {
    if (row.getString("a_task") == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Attempt(
            row.getInt("a_number"),
            new TaskId(row.getString("a_task")),
            new AgentId(row.getString("a_agent")),
            row.getString("a_host"),
            AttemptState.valueOf(row.getString("a_state")),
            time(row, "a_launched_at").orElseThrow(),
            time(row, "a_started_at"),
            time(row, "a_finished_at"),
            time(row, "a_lost_at"),
            Optional.ofNullable(row.getString("a_kill_cause")).map(KillCause::valueOf),
            Optional.ofNullable(row.getString("a_reason")),
            row.getString("a_message"),
            Optional.ofNullable(row.getString("a_agent_url")).map(URI::create)));
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private static List<Long> longs(Array array) throws SQLException {
    return List.of((Long[]) array.getArray());
  }
}
