package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.wire.HistoryWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** What became of the tasks of an app, also after it was deleted; the original forgets them. */
@Path("/v2/apps/{id: .+}/history")
@Produces(MediaType.APPLICATION_JSON)
public final class AppHistoryResource {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private final AppsResource apps;
  private final SchedulerAccess scheduler;
  private final TaskHistory history;

  public AppHistoryResource(AppsResource apps, SchedulerAccess scheduler, TaskHistory history) {
    this.apps = apps;
    this.scheduler = scheduler;
    this.history = history;
  }

  /**
   * The newest first; {@code next} is the cursor of the next page. An app that has the route's name
   * comes first.
   */
  @GET
  public Response tasks(
      @PathParam("id") String idText,
      @QueryParam("embed") List<String> embed,
      @Context UriInfo uri,
      @Context HttpHeaders headers) {
    PathId named = Requests.appId(idText + "/history");
    if (scheduler.snapshot().app(named).isPresent()) {
      return apps.one(named.value(), embed, uri, headers);
    }
    PathId id = Requests.appId(idText);
    var parameters = new Parameters(uri);
    int limit = parameters.number("limit", LARGEST_PAGE).orElse(USUAL_PAGE);
    MarathonState state = scheduler.snapshot();
    long before = parameters.text("cursor").map(AppHistoryResource::cursor).orElse(Long.MAX_VALUE);
    List<TaskHistory.Entry> found = history.tasks(id, before, limit + 1);
    if (found.isEmpty() && state.app(id).isEmpty()) {
      throw Refusals.noSuchApp(id);
    }
    List<TaskHistory.Entry> page = found.subList(0, Math.min(limit, found.size()));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = body.putArray("tasks");
    page.forEach(entry -> tasks.add(HistoryWriter.write(entry.task(), state)));
    if (found.size() > limit) {
      body.put("next", Long.toString(page.getLast().id()));
    }
    return Response.ok(body).build();
  }

  private static long cursor(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw Refusals.invalid(
          List.of(new Problem("/cursor", "must be the 'next' of the page before")));
    }
    return Long.parseLong(text);
  }
}
