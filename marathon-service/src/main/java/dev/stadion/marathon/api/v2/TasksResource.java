package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.JsonBodies;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.KillAndScale;
import dev.stadion.marathon.scheduler.MarathonEvent.KillInstances;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.StateWriter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** All tasks (marathon.md §3.5). */
@Path("/v2/tasks")
@Produces(MediaType.APPLICATION_JSON)
public final class TasksResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;

  public TasksResource(SchedulerAccess scheduler) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
  }

  @GET
  public ObjectNode list(
      @QueryParam("status") List<String> status, @QueryParam("status[]") List<String> statuses) {
    Set<String> wanted = new HashSet<>();
    status.forEach(name -> wanted.add(name.toLowerCase(Locale.ROOT)));
    statuses.forEach(name -> wanted.add(name.toLowerCase(Locale.ROOT)));
    wanted.retainAll(Set.of("running", "staging"));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = body.putArray("tasks");
    for (Service service : scheduler.snapshot().services().values()) {
      for (Instance instance : StateWriter.tasksOf(service)) {
        if (wanted.isEmpty() || wanted.contains(status(instance))) {
          StateWriter.tasksWithServicePorts(service, instance).forEach(tasks::add);
        }
      }
    }
    return body;
  }

  @GET
  @Produces(TaskText.TYPE)
  public String listAsText(@QueryParam("containerNetworks") List<String> networks) {
    return TaskText.write(Requests.appsBelow(scheduler.snapshot(), PathId.ROOT), networks);
  }

  @POST
  @Path("delete")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response kill(
      byte[] body,
      @QueryParam("scale") String scale,
      @QueryParam("wipe") String wipe,
      @QueryParam("force") String force) {
    Requests.refuseScaleAndWipe(scale, wipe);
    Set<InstanceId> chosen = ids(JsonBodies.object(body));
    if (Requests.flag(scale, false)) {
      return Outcomes.result(
              200, outcomes.deployed(new KillAndScale(chosen, Requests.flag(force, false))))
          .build();
    }
    MarathonState state = scheduler.snapshot();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = answer.putArray("tasks");
    outcomes
        .killed(new KillInstances(chosen, Requests.flag(wipe, false)))
        .forEach(instance ->
            state
                .service(instance.id().app())
                .ifPresent(service -> tasks.add(StateWriter.task(service, instance))));
    return Response.ok(answer).build();
  }

  private static Set<InstanceId> ids(ObjectNode sent) {
    var chosen = new TreeSet<InstanceId>();
    if (!sent.path("ids").isArray()) {
      throw Refusals.misfit(
          List.of(
              new Problem(
                  "/ids",
                  sent.hasNonNull("ids") ? "error.expected.jsarray" : "error.path.missing")));
    }
    for (JsonNode id : sent.get("ids")) {
      if (!id.isTextual()) {
        throw Refusals.misfit(List.of(new Problem("/ids", "error.expected.jsstring")));
      }
      chosen.add(
          InstanceId.ofAnyAge(id.asText())
              .orElseThrow(() ->
                  Refusals.because(
                      400,
                      "Invalid task id '"
                          + Requests.shortened(id.asText())
                          + "'. [No instance can have a task of that id]")));
    }
    return chosen;
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
