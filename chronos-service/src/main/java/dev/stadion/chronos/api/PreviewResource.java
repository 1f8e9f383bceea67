package dev.stadion.chronos.api;

import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.PreviewReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.schedule.Preview;
import dev.stadion.chronos.scheduler.JobState;
import dev.stadion.chronos.scheduler.Schedules;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** When jobs will fire (chronos.md §12.2); nothing is stored. */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class PreviewResource {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  private final SchedulerPort scheduler;
  private final InstantSource clock;

  public PreviewResource(SchedulerPort scheduler, InstantSource clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  @GET
  @Path("job/{name}/next")
  public Response next(
      @PathParam("name") String name,
      @QueryParam("count") String count,
      @QueryParam("from") String from) {
    var page = new Page();
    int most = (int) page.number("count", count, 1, PreviewReader.MOST, PreviewReader.COUNT);
    Instant now = clock.instant();
    Instant first = page.time("from", from).orElse(now.plusMillis(1));
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    return scheduler
        .snapshot()
        .job(name)
        .map(job -> show(job, Schedules.preview(job, now, first, most)))
        .orElseGet(() ->
            Answers.error(
                Response.Status.NOT_FOUND, "Job '%s' not found".formatted(Answers.shown(name))));
  }

  private static Response show(JobState state, Preview preview) {
    Job job = state.job();
    ZoneId zone = job.plan() instanceof Plan.Scheduled plan ? plan.zoneId() : ZoneOffset.UTC;
    return show(job.name(), zone, preview, job.disabled() || job.isPaused());
  }

  @POST
  @Path("preview")
  public Response preview(byte[] body) {
    try {
      Instant now = clock.instant();
      PreviewReader.Request request = PreviewReader.read(StrictJson.object(body), now);
      var calendars = scheduler.snapshot().calendars();
      Optional<Problem> problem =
          Schedules.problemWith(
              request.plan(), request.from(), c -> Optional.ofNullable(calendars.get(c)));
      return problem
          .map(wrong -> Answers.rejected(List.of(wrong)))
          .orElseGet(() ->
              show(
                  request.name(),
                  request.plan().zoneId(),
                  Schedules.preview(
                      request.name(),
                      request.plan(),
                      c -> Optional.ofNullable(calendars.get(c)),
                      request.from(),
                      request.count()),
                  false));
    } catch (InvalidDocumentException invalid) {
      return Answers.rejected(invalid);
    }
  }

  private static Response show(String job, ZoneId zone, Preview preview, boolean suspended) {
    return Answers.json(json -> {
      json.writeStartObject();
      if (!job.isEmpty()) {
        json.writeStringField("job", job);
      }
      json.writeStringField("timeZone", zone.getId().equals("Z") ? "UTC" : zone.getId());
      json.writeArrayFieldStart("fireTimes");
      for (Instant tick : preview.fireTimes()) {
        json.writeString(text(tick, zone));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("excluded");
      for (Preview.Excluded excluded : preview.excluded()) {
        json.writeStartObject();
        json.writeStringField("time", text(excluded.tick(), zone));
        json.writeStringField("calendar", excluded.calendar());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (suspended) {
        json.writeBooleanField("suspended", true);
      }
      json.writeEndObject();
    });
  }

  private static String text(Instant tick, ZoneId zone) {
    boolean whole = tick.equals(tick.truncatedTo(ChronoUnit.SECONDS));
    return (whole ? SECONDS : MILLIS).format(tick.atZone(zone));
  }
}
