package dev.stadion.agent.api;

import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.RunningAgent;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;

/** What tools of Mesos ask an agent (mesos-v1.md §12.3). */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class AgentStateResource {
  private final RunningAgent running;
  private final Instant started;

  public AgentStateResource(RunningAgent running, Instant started) {
    this.running = running;
    this.started = started;
  }

  @GET
  @Path("health")
  public Response health() {
    return Response.ok().build();
  }

  @GET
  @Path("version")
  public Map<String, Object> version() {
    return Map.of(
        "version",
        Agent.VERSION,
        "build_date",
        started.toString(),
        "build_time",
        (double) started.getEpochSecond(),
        "build_user",
        "stadion");
  }

  @GET
  @Path("{alias: (slave\\(1\\)/)?state(\\.json)?}")
  public Map<String, Object> state() {
    Agent agent =
        running
            .agent()
            .orElseThrow(() -> new ServiceUnavailableException("the agent is starting", 1L));
    return StateDocument.of(agent, started);
  }
}
