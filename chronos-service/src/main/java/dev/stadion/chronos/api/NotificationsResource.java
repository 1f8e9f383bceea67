package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.notice.Outbox;
import dev.stadion.chronos.run.RunIds;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What became of notices (chronos.md B-71); secrets and headers are never shown. */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class NotificationsResource {
  private final Outbox outbox;
  private final InstantSource clock;
  private final Runnable nudge;

  /**
   * @param nudge tells the sender that there is something to send
   */
  public NotificationsResource(Outbox outbox, InstantSource clock, Runnable nudge) {
    this.outbox = outbox;
    this.clock = clock;
    this.nudge = nudge;
  }

  @GET
  @Path("notifications")
  public Response notifications(
      @QueryParam("state") String state,
      @QueryParam("job") String job,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor) {
    var page = new Page();
    Optional<Outbox.State> wanted =
        page.words("state", state, Outbox.State.class).stream().findFirst();
    int most = page.limit(limit);
    long before = page.cursor(cursor, 1).map(List::getFirst).orElse(Long.MAX_VALUE);
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    List<Outbox.Sending> found =
        outbox.list(
            wanted, Optional.ofNullable(job).filter(name -> !name.isEmpty()), before, most + 1);
    List<Outbox.Sending> shown = found.subList(0, Math.min(found.size(), most));
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (Outbox.Sending sending : shown) {
        write(json, sending);
      }
      json.writeEndArray();
      if (found.size() > shown.size()) {
        json.writeStringField("next", Page.cursor(shown.getLast().notice().id()));
      }
      json.writeEndObject();
    });
  }

  private static void write(JsonGenerator json, Outbox.Sending sending) throws IOException {
    Notice notice = sending.notice();
    json.writeStartObject();
    json.writeStringField("id", Long.toString(notice.id()));
    json.writeStringField("type", notice.type());
    json.writeStringField("time", Tally.print(Optional.of(notice.at())));
    json.writeStringField("job", notice.job());
    text(json, "runId", notice.run().map(RunIds::text));
    json.writeStringField("channel", notice.to().channel().word());
    text(json, "url", notice.to().url());
    text(json, "to", notice.to().to());
    json.writeStringField("subject", notice.subject());
    text(json, "message", notice.message());
    json.writeStringField("state", sending.state().name());
    json.writeNumberField("tries", sending.tries());
    text(json, "nextTryAt", sending.nextAt().map(at -> Tally.print(Optional.of(at))));
    text(json, "error", sending.error());
    text(json, "doneAt", sending.doneAt().map(at -> Tally.print(Optional.of(at))));
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }

  /** Gives a dead one all its tries again. */
  @POST
  @Path("notifications/{id}/retry")
  public Response retry(@PathParam("id") String id) {
    long notice = new Page().number("id", id, 1, Long.MAX_VALUE, -1);
    if (notice < 0 || !outbox.retry(notice, clock.instant())) {
      return Answers.error(
          Response.Status.NOT_FOUND,
          "Dead notification '%s' not found".formatted(Answers.shown(id)));
    }
    nudge.run();
    return Response.accepted().build();
  }
}
