package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.run.RunHistory;
import dev.stadion.chronos.run.RunHistory.Durations;
import dev.stadion.chronos.run.RunHistory.TaskRecord;
import dev.stadion.chronos.scheduler.ChronosState;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How long jobs take, and what became of their last tasks (chronos.md §1.5). */
@Path("/{prefix:scheduler|v1/scheduler}")
public final class StatsResource {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final Map<String, ToDoubleFunction<Durations>> METRICS =
      Map.of(
          "median", d -> d.percentiles().get(0),
          "75thPercentile", d -> d.percentiles().get(1),
          "95thPercentile", d -> d.percentiles().get(2),
          "98thPercentile", d -> d.percentiles().get(3),
          "99thPercentile", d -> d.percentiles().get(4),
          "mean", Durations::mean,
          "count", d -> d.count() * 1000.0);

  private final SchedulerPort scheduler;
  private final RunHistory history;
  private final KnownDurations known;
  private final int historyLimit;

  public StatsResource(SchedulerPort scheduler, RunHistory history, int historyLimit) {
    this.scheduler = scheduler;
    this.history = history;
    this.known = new KnownDurations(history);
    this.historyLimit = historyLimit;
  }

  @GET
  @Path("job/stat/{name}")
  public Response stat(@PathParam("name") String name) {
    ChronosState state = scheduler.snapshot();
    if (state.job(name).isEmpty()) {
      return Answers.unknown(name);
    }
    boolean counts = state.job(name).get().job().policy().dataProcessing();
    Durations durations = history.durations(name);
    List<TaskRecord> tasks = history.latest(name, historyLimit);
    return Answers.json(json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("histogram");
      for (String metric :
          List.of(
              "75thPercentile",
              "95thPercentile",
              "98thPercentile",
              "99thPercentile",
              "median",
              "mean")) {
        json.writeNumberField(metric, METRICS.get(metric).applyAsDouble(durations));
      }
      json.writeNumberField("count", durations.count());
      json.writeEndObject();
      json.writeArrayFieldStart("taskStatHistory");
      for (TaskRecord task : tasks) {
        write(json, task, counts);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private static void write(JsonGenerator json, TaskRecord task, boolean counts)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("taskId", task.task());
    json.writeStringField("jobName", task.job());
    json.writeStringField("slaveId", task.agent());
    json.writeStringField("startTime", print(task.startedAt()));
    json.writeStringField("endTime", print(task.finishedAt()));
    if (task.startedAt().isPresent() && task.finishedAt().isPresent()) {
      json.writeStringField(
          "duration", print(Duration.between(task.startedAt().get(), task.finishedAt().get())));
    }
    json.writeStringField(
        "status",
        switch (task.state()) {
          case STAGING, RUNNING, UNREACHABLE -> "Running";
          case SUCCEEDED -> "Success";
          case FAILED, KILLED, LOST, TIMED_OUT, DROPPED -> "Fail";
        });
    if (counts) {
      json.writeNumberField("numElementsProcessed", task.elements());
    }
    json.writeEndObject();
  }

  private static String print(Optional<Instant> moment) {
    return moment.map(TIME::format).orElse("N/A");
  }

  /** Such as {@code 1h2m3s}: parts that are zero are left out, seconds never. */
  static String print(Duration duration) {
    var text = new StringBuilder();
    part(text, duration.toDays(), "d");
    part(text, duration.toHoursPart(), "h");
    part(text, duration.toMinutesPart(), "m");
    return text.append(duration.toSecondsPart()).append('s').toString();
  }

  private static void part(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  /** Every job, also one that never ran, slowest first; an unknown metric has no figures. */
  @GET
  @Path("stats/{metric}")
  public Response stats(@PathParam("metric") String metric) {
    ToDoubleFunction<Durations> figure = METRICS.get(metric);
    if (figure == null) {
      return Answers.json(json -> {
        json.writeStartArray();
        json.writeEndArray();
      });
    }
    ChronosState state = scheduler.snapshot();
    Map<String, Durations> all = known.of(state);
    List<Map.Entry<String, Double>> figures =
        state.jobs().keySet().stream()
            .map(name ->
                Map.entry(
                    name, figure.applyAsDouble(all.getOrDefault(name, Durations.NONE)) / 1000))
            .sorted(
                Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    return Answers.stream(json -> {
      json.writeStartArray();
      for (Map.Entry<String, Double> entry : figures) {
        json.writeStartObject();
        json.writeStringField("jobNameLabel", entry.getKey());
        json.writeNumberField("time", entry.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }
}
