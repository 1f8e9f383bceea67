package dev.stadion.chronos.persistence;

import static java.util.stream.Collectors.joining;

import dev.stadion.chronos.document.EventDocuments;
import dev.stadion.chronos.document.NoticeDocuments;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.persistence.ChangeSet.AttemptKey;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.DagPlace;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Recurrence;
import dev.stadion.chronos.schedule.Timetable;
import dev.stadion.chronos.scheduler.ChronosChange.AlarmRaised;
import dev.stadion.chronos.scheduler.ChronosChange.StaleRaised;
import dev.stadion.chronos.scheduler.ChronosChange.TicksAccounted;
import dev.stadion.chronos.scheduler.ChronosChange.TicksTakenBack;
import dev.stadion.chronos.scheduler.ChronosChange.VersionReplaced;
import dev.stadion.chronos.scheduler.Edges.Edge;
import dev.stadion.chronos.scheduler.JobState;
import dev.stadion.dropwizard.database.Table;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which column holds what; the reading side is {@link RowReader}. */
final class Tables {
  private static final String TIME = "timestamptz";

  private Tables() {}

  /** Where a job stands: what changes with every run. */
  static final Table<JobState> JOB_POSITION = position(new Table<>("job", "name"));

  /** A whole job. */
  static final Table<JobState> JOB =
      position(new Table<JobState>("job", "name"))
          .with("definition", "jsonb", JobDocuments::write)
          .with("version", "integer", j -> j.life().version())
          .with("written", "text", Positions::written)
          .with("anchor", TIME, Positions::anchor)
          .with("anchor_local", "timestamp", j -> Positions.interval(j).map(Recurrence::local))
          .with("anchor_zone", "text", j -> Positions.interval(j).map(r -> r.zone().getId()))
          .with("step", "text", j -> Positions.interval(j).map(Recurrence::step));

  private static Table<JobState> position(Table<JobState> table) {
    return table
        .with("name", "text", JobState::name)
        .with("incarnation", "bigint", JobState::incarnation)
        .with("generation", "bigint", JobState::generation)
        .with("posted", "bigint", JobState::posted)
        .with("disabled", "boolean", j -> j.job().disabled())
        .with("successes", "bigint", j -> j.job().tally().successes())
        .with("errors", "bigint", j -> j.job().tally().errors())
        .with("last_success", TIME, j -> j.job().tally().lastSuccess())
        .with("last_error", TIME, j -> j.job().tally().lastError())
        .with("errors_since_success", "bigint", j -> j.job().tally().errorsSinceLastSuccess())
        .with("next_index", "bigint", Positions::index)
        .with("handled", TIME, timetable(Timetable::handled))
        .with("repeats_left", "bigint", timetable(Positions::repeatsLeft))
        .with("touched", "boolean", timetable(Timetable::touched))
        .with("held", "timestamptz[]", Positions::held)
        .with("next_due", TIME, JobState::nextDue)
        .with("last_due", "bigint", JobState::lastDue)
        .with("delete_at", TIME, j -> j.life().deleteAt());
  }

  static final Table<VersionReplaced> VERSION =
      new Table<VersionReplaced>("job_version", "job", "version")
          .with("job", "text", v -> v.job().name())
          .with("version", "integer", v -> v.job().life().version())
          .with("replaced_at", TIME, VersionReplaced::at)
          .with("definition", "jsonb", v -> JobDocuments.write(v.job()));

  private static Function<JobState, Optional<Object>> timetable(Function<Timetable, ?> part) {
    return job -> job.timetable().map(part);
  }

  /** One parent of one child. */
  record EdgeRow(String child, String parent, Edge edge) {}

  static final Table<EdgeRow> EDGE =
      new Table<EdgeRow>("job_edge", "child", "parent")
          .with("child", "text", EdgeRow::child)
          .with("parent", "text", EdgeRow::parent)
          .with("count", "bigint", e -> e.edge().count())
          .with("run", "bigint", e -> e.edge().run());

  static final Table<Map.Entry<String, Long>> RETIRED =
      new Table<Map.Entry<String, Long>>("retired_name", "name")
          .with("name", "text", Map.Entry::getKey)
          .with("last_due", "bigint", Map.Entry::getValue);

  /** How far a run has come. */
  static final Table<Run> RUN_PROGRESS = progress(new Table<>("run", "id"));

  /** A whole run. */
  static final Table<Run> RUN =
      progress(new Table<Run>("run", "id"))
          .with("job", "text", Run::job)
          .with("incarnation", "bigint", Run::incarnation)
          .with("generation", "bigint", Run::generation)
          .with("trigger", "text", Run::trigger)
          .with("scheduled_at", TIME, Run::scheduledAt)
          .with("due", "bigint", Run::due)
          .with("coalesced", "integer", Run::coalesced)
          .with("high_priority", "boolean", r -> r.place().high())
          .with("created_at", TIME, Run::createdAt)
          .with("arguments", "text", Run::arguments)
          .with("parent_runs", "bigint[]", Tables::parentRuns)
          .with("run_key", "text", r -> r.request().key())
          .with("dag_run", "bigint", r -> r.dag().map(DagPlace::dagRun));

  /** What changes while {@link Run#onlyGoesOnFrom} holds. */
  private static Table<Run> progress(Table<Run> table) {
    return table
        .with("id", "bigint", Run::id)
        .with("state", "text", Run::state)
        .with("reason", "text", Run::reason)
        .with("queued_at", TIME, Run::queuedAt)
        .with("started_at", TIME, Run::startedAt)
        .with("finished_at", TIME, Run::finishedAt)
        .with("attempts", "integer", Run::attempts)
        .with("failures", "integer", Run::failures)
        .with("launch_by", TIME, r -> r.timers().launchBy())
        .with("retry_at", TIME, r -> r.timers().retryAt())
        .with("extras", "jsonb", RunExtras::write);
  }

  private static String parentRuns(Run run) {
    return run.parentRuns().stream().map(String::valueOf).collect(joining(",", "{", "}"));
  }

  /** How far an attempt has come. */
  static final Table<Map.Entry<AttemptKey, Attempt>> ATTEMPT_PROGRESS =
      attemptProgress(new Table<>("run_attempt", "run", "number"));

  /** A whole attempt. */
  static final Table<Map.Entry<AttemptKey, Attempt>> ATTEMPT =
      attemptProgress(new Table<Map.Entry<AttemptKey, Attempt>>("run_attempt", "run", "number"))
          .with("task", "text", e -> e.getValue().task())
          .with("agent", "text", e -> e.getValue().agent())
          .with("host", "text", e -> e.getValue().host())
          .with("launched_at", TIME, e -> e.getValue().launchedAt())
          .with("agent_url", "text", e -> e.getValue().agentUrl());

  private static Table<Map.Entry<AttemptKey, Attempt>> attemptProgress(
      Table<Map.Entry<AttemptKey, Attempt>> table) {
    return table
        .with("run", "bigint", e -> e.getKey().run())
        .with("number", "integer", e -> e.getKey().number())
        .with("state", "text", e -> e.getValue().state())
        .with("started_at", TIME, e -> e.getValue().startedAt())
        .with("finished_at", TIME, e -> e.getValue().finishedAt())
        .with("lost_at", TIME, e -> e.getValue().lostAt())
        .with("kill_cause", "text", e -> e.getValue().kill().map(KillCause::name))
        .with("reason", "text", e -> e.getValue().reason())
        .with("message", "text", e -> e.getValue().message());
  }

  static final Table<Announcement> EVENT =
      new Table<Announcement>("event", "id")
          .with("id", "bigint", Announcement::id)
          .with("type", "text", Announcement::type)
          .with("job", "text", Announcement::job)
          .with("document", "text", EventDocuments::write);

  static final Table<Notice> NOTICE =
      new Table<Notice>("notice", "id")
          .with("id", "bigint", Notice::id)
          .with("at", TIME, Notice::at)
          .with("type", "text", Notice::type)
          .with("job", "text", Notice::job)
          .with("run", "bigint", Notice::run)
          .with("target", "jsonb", n -> NoticeDocuments.write(n.to()))
          .with("subject", "text", Notice::subject)
          .with("message", "text", Notice::message)
          .with("fields", "jsonb", n -> NoticeDocuments.write(n.fields()))
          .with("state", "text", n -> "PENDING")
          .with("tries", "integer", n -> 0)
          .with("next_at", TIME, Notice::at);

  static final Table<AlarmRaised> ALARM =
      new Table<AlarmRaised>("run_alarm", "run", "clause")
          .with("run", "bigint", AlarmRaised::run)
          .with("clause", "text", AlarmRaised::clause);

  static final Table<StaleRaised> STALE =
      new Table<StaleRaised>("job_stale", "job")
          .with("job", "text", StaleRaised::job)
          .with("since", TIME, StaleRaised::since);

  static final Table<TicksAccounted> TICK =
      new Table<TicksAccounted>("tick", "job", "generation", "first_tick")
          .with("job", "text", TicksAccounted::job)
          .with("generation", "bigint", TicksAccounted::generation)
          .with("first_tick", TIME, t -> t.ticks().first())
          .with("last_tick", TIME, t -> t.ticks().last())
          .with("count", "bigint", t -> t.ticks().count())
          .with("outcome", "text", TicksAccounted::outcome)
          .with("reason", "text", TicksAccounted::reason)
          .with("run", "bigint", TicksAccounted::run);

  /** Rows of ticks that another outcome takes the place of. */
  static final Table<TicksTakenBack> TICKS_TAKEN_BACK =
      new Table<TicksTakenBack>("tick")
          .with("job", "text", TicksTakenBack::job)
          .with("generation", "bigint", TicksTakenBack::generation)
          .with("after_tick", TIME, t -> t.ticks().after())
          .with("up_to_tick", TIME, t -> t.ticks().upTo())
          .with("reason", "text", TicksTakenBack::reason);

  static final Table<Calendar> CALENDAR =
      new Table<Calendar>("calendar", "name")
          .with("name", "text", Calendar::name)
          .with("document", "jsonb", CalendarDocuments::write);

  static final Table<Backfill> BACKFILL =
      new Table<Backfill>("backfill", "id")
          .with("id", "bigint", Backfill::id)
          .with("job", "text", Backfill::job)
          .with("from_time", TIME, Backfill::from)
          .with("to_time", TIME, Backfill::to)
          .with("max_parallel", "integer", Backfill::maxParallel)
          .with("with_children", "boolean", Backfill::withChildren)
          .with("total", "integer", Backfill::total)
          .with("skipped", "integer", Backfill::skipped)
          .with("last_run", "bigint", Backfill::lastRun)
          .with("ended", "boolean", Backfill::over);
}
