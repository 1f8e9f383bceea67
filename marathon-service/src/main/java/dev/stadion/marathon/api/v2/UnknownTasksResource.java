package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.KillHeldTasks;
import dev.stadion.marathon.scheduler.UnknownTasks;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * The operator's button of the mass-kill brake (promises.md P8): tasks that run and that nobody
 * knows are held when there are many of them, until somebody says that they are orphans indeed.
 */
@Path("/v2/unknownTasks")
@Produces(MediaType.APPLICATION_JSON)
public final class UnknownTasksResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;

  public UnknownTasksResource(SchedulerAccess scheduler) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
  }

  /** {@code {"held": true, "tasks": [{"id": "…", "slaveId": "…"}]}}. */
  @GET
  public ObjectNode list() {
    UnknownTasks unknown = scheduler.snapshot().unknown();
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("held", unknown.held());
    ArrayNode tasks = body.putArray("tasks");
    unknown
        .found()
        .forEach((task, agent) -> {
          ObjectNode json = tasks.addObject().put("id", task.value());
          agent.ifPresent(id -> json.put("slaveId", id.value()));
        });
    return body;
  }

  /** They are orphans: kill them. Without any there is nothing to do. */
  @DELETE
  public void kill() {
    outcomes.of(new KillHeldTasks());
  }
}
