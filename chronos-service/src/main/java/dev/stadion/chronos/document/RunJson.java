package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.ExitStatus;
import dev.stadion.chronos.run.Request;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run as readers see it (chronos.md §12.10). What is not known yet is left out, but for the exit
 * code, which is null then (B-45).
 */
public final class RunJson {
  private RunJson() {}

  public static void write(JsonGenerator json, RunCatalog.RunRecord record) throws IOException {
    write(json, record, Optional.empty());
  }

  /**
   * @param blockedBy what a waiting run waits for
   */
  public static void write(
      JsonGenerator json, RunCatalog.RunRecord record, Optional<String> blockedBy)
      throws IOException {
    Run run = record.run();
    json.writeStartObject();
    json.writeStringField("runId", RunIds.text(run.id()));
    json.writeStringField("job", run.job());
    if (record.jobVersion().isPresent()) {
      json.writeNumberField("jobVersion", record.jobVersion().get());
    }
    json.writeStringField("trigger", run.trigger().name().toLowerCase(Locale.ROOT));
    json.writeStringField("scheduledTime", time(run.scheduledAt()));
    json.writeStringField("createdAt", time(run.createdAt()));
    time(json, "queuedAt", run.queuedAt());
    time(json, "startedAt", run.startedAt());
    time(json, "finishedAt", run.finishedAt());
    json.writeStringField("state", run.state().name());
    text(json, "reason", Optional.of(run.reason()).filter(reason -> !reason.isEmpty()));
    text(json, "message", message(record.attempts()));
    text(json, "blockedBy", blockedBy);
    millis(json, "waitedMs", Optional.of(run.createdAt()), firstLaunch(record.attempts()));
    millis(json, "latenessMs", Optional.of(run.scheduledAt()), run.startedAt());
    millis(json, "durationMs", run.startedAt(), run.finishedAt());
    text(json, "arguments", run.arguments());
    request(json, run);
    json.writeNumberField("coalesced", run.coalesced());
    if (!run.parentRuns().isEmpty()) {
      json.writeArrayFieldStart("parentRunIds");
      for (long parent : run.parentRuns()) {
        json.writeString(RunIds.text(parent));
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("attempts");
    for (Attempt attempt : record.attempts()) {
      write(json, attempt);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** What it was told, and what it belongs to. */
  private static void request(JsonGenerator json, Run run) throws IOException {
    Request request = run.request();
    if (!request.parameters().isEmpty()) {
      json.writeObjectFieldStart("parameters");
      for (Map.Entry<String, String> parameter : request.parameters().entrySet()) {
        json.writeStringField(parameter.getKey(), parameter.getValue());
      }
      json.writeEndObject();
    }
    text(json, "runKey", request.key());
    text(json, "note", request.note());
    text(json, "dagRunId", run.dag().map(dag -> RunIds.text(dag.dagRun())));
    Optional<String> origin = request.origin().map(RunIds::text);
    text(json, run.trigger() == Trigger.BACKFILL ? "backfillId" : "originRunId", origin);
  }

  /** What was said last of the last attempt. */
  private static Optional<String> message(List<Attempt> attempts) {
    return attempts.isEmpty()
        ? Optional.empty()
        : Optional.of(attempts.getLast().message()).filter(message -> !message.isEmpty());
  }

  private static Optional<Instant> firstLaunch(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::launchedAt).findFirst();
  }

  private static void write(JsonGenerator json, Attempt attempt) throws IOException {
    json.writeStartObject();
    json.writeNumberField("attempt", attempt.number());
    json.writeStringField("taskId", attempt.task().value());
    json.writeStringField("agentId", attempt.agent().value());
    json.writeStringField("host", attempt.host());
    json.writeStringField("state", attempt.state().name());
    text(json, "mesosReason", attempt.reason());
    text(json, "message", Optional.of(attempt.message()).filter(m -> !m.isEmpty()));
    if (attempt.state().isTerminal()) {
      exit(json, attempt);
    }
    json.writeStringField("launchedAt", time(attempt.launchedAt()));
    time(json, "startedAt", attempt.startedAt());
    time(json, "finishedAt", attempt.finishedAt());
    json.writeEndObject();
  }

  private static void exit(JsonGenerator json, Attempt attempt) throws IOException {
    ExitStatus exit = attempt.exit();
    OptionalInt code =
        attempt.state() == AttemptState.SUCCEEDED && exit.signal().isEmpty()
            ? OptionalInt.of(exit.code().orElse(0))
            : exit.code();
    json.writeFieldName("exitCode");
    if (code.isPresent()) {
      json.writeNumber(code.getAsInt());
    } else {
      json.writeNull();
    }
    text(json, "signal", exit.signal());
  }

  static String time(Instant moment) {
    return Tally.print(Optional.of(moment));
  }

  private static void time(JsonGenerator json, String name, Optional<Instant> moment)
      throws IOException {
    text(json, name, moment.map(RunJson::time));
  }

  private static void millis(
      JsonGenerator json, String name, Optional<Instant> from, Optional<Instant> to)
      throws IOException {
    if (from.isPresent() && to.isPresent()) {
      json.writeNumberField(name, Duration.between(from.get(), to.get()).toMillis());
    }
  }

  private static void text(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }
}
