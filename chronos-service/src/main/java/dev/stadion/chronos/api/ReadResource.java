package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobWriter;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.JobState;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows jobs (chronos.md §1.2–§1.4), under either prefix. Reads the last commit. */
@Path("/{prefix:scheduler|v1/scheduler}")
public final class ReadResource {
  private final SchedulerPort scheduler;
  private final Defaults defaults;

  public ReadResource(SchedulerPort scheduler, Defaults defaults) {
    this.scheduler = scheduler;
    this.defaults = defaults;
  }

  @GET
  @Path("jobs")
  public Response jobs(
      @PathParam("prefix") String prefix, @QueryParam("label") List<String> labels) {
    var jobs = scheduler.snapshot().jobs().values();
    return list(
        prefix, labels.isEmpty() ? jobs : jobs.stream().filter(LabelSelector.of(labels)).toList());
  }

  @GET
  @Path("job/{name}")
  public Response job(
      @PathParam("prefix") String prefix,
      @PathParam("name") String name,
      @QueryParam("verbose") String verbose) {
    if (!Flags.isFlag(verbose)) {
      return Flags.rejected("verbose");
    }
    return scheduler
        .snapshot()
        .job(name)
        .map(job -> Flags.isSet(verbose) ? verbose(prefix, job) : plain(prefix, job))
        .orElseGet(() -> Answers.unknown(name));
  }

  private Response plain(String prefix, JobState job) {
    return Answers.json(json -> writer(prefix).write(json, job.shown(), job.shownSchedule()));
  }

  /** With its version, which a client can send back as {@code If-Match} (chronos.md B-67). */
  private Response verbose(String prefix, JobState job) {
    int version = job.life().version();
    Response shown =
        Answers.json(json ->
            writer(prefix)
                .write(
                    json,
                    job.shown(),
                    job.shownSchedule(),
                    more -> more.writeNumberField("version", version)));
    return Response.fromResponse(shown).header("ETag", VersionTags.of(version)).build();
  }

  @GET
  @Path("jobs/search")
  public Response search(
      @PathParam("prefix") String prefix,
      @QueryParam("name") String name,
      @QueryParam("command") String command,
      @QueryParam("any") String any,
      @QueryParam("label") List<String> labels,
      @QueryParam("limit") String limit,
      @QueryParam("offset") String offset) {
    Optional<Integer> most = count(limit, 10);
    Optional<Integer> first = count(offset, 0);
    if (most.isEmpty() || first.isEmpty()) {
      String wrong = most.isEmpty() ? "limit" : "offset";
      return Answers.rejected(
          List.of(new Problem("/" + wrong, wrong + " must be a whole number from 0")));
    }
    var search = new Search(lower(name), lower(command), lower(any));
    return list(
        prefix,
        scheduler.snapshot().jobs().values().stream()
            .filter(job -> search.finds(job.job()))
            .filter(LabelSelector.of(labels))
            .skip(first.get())
            .limit(most.get())
            .toList());
  }

  /** Case-insensitive: both named parts, or else {@code any} in either (D-03). */
  private record Search(String name, String command, String any) {
    boolean finds(Job job) {
      String jobName = lower(job.name());
      String jobCommand = lower(job.execution().command());
      boolean named = !name.isEmpty() || !command.isEmpty();
      boolean both = jobName.contains(name) && jobCommand.contains(command);
      boolean either = jobName.contains(any) || jobCommand.contains(any);
      if (any.isEmpty()) {
        return both;
      }
      return named ? both || either : either;
    }
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static Optional<Integer> count(String text, int otherwise) {
    if (text == null) {
      return Optional.of(otherwise);
    }
    return text.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private Response list(String prefix, Collection<JobState> jobs) {
    JobWriter writer = writer(prefix);
    return Answers.stream(json -> {
      json.writeStartArray();
      for (JobState job : jobs) {
        writer.write(json, job.shown(), job.shownSchedule());
      }
      json.writeEndArray();
    });
  }

  private JobWriter writer(String prefix) {
    return new JobWriter(defaults, Prefix.of(prefix).dialect());
  }

  @GET
  @Path("jobs/summary")
  public Response summary() {
    ChronosState state = scheduler.snapshot();
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("jobs");
      for (JobState job : state.jobs().values()) {
        summarise(json, state, job);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private static void summarise(JsonGenerator json, ChronosState state, JobState shown)
      throws IOException {
    Job job = shown.job();
    json.writeStartObject();
    json.writeStringField("name", job.name());
    json.writeStringField("status", job.tally().lastResult());
    json.writeStringField("state", LiveState.of(state, job.name()));
    json.writeStringField("schedule", shown.shownSchedule());
    json.writeArrayFieldStart("parents");
    for (String parent : job.parents()) {
      json.writeString(parent);
    }
    json.writeEndArray();
    json.writeBooleanField("disabled", job.disabled());
    json.writeEndObject();
  }

  // ---- the graph (§1.6) ----------------------------------------------------------------------

  @GET
  @Path("graph/csv")
  public Response csv() {
    ChronosState state = scheduler.snapshot();
    Stream<String> nodes =
        state.jobs().values().stream()
            .map(job ->
                "node,%s,%s,%s\n"
                    .formatted(
                        cell(job.name()),
                        job.job().tally().lastResult(),
                        LiveState.of(state, job.name())));
    Stream<String> links =
        state.jobs().values().stream()
            .flatMap(job ->
                job.job().parents().stream()
                    .map(parent -> "link,%s,%s\n".formatted(cell(parent), cell(job.name()))));
    return Answers.text(String.join("", Stream.concat(nodes, links).toList()));
  }

  /** A spreadsheet must not take a name for a formula (promises.md §7.11); RFC 4180 quotes. */
  static String cell(String name) {
    String first = name.stripLeading();
    String safe = first.matches("(?s)[=+\\-@].*") ? "'" + name : name;
    boolean plain = safe.chars().noneMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  @GET
  @Path("graph/dot")
  public Response dot() {
    return Answers.text(Dot.of(scheduler.snapshot()));
  }
}
