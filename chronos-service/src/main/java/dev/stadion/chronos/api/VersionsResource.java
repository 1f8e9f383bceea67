package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.JobWriter;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.JobVersions;
import dev.stadion.chronos.job.JobVersions.Earlier;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.Expected;
import dev.stadion.chronos.scheduler.JobState;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a job said before, and a way back to it (chronos.md B-67), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}/job/{name}/versions")
@Consumes(MediaType.WILDCARD)
public final class VersionsResource {
  private final SchedulerPort scheduler;
  private final JobVersions versions;
  private final Defaults defaults;

  public VersionsResource(SchedulerPort scheduler, JobVersions versions, Defaults defaults) {
    this.scheduler = scheduler;
    this.versions = versions;
    this.defaults = defaults;
  }

  /**
   * One line of the list.
   *
   * @param since when the job began to say this; unknown when the version before is kept no longer
   */
  private record Line(int version, Optional<Instant> since, Job job) {}

  @GET
  public Response list(
      @PathParam("prefix") String prefix,
      @PathParam("name") String name,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor) {
    var page = new Page();
    int most = page.limit(limit);
    long below = page.cursor(cursor, 1).map(List::getFirst).orElse(Long.MAX_VALUE);
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    Optional<JobState> job = scheduler.snapshot().job(name);
    if (job.isEmpty()) {
      return unknown(name);
    }
    List<Line> found = lines(job.get()).stream().filter(line -> line.version() < below).toList();
    List<Line> shown = found.subList(0, Math.min(most, found.size()));
    var writer = new JobWriter(defaults, Prefix.of(prefix).dialect());
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (Line line : shown) {
        write(json, writer, line);
      }
      json.writeEndArray();
      if (found.size() > shown.size()) {
        json.writeStringField("next", Page.cursor(shown.getLast().version()));
      }
      json.writeEndObject();
    });
  }

  /** The newest first. */
  private List<Line> lines(JobState job) {
    int current = job.life().version();
    // What is being replaced right now may be in the table already.
    List<Earlier> earlier =
        versions.of(job.name()).stream().filter(old -> old.version() < current).toList();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(current, since(job, current, earlier), job.job()));
    for (Earlier old : earlier) {
      lines.add(new Line(old.version(), since(job, old.version(), earlier), old.job()));
    }
    return lines;
  }

  private static Optional<Instant> since(JobState job, int version, List<Earlier> earlier) {
    return version == 1
        ? Optional.of(RunIds.moment(job.incarnation()))
        : earlier.stream()
            .filter(old -> old.version() == version - 1)
            .map(Earlier::replacedAt)
            .findFirst();
  }

  private static void write(JsonGenerator json, JobWriter writer, Line line) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", line.version());
    if (line.since().isPresent()) {
      json.writeStringField("since", Tally.print(line.since()));
    }
    json.writeFieldName("job");
    writer.write(json, line.job());
    json.writeEndObject();
  }

  private static Response unknown(String name) {
    return Answers.error(
        Response.Status.NOT_FOUND, "Job '%s' not found".formatted(Answers.shown(name)));
  }

  /** Its counters go on; it becomes a new version that says what the old one said. */
  @POST
  @Path("{version}/restore")
  public CompletionStage<Response> restore(
      @PathParam("name") String name,
      @PathParam("version") String version,
      @HeaderParam("If-Match") String match) {
    Expected expected;
    try {
      expected = VersionTags.expected(match);
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
    Optional<JobState> job = scheduler.snapshot().job(name);
    if (job.isEmpty()) {
      return CompletableFuture.completedFuture(unknown(name));
    }
    return lines(job.get()).stream()
        .filter(line -> String.valueOf(line.version()).equals(version))
        .findFirst()
        .map(line -> put(line.job(), expected))
        .orElseGet(() ->
            CompletableFuture.completedFuture(
                Answers.error(
                    Response.Status.NOT_FOUND,
                    "version '%s' of job '%s' is not kept"
                        .formatted(Answers.shown(version), Answers.shown(name)))));
  }

  private CompletionStage<Response> put(Job job, Expected expected) {
    boolean anything = expected instanceof Expected.Anything;
    // A job that was removed since it was looked for is not made again.
    Expected there = anything ? new Expected.Present() : expected;
    return scheduler
        .submit(new ChronosEvent.PutJob(job, there, true))
        .thenApply(outcome ->
            anything && outcome instanceof ChronosOutcome.NotAsExpected
                ? unknown(job.name())
                : Answers.of(outcome));
  }
}
