package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog.RunRecord;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.JobState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Jobs and runs as Metronome's clients read them (dcos.md §5.2–§5.4). */
final class MetronomeJson {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final int RADIX = 36;
  private static final int ID_DIGITS = 5;
  private static final long IDS = 60_466_176; // as many as five digits can tell apart

  private MetronomeJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String time(Instant moment) {
    return TIME.format(moment);
  }

  private static void time(ObjectNode node, String name, Optional<Instant> moment) {
    node.put(name, moment.map(MetronomeJson::time).orElse(null));
  }

  // ---- jobs ----------------------------------------------------------------------------------

  /** With its schedules, which always belong to it. */
  static ObjectNode job(JobState state, Spec spec) {
    ObjectNode job = spec.document().deepCopy();
    job.set("schedules", schedules(state, spec));
    return job;
  }

  static ArrayNode schedules(JobState state, Spec spec) {
    ArrayNode schedules = JsonNodeFactory.instance.arrayNode();
    spec.schedule().ifPresent(schedule -> schedules.add(schedule(state, schedule)));
    return schedules;
  }

  static ObjectNode schedule(JobState state, ObjectNode schedule) {
    ObjectNode shown = schedule.deepCopy();
    state.nextDue().ifPresent(next -> shown.put("nextRunAt", time(next)));
    return shown;
  }

  static ObjectNode summary(JobState state) {
    Tally tally = state.job().tally();
    ObjectNode summary = object();
    summary.put("successCount", tally.successes());
    summary.put("failureCount", tally.errors());
    time(summary, "lastSuccessAt", tally.lastSuccess());
    time(summary, "lastFailureAt", tally.lastError());
    return summary;
  }

  static ObjectNode history(JobState state, List<RunRecord> successes, List<RunRecord> failures) {
    ObjectNode history = summary(state);
    history.set("successfulFinishedRuns", finished(successes));
    history.set("failedFinishedRuns", finished(failures));
    return history;
  }

  private static ArrayNode finished(List<RunRecord> runs) {
    ArrayNode finished = JsonNodeFactory.instance.arrayNode();
    for (RunRecord record : runs) {
      ObjectNode run = finished.addObject();
      run.put("id", id(record.run()));
      run.put("createdAt", time(record.run().createdAt()));
      time(run, "finishedAt", record.run().finishedAt());
      ArrayNode tasks = run.putArray("tasks");
      record.attempts().forEach(attempt -> tasks.add(attempt.task().value()));
    }
    return finished;
  }

  // ---- runs ----------------------------------------------------------------------------------

  /** {@code yyyyMMddHHmmss} and five more digits, computed from the run's own id. */
  static String id(Run run) {
    String digits = Long.toString(Math.floorMod(run.id(), IDS), RADIX);
    return ID_TIME.format(run.createdAt())
        + "0".repeat(ID_DIGITS - digits.length())
        + digits.toUpperCase(Locale.ROOT);
  }

  static ObjectNode run(Run run, List<Attempt> attempts) {
    ObjectNode shown = object();
    shown.put("id", id(run));
    shown.put("jobId", run.job());
    shown.put("status", status(run.state()));
    shown.put("createdAt", time(run.createdAt()));
    time(shown, "completedAt", run.finishedAt());
    ArrayNode tasks = shown.putArray("tasks");
    for (Attempt attempt : attempts) {
      ObjectNode task = tasks.addObject();
      task.put("id", attempt.task().value());
      task.put("startedAt", time(attempt.startedAt().orElse(attempt.launchedAt())));
      attempt.finishedAt().ifPresent(at -> task.put("completedAt", time(at)));
      task.put("status", status(attempt));
    }
    return shown;
  }

  private static String status(RunState state) {
    return switch (state) {
      case WAITING, QUEUED, RETRY_WAIT -> "STARTING";
      case STAGING, RUNNING -> "ACTIVE";
      case SUCCEEDED -> "SUCCESS";
      case FAILED, KILLED, LOST, TIMED_OUT, UPSTREAM_FAILED, SKIPPED, MISSED -> "FAILED";
    };
  }

  private static String status(Attempt attempt) {
    return switch (attempt.state()) {
      case STAGING -> "TASK_STAGING";
      case RUNNING, UNREACHABLE -> "TASK_RUNNING";
      case SUCCEEDED -> "TASK_FINISHED";
      case KILLED -> "TASK_KILLED";
      case FAILED, LOST, TIMED_OUT, DROPPED -> "TASK_FAILED";
    };
  }

  // ---- refusals ------------------------------------------------------------------------------

  static ObjectNode message(String text) {
    return object().put("message", text);
  }

  static ObjectNode jobNotFound(String id) {
    return object().put("id", id).put("message", "Job not found");
  }

  static ObjectNode scheduleNotFound(String id) {
    return object().put("id", id).put("message", "Schedule not found");
  }

  static ObjectNode runNotFound(String job, String id) {
    return object().put("jobSpec", job).put("id", id).put("message", "Job Run not found");
  }

  static JsonNode invalid(List<dev.stadion.chronos.job.Problem> problems) {
    ObjectNode body = message("Object is not valid");
    ArrayNode details = body.putArray("details");
    for (var problem : problems) {
      details.addObject().put("path", problem.path()).putArray("errors").add(problem.error());
    }
    return body;
  }
}
