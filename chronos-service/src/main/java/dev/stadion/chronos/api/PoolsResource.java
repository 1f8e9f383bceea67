package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.PoolReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosState;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What jobs share (chronos.md B-41, B-42), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}/pools")
@Consumes(MediaType.WILDCARD)
public final class PoolsResource {
  private final SchedulerPort scheduler;

  public PoolsResource(SchedulerPort scheduler) {
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
    ChronosState state = scheduler.snapshot();
    Collection<Pool> rest = new TreeMap<>(state.commons().pools()).tailMap(after, false).values();
    List<Pool> shown = rest.stream().limit(most).toList();
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (Pool pool : shown) {
        write(json, state, pool);
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
    ChronosState state = scheduler.snapshot();
    Pool pool = state.commons().pools().get(name);
    return pool == null
        ? Answers.error(
            Response.Status.NOT_FOUND, "Pool '%s' not found".formatted(Answers.shown(name)))
        : Answers.json(json -> write(json, state, pool));
  }

  @PUT
  @Path("{name}")
  public CompletionStage<Response> put(@PathParam("name") String name, byte[] body) {
    try {
      Pool pool = PoolReader.read(StrictJson.object(body), name);
      return scheduler.submit(new ChronosEvent.PutPool(pool)).thenApply(Answers::of);
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
  }

  @DELETE
  @Path("{name}")
  public CompletionStage<Response> delete(@PathParam("name") String name) {
    return scheduler.submit(new ChronosEvent.DeletePool(name)).thenApply(Answers::of);
  }

  private static void write(JsonGenerator json, ChronosState state, Pool pool) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", pool.name());
    json.writeNumberField("slots", pool.slots());
    json.writeStringField("description", pool.description());
    json.writeNumberField("used", state.commons().used().getOrDefault(pool.name(), 0));
    json.writeNumberField("queued", queued(state, pool.name()));
    json.writeEndObject();
  }

  private static long queued(ChronosState state, String pool) {
    return state.runs().values().stream()
        .filter(run -> run.state() == RunState.QUEUED && isIn(run, pool))
        .count();
  }

  private static boolean isIn(Run run, String pool) {
    return run.place().pool().filter(pool::equals).isPresent();
  }
}
