package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.StateWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All tasks (marathon.md §3.5). */
@Path("/v2/tasks")
@Produces(MediaType.APPLICATION_JSON)
public final class TasksResource {
  private final SchedulerAccess scheduler;

  public TasksResource(SchedulerAccess scheduler) {
    this.scheduler = scheduler;
  }

  @GET
  public ObjectNode list(
      @QueryParam("status") List<String> status, @QueryParam("status[]") List<String> statuses) {
    Set<String> wanted = new HashSet<>(status);
    wanted.addAll(statuses);
    wanted.retainAll(Set.of("running", "staging"));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = body.putArray("tasks");
    for (Service service : scheduler.snapshot().services().values()) {
      for (Instance instance : StateWriter.tasksOf(service)) {
        if (wanted.isEmpty() || wanted.contains(status(instance))) {
          tasks.add(StateWriter.taskWithServicePorts(service, instance));
        }
      }
    }
    return body;
  }

  private static String status(Instance instance) {
    return switch (instance.condition()) {
      case PROVISIONED, STAGING -> "staging";
      case RUNNING -> "running";
      case SCHEDULED,
          STARTING,
          KILLING,
          UNREACHABLE,
          UNREACHABLE_INACTIVE,
          FINISHED,
          FAILED,
          KILLED,
          ERROR,
          DROPPED,
          GONE,
          UNKNOWN ->
          "";
    };
  }
}
