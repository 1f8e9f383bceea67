package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Container;
import dev.stadion.chronos.job.Execution;
import dev.stadion.chronos.job.Execution.Fetch;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.schedule.Epsilon;
import dev.stadion.scheduling.constraint.AttributeConstraint;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes a job as its document, fields in the order of Chronos 3 (chronos.md §2.1). */
public final class JobWriter {
  /** Who reads the document. */
  public enum Dialect {
    /** {@code /scheduler}: always with epsilon and async, container types in lower case. */
    CHRONOS_2,
    /** {@code /v1/scheduler}: epsilon and async only if they were sent. */
    CHRONOS_3,
    /** The database: what was sent and nothing else. */
    STORED
  }

  private final Defaults defaults;
  private final Dialect dialect;

  public JobWriter(Defaults defaults, Dialect dialect) {
    this.defaults = defaults;
    this.dialect = dialect;
  }

  public void write(JsonGenerator json, Job job) throws IOException {
    write(json, job, "");
  }

  /**
   * @param schedule what stands as the schedule of a job that has cron; empty leaves it out
   */
  public void write(JsonGenerator json, Job job, String schedule) throws IOException {
    write(json, job, schedule, nothing -> {});
  }

  /** What is written at the end of a job's document. */
  @FunctionalInterface
  public interface More {
    void write(JsonGenerator json) throws IOException;
  }

  public void write(JsonGenerator json, Job job, String schedule, More more) throws IOException {
    Execution execution = job.execution();
    json.writeStartObject();
    json.writeStringField("name", job.name());
    json.writeStringField("command", execution.command());
    json.writeBooleanField("shell", execution.shell());
    text(json, "epsilon", epsilon(job.policy()));
    json.writeStringField("executor", execution.executor());
    json.writeStringField("executorFlags", execution.executorFlags());
    json.writeStringField("taskInfoData", execution.taskInfoData());
    json.writeNumberField("retries", job.policy().retries());
    json.writeStringField("owner", job.ownership().owner());
    json.writeStringField("ownerName", job.ownership().ownerName());
    json.writeStringField("description", job.ownership().description());
    async(json, execution);
    counters(json, job.tally());
    amounts(json, job.needs());
    json.writeBooleanField("disabled", job.disabled());
    json.writeBooleanField("softError", job.policy().softError());
    json.writeBooleanField("dataProcessingJobType", job.policy().dataProcessing());
    json.writeNumberField("errorsSinceLastSuccess", job.tally().errorsSinceLastSuccess());
    files(json, execution);
    environment(json, execution);
    texts(json, "arguments", execution.arguments());
    json.writeBooleanField("highPriority", job.policy().highPriority());
    text(json, "runAsUser", user(execution));
    json.writeBooleanField("concurrent", job.policy().concurrent());
    json.writeNumberField("maxCompletionTime", execution.maxCompletionSeconds());
    if (execution.container().isPresent()) {
      json.writeFieldName("container");
      ContainerWriter.write(json, execution.container().get(), typeOf(execution.container().get()));
    }
    constraints(json, job.needs());
    plan(json, job.plan(), schedule);
    OptionsWriter.write(json, job.options(), dialect == Dialect.STORED);
    more.write(json);
    json.writeEndObject();
  }

  private Optional<String> epsilon(Job.Policy policy) {
    Optional<String> sent = policy.epsilon().map(Epsilon::text);
    return dialect == Dialect.CHRONOS_2
        ? sent.or(() -> Optional.of("PT" + defaults.epsilonSeconds() + "S"))
        : sent;
  }

  private Optional<String> user(Execution execution) {
    return dialect == Dialect.STORED
        ? execution.runAsUser()
        : execution.runAsUser().or(() -> Optional.of(defaults.user()));
  }

  private String typeOf(Container container) {
    return dialect == Dialect.CHRONOS_2
        ? container.type().name().toLowerCase(Locale.ROOT)
        : container.type().name();
  }

  private void async(JsonGenerator json, Execution execution) throws IOException {
    if (dialect == Dialect.CHRONOS_2 || execution.async().isPresent()) {
      json.writeBooleanField("async", execution.async().orElse(false));
    }
  }

  private static void counters(JsonGenerator json, Tally tally) throws IOException {
    json.writeNumberField("successCount", tally.successes());
    json.writeNumberField("errorCount", tally.errors());
    json.writeStringField("lastSuccess", Tally.print(tally.lastSuccess()));
    json.writeStringField("lastError", Tally.print(tally.lastError()));
  }

  private static void amounts(JsonGenerator json, Needs needs) throws IOException {
    json.writeNumberField("cpus", needs.cpus());
    json.writeNumberField("disk", needs.disk());
    json.writeNumberField("mem", needs.mem());
  }

  /** For readers, {@code fetch} and {@code uris} mirror each other (chronos.md §1.3). */
  private void files(JsonGenerator json, Execution execution) throws IOException {
    List<Fetch> fetch = execution.fetch();
    List<String> uris = execution.uris();
    if (dialect != Dialect.STORED) {
      if (fetch.isEmpty()) {
        fetch = uris.stream().map(uri -> new Fetch(uri, false, false, true, "")).toList();
      } else {
        uris = fetch.stream().map(Fetch::uri).toList();
      }
    }
    json.writeArrayFieldStart("fetch");
    for (Fetch file : fetch) {
      json.writeStartObject();
      json.writeStringField("uri", file.uri());
      json.writeBooleanField("executable", file.executable());
      json.writeBooleanField("cache", file.cache());
      json.writeBooleanField("extract", file.extract());
      if (!file.outputFile().isEmpty()) {
        json.writeStringField("output_file", file.outputFile());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    texts(json, "uris", uris);
  }

  private static void environment(JsonGenerator json, Execution execution) throws IOException {
    json.writeArrayFieldStart("environmentVariables");
    for (Execution.Variable variable : execution.environment()) {
      json.writeStartObject();
      json.writeStringField("name", variable.name());
      json.writeStringField("value", variable.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void constraints(JsonGenerator json, Needs needs) throws IOException {
    json.writeArrayFieldStart("constraints");
    for (AttributeConstraint constraint : needs.constraints()) {
      json.writeStartArray();
      json.writeString(constraint.attribute());
      json.writeString(constraint.operator());
      json.writeString(constraint.value());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void plan(JsonGenerator json, Plan plan, String schedule) throws IOException {
    switch (plan) {
      case Plan.Dependent dependent -> texts(json, "parents", dependent.parents());
      case Plan.Scheduled scheduled -> {
        ScheduleWriter.write(json, scheduled, schedule);
        ScheduleWriter.writeMore(json, scheduled);
      }
    }
  }

  static void texts(JsonGenerator json, String name, Collection<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  static void text(JsonGenerator json, String name, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }
}
