package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.CancelDeployment;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.wire.StateWriter;
import dev.stadion.marathon.wire.WaitingWriter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Deployments on their way (marathon.md §3.4). */
@Path("/v2/deployments")
@Produces(MediaType.APPLICATION_JSON)
public final class DeploymentsResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;
  private final InstantSource clock;

  public DeploymentsResource(SchedulerAccess scheduler, InstantSource clock) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
    this.clock = clock;
  }

  @GET
  public ArrayNode list() {
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    MarathonState state = scheduler.snapshot();
    state
        .deployments()
        .values()
        .forEach(deployment -> body.add(StateWriter.deployment(deployment, state)));
    return body;
  }

  /** One of them, with what it waits for. */
  @GET
  @Path("{id}")
  public ObjectNode one(@PathParam("id") String text) {
    DeploymentId id = id(text);
    MarathonState state = scheduler.snapshot();
    return Optional.ofNullable(state.deployments().get(id))
        .map(deployment -> WaitingWriter.deployment(deployment, state, clock.instant()))
        .or(() -> state.undone().find(id).map(WaitingWriter::undone))
        .orElseThrow(() -> Refusals.because(404, "DeploymentPlan " + id + " does not exist"));
  }

  @DELETE
  @Path("{id}")
  public Response cancel(@PathParam("id") String text, @QueryParam("force") String force) {
    DeploymentId id = id(text);
    if (Requests.flag(force, false)) {
      outcomes.of(new CancelDeployment(id, false));
      return Response.accepted().build();
    }
    return Outcomes.result(200, outcomes.deployed(new CancelDeployment(id, true))).build();
  }

  private static DeploymentId id(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        return new DeploymentId(uuid);
      }
    } catch (IllegalArgumentException e) {
      // Answered like any other id that nobody has.
    }
    String shown = text.length() > 100 ? text.substring(0, 100) : text;
    throw Refusals.because(404, "DeploymentPlan " + shown + " does not exist");
  }
}
