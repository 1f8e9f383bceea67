package dev.stadion.marathon.api.v2;

import dev.stadion.dropwizard.sse.SseEvent;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.wire.EventWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The event stream (marathon.md §4). */
@Path("/v2/events")
public final class EventsResource {
  private final SseHub hub;
  private final SchedulerAccess scheduler;
  private final InstantSource clock;

  public EventsResource(SseHub hub, SchedulerAccess scheduler, InstantSource clock) {
    this.hub = hub;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  @GET
  public Response stream(
      @QueryParam("event_type") List<String> types,
      @Context HttpHeaders headers,
      @Context HttpServletRequest request) {
    boolean asked =
        headers.getAcceptableMediaTypes().stream()
            .anyMatch(type ->
                type.isCompatible(MediaType.SERVER_SENT_EVENTS_TYPE) && !type.isWildcardType());
    if (!asked) {
      return Response.status(Response.Status.METHOD_NOT_ALLOWED)
          .header(HttpHeaders.ALLOW, "GET")
          .type(MediaType.TEXT_HTML_TYPE)
          .entity("<html><body>Accept must be text/event-stream</body></html>")
          .build();
    }
    scheduler.snapshot(); // Only a leader knows what happens.
    Set<String> wanted = Set.copyOf(types);
    Predicate<SseEvent> filter = event -> wanted.isEmpty() || wanted.contains(event.type());
    String attached = "event_stream_attached";
    var first =
        new SseEvent(
            attached,
            EventWriter.event(attached, clock.instant())
                .put("remoteAddress", request.getRemoteAddr())
                .toString());
    return hub.open(filter, filter.test(first) ? List.of(first) : List.of());
  }
}
