package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.Subscribe;
import dev.stadion.marathon.scheduler.MarathonEvent.Unsubscribe;
import dev.stadion.marathon.wire.EventWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who gets events posted (marathon.md §3.9). */
@Path("/v2/eventSubscriptions")
@Produces(MediaType.APPLICATION_JSON)
public final class EventSubscriptionsResource {
  private static final int LONGEST = 1024;

  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;
  private final InstantSource clock;
  private final boolean enabled;
  private final Set<String> fixed;

  /**
   * @param enabled whether there are such subscriptions at all
   * @param fixed addresses that the configuration names
   */
  public EventSubscriptionsResource(
      SchedulerAccess scheduler, InstantSource clock, boolean enabled, Set<String> fixed) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
    this.clock = clock;
    this.enabled = enabled;
    this.fixed = Set.copyOf(fixed);
  }

  @GET
  public ObjectNode list() {
    requireEnabled();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    var urls = body.putArray("callbackUrls");
    var all = new TreeSet<>(fixed);
    all.addAll(scheduler.snapshot().subscribers());
    all.forEach(urls::add);
    return body;
  }

  @POST
  public ObjectNode subscribe(
      @QueryParam("callbackUrl") String url, @Context HttpServletRequest request) {
    requireEnabled();
    outcomes.of(new Subscribe(checked(url), request.getRemoteAddr()));
    return answer("subscribe_event", url, request);
  }

  @DELETE
  public ObjectNode unsubscribe(
      @QueryParam("callbackUrl") String url, @Context HttpServletRequest request) {
    requireEnabled();
    outcomes.of(new Unsubscribe(checked(url), request.getRemoteAddr()));
    return answer("unsubscribe_event", url, request);
  }

  private ObjectNode answer(String type, String url, HttpServletRequest request) {
    return EventWriter.event(type, clock.instant())
        .put("clientIp", request.getRemoteAddr())
        .put("callbackUrl", url);
  }

  private void requireEnabled() {
    if (!enabled) {
      throw Refusals.because(
          400,
          "http event callback system is not running on this Marathon instance. Please re-start"
              + " this instance with \"--event_subscriber http_callback\".");
    }
  }

  private static String checked(String url) {
    if (url == null) {
      throw refused("not defined");
    }
    try {
      URI uri = new URI(url);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (web && uri.getHost() != null && url.length() <= LONGEST) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Refused like every other text that is not the address of a web server.
    }
    throw refused("URI has invalid syntax.");
  }

  private static RuntimeException refused(String why) {
    return Refusals.invalid(List.of(new Problem("/callbackUrl", why)));
  }
}
