package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.ResetDelay;
import dev.stadion.marathon.wire.QueueWriter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;

/** What waits to be launched (marathon.md §3.6). */
@Path("/v2/queue")
@Produces(MediaType.APPLICATION_JSON)
public final class QueueResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;
  private final InstantSource clock;

  public QueueResource(SchedulerAccess scheduler, InstantSource clock) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
    this.clock = clock;
  }

  @GET
  public ObjectNode list(@QueryParam("embed") List<String> embed) {
    return QueueWriter.write(
        scheduler.snapshot(), clock.instant(), embed.contains("lastUnusedOffers"));
  }

  @DELETE
  @Path("{id: .+}/delay")
  public Response resetDelay(@PathParam("id") String text) {
    PathId id = Requests.appId(text);
    if (!scheduler.snapshot().hungry().contains(id)) {
      throw Refusals.because(404, "Application " + id + " not found in tasks queue.");
    }
    outcomes.of(new ResetDelay(id));
    return Response.noContent().build();
  }
}
