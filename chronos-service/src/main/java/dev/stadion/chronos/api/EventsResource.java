package dev.stadion.chronos.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.chronos.notice.EventLog;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.dropwizard.sse.SseEvent;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.sse.Subscription;
import dev.stadion.dropwizard.stream.LongAnswers;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What happened, as pages of the past, or as a stream of server-sent events that can be resumed
 * (chronos.md B-72). {@code type} names whole types or groups of them, such as {@code
 * run.failed,job.*}.
 */
@Path("/{prefix:scheduler|v1/scheduler}")
public final class EventsResource {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventLog log;
  private final SseHub hub;

  public EventsResource(EventLog log, SseHub hub) {
    this.log = log;
    this.hub = hub;
  }

  @GET
  @Path("events")
  public void events(
      @Suspended AsyncResponse suspended,
      @HeaderParam(HttpHeaders.ACCEPT) String accept,
      @HeaderParam("Last-Event-ID") String last,
      @QueryParam("from") String from,
      @QueryParam("job") String job,
      @QueryParam("type") String types,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context HttpServletRequest request) {
    LongAnswers.give(
        suspended,
        request,
        "events",
        request.getMethod().equals(HttpMethod.HEAD) && isForStreams(accept)
            ? LongAnswers.head(SseHub.MEDIA_TYPE)
            : answer(accept, last, from, job, types, limit, cursor));
  }

  private static boolean isForStreams(String accept) {
    return accept != null && accept.contains(MediaType.SERVER_SENT_EVENTS);
  }

  private Response answer(
      String accept,
      String last,
      String from,
      String job,
      String types,
      String limit,
      String cursor) {
    var page = new Page();
    Optional<Long> start = page.time("from", from).map(RunIds::first);
    long after =
        page.cursor(cursor, 1).map(List::getFirst).or(() -> start.map(id -> id - 1)).orElse(0L);
    OptionalLong seen =
        last == null || last.isBlank()
            ? OptionalLong.empty()
            : OptionalLong.of(page.number("Last-Event-ID", last.strip(), 0, Long.MAX_VALUE, 0));
    var query =
        new EventLog.Query(
            after,
            Optional.ofNullable(job).filter(name -> !name.isEmpty()),
            types(page, types),
            page.limit(limit));
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    if (isForStreams(accept)) {
      boolean past = seen.isEmpty() && start.isPresent();
      return stream(query, past ? OptionalLong.of(after) : seen);
    }
    return list(query);
  }

  private static Set<String> types(Page page, String text) {
    if (text == null || text.isEmpty()) {
      return Set.of();
    }
    Set<String> types =
        Arrays.stream(text.split(",", -1))
            .map(type -> type.strip().replaceFirst("\\.\\*$", "."))
            .collect(Collectors.toSet());
    if (!types.stream().allMatch(type -> type.matches("[a-z]+\\.[a-z_]*"))) {
      page.problem("type", "type must be names such as run.failed or run.*");
    }
    return types;
  }

  private Response stream(EventLog.Query query, OptionalLong seen) {
    Optional<Subscription.Missed> missed =
        seen.isPresent()
            ? Optional.of(new Subscription.Missed(seen.getAsLong(), this::past))
            : Optional.empty();
    return hub.open(new Subscription(wanted(query), false, List.of(), missed, () -> {}));
  }

  private List<SseEvent> past(long after) {
    return log.find(new EventLog.Query(after, Optional.empty(), Set.of(), Page.MOST)).stream()
        .map(told -> new SseEvent(OptionalLong.of(told.id()), told.type(), told.document()))
        .toList();
  }

  private static Predicate<SseEvent> wanted(EventLog.Query query) {
    return event ->
        query.wants(event.type())
            && query.job().map(job -> job.equals(job(event.data()))).orElse(true);
  }

  private static String job(String document) {
    try {
      JsonNode event = JSON.readTree(document);
      return event.path("job").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Response list(EventLog.Query query) {
    List<EventLog.Told> found =
        log.find(new EventLog.Query(query.after(), query.job(), query.types(), query.limit() + 1));
    List<EventLog.Told> shown = found.subList(0, Math.min(found.size(), query.limit()));
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (EventLog.Told told : shown) {
        json.writeRawValue(told.document());
      }
      json.writeEndArray();
      if (found.size() > shown.size()) {
        json.writeStringField("next", Page.cursor(shown.getLast().id()));
      }
      json.writeEndObject();
    });
  }
}
