package dev.stadion.marathon.api.v2;

import dev.stadion.dropwizard.sse.SseEvent;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.sse.Subscription;
import dev.stadion.dropwizard.stream.LongAnswers;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.wire.EventWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** The event stream (marathon.md §4). */
@Path("/v2/events")
public final class EventsResource {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** How many events a reader missed that are not kept any more. */
  private static final String LOST = "Stadion-Events-Lost";

  private final SseHub hub;
  private final EventHistory history;
  private final SchedulerAccess scheduler;
  private final InstantSource clock;

  public EventsResource(
      SseHub hub, EventHistory history, SchedulerAccess scheduler, InstantSource clock) {
    this.hub = hub;
    this.history = history;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /**
   * @param types of events, each parameter one or several with commas between; all when there is
   *     none
   * @param plans {@code light} for plans without the groups from which and to which they lead
   */
  @GET
  public void stream(
      @Suspended AsyncResponse suspended,
      @QueryParam("event_type") List<String> types,
      @QueryParam("plan-format") String plans,
      @HeaderParam(LAST_EVENT_ID) String lastEventId,
      @Context HttpHeaders headers,
      @Context HttpServletRequest request) {
    LongAnswers.give(
        suspended, request, "events", answer(types, plans, lastEventId, headers, request));
  }

  private Response answer(
      List<String> types,
      String plans,
      String lastEventId,
      HttpHeaders headers,
      HttpServletRequest request) {
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
    if (request.getMethod().equals(HttpMethod.HEAD)) {
      return LongAnswers.head(SseHub.MEDIA_TYPE);
    }
    Predicate<SseEvent> filter = filter(types);
    var attached = event("event_stream_attached", request.getRemoteAddr());
    // What follows must be able to tell where it comes from after the request has ended.
    String address = request.getRemoteAddr();
    Optional<Subscription.Missed> missed = missed(lastEventId);
    Response answer =
        hub.open(
            new Subscription(
                filter.and(event -> !event.equals(attached)),
                "light".equals(plans),
                filter.test(attached) ? List.of(attached) : List.of(),
                missed,
                () -> hub.publish(event("event_stream_detached", address))));
    // What every answer says of caches is said of streams, too.
    answer.getHeaders().remove(HttpHeaders.CACHE_CONTROL);
    hub.publish(attached);
    missed
        .map(Subscription.Missed::after)
        .map(after -> history.forgottenUpTo() - after)
        .filter(lost -> lost > 0)
        .ifPresent(lost -> answer.getHeaders().putSingle(LOST, lost));
    return answer;
  }

  private static Predicate<SseEvent> filter(List<String> types) {
    Set<String> wanted = new HashSet<>();
    types.forEach(some -> wanted.addAll(List.of(some.split(","))));
    wanted.remove("");
    return event -> wanted.isEmpty() || wanted.contains(event.type());
  }

  /** Whoever names an event that never was has missed nothing that we know of. */
  private Optional<Subscription.Missed> missed(String lastEventId) {
    if (lastEventId == null || lastEventId.isEmpty()) {
      return Optional.empty();
    }
    if (!lastEventId.matches("[0-9]{1,18}")) {
      throw Refusals.because(
          400, LAST_EVENT_ID + " must be the id of an event of this stream: a number");
    }
    long id = Long.parseLong(lastEventId);
    return id > scheduler.snapshot().lastEvent()
        ? Optional.empty()
        : Optional.of(new Subscription.Missed(id, this::page));
  }

  private List<SseEvent> page(long after) {
    return history.after(after).stream()
        .map(told ->
            new SseEvent(
                OptionalLong.of(told.id()),
                told.type(),
                told.json(),
                EventWriter.lightened(told.type(), told.json())))
        .toList();
  }

  private SseEvent event(String type, String remoteAddress) {
    return new SseEvent(
        type,
        EventWriter.event(type, clock.instant()).put("remoteAddress", remoteAddress).toString());
  }
}
