package dev.stadion.chronos.api;

import dev.stadion.chronos.document.CalendarReader;
import dev.stadion.chronos.document.CalendarWriter;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.scheduler.ChronosEvent;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Times that jobs keep free (chronos.md §12.3), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}/calendars")
@Consumes(MediaType.WILDCARD)
public final class CalendarsResource {
  private final SchedulerPort scheduler;

  public CalendarsResource(SchedulerPort scheduler) {
    this.scheduler = scheduler;
  }

  /** By name; the cursor is the last name of the page before. */
  @GET
  public Response list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    var page = new Page();
    int most = page.limit(limit);
    String after = page.textCursor(cursor);
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    NavigableMap<String, Calendar> all = new TreeMap<>(scheduler.snapshot().calendars());
    Collection<Calendar> rest = all.tailMap(after, false).values();
    List<Calendar> shown = rest.stream().limit(most).toList();
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (Calendar calendar : shown) {
        CalendarWriter.write(json, calendar);
      }
      json.writeEndArray();
      if (rest.size() > shown.size()) {
        json.writeStringField("next", Page.textCursorOf(shown.getLast().name()));
      }
      json.writeEndObject();
    });
  }

  @GET
  @Path("{name}")
  public Response get(@PathParam("name") String name) {
    return scheduler
        .snapshot()
        .calendar(name)
        .map(calendar -> Answers.json(json -> CalendarWriter.write(json, calendar)))
        .orElseGet(() ->
            Answers.error(
                Response.Status.NOT_FOUND,
                "Calendar '%s' not found".formatted(Answers.shown(name))));
  }

  @PUT
  @Path("{name}")
  public CompletionStage<Response> put(@PathParam("name") String name, byte[] body) {
    try {
      Calendar calendar = CalendarReader.read(StrictJson.object(body), name);
      return scheduler.submit(new ChronosEvent.PutCalendar(calendar)).thenApply(Answers::of);
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
  }

  @DELETE
  @Path("{name}")
  public CompletionStage<Response> delete(@PathParam("name") String name) {
    return scheduler.submit(new ChronosEvent.DeleteCalendar(name)).thenApply(Answers::of);
  }
}
