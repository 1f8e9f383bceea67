package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.KillAndScale;
import dev.stadion.marathon.scheduler.MarathonEvent.KillInstances;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonOutcome.Killed;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.StateWriter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tasks of an app (marathon.md §3.1). */
@Path("/v2/apps/{id: .+}/tasks")
@Produces(MediaType.APPLICATION_JSON)
public final class AppTasksResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;

  public AppTasksResource(SchedulerAccess scheduler) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
  }

  @GET
  public ObjectNode list(@PathParam("id") String id) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = body.putArray("tasks");
    if (id.equals("*") || id.endsWith("/*")) {
      PathId group = Requests.group(id.substring(0, id.length() - 1));
      scheduler.snapshot().services().values().stream()
          .filter(service -> service.app().isPresent() && group.contains(service.id()))
          .forEach(service -> add(tasks, service));
    } else {
      add(tasks, existing(Requests.appId(id)));
    }
    return body;
  }

  private static void add(ArrayNode tasks, Service service) {
    StateWriter.tasksOf(service)
        .forEach(instance -> tasks.add(StateWriter.task(service, instance)));
  }

  private Service existing(PathId id) {
    return scheduler
        .snapshot()
        .service(id)
        .filter(service -> service.app().isPresent())
        .orElseThrow(() -> Refusals.noSuchApp(id));
  }

  @DELETE
  public Response killAll(
      @PathParam("id") String id,
      @QueryParam("host") String host,
      @QueryParam("scale") String scale,
      @QueryParam("wipe") String wipe,
      @QueryParam("force") String force) {
    Service service = existing(Requests.appId(id));
    Set<InstanceId> chosen =
        StateWriter.tasksOf(service).stream()
            .filter(instance -> host == null || host.equals("*") || runsOn(instance, host))
            .map(Instance::id)
            .collect(Collectors.toSet());
    refuseScaleAndWipe(scale, wipe);
    if (Requests.flag(scale, false)) {
      return scale(service, chosen, force);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = body.putArray("tasks");
    kill(service, chosen, wipe)
        .instances()
        .forEach(instance -> tasks.add(StateWriter.task(service, instance)));
    return Response.ok(body).build();
  }

  private static boolean runsOn(Instance instance, String host) {
    return instance.placement().filter(place -> place.hostname().equals(host)).isPresent();
  }

  @DELETE
  @Path("{task}")
  public Response killOne(
      @PathParam("id") String id,
      @PathParam("task") String task,
      @QueryParam("scale") String scale,
      @QueryParam("wipe") String wipe,
      @QueryParam("force") String force) {
    Service service = existing(Requests.appId(id));
    refuseScaleAndWipe(scale, wipe);
    Set<InstanceId> chosen =
        InstanceId.parse(task)
            .filter(instance -> instance.app().equals(service.id()))
            .map(Set::of)
            .orElse(Set.of());
    if (Requests.flag(scale, false)) {
      return scale(service, chosen, force);
    }
    Optional<Instance> killed = kill(service, chosen, wipe).instances().stream().findFirst();
    if (killed.isEmpty()) {
      String shown = task.length() > 255 ? task.substring(0, 255) : task;
      throw Refusals.because(404, "Task '" + shown + "' does not exist");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("task", StateWriter.task(service, killed.get()));
    return Response.ok(body).build();
  }

  private static void refuseScaleAndWipe(String scale, String wipe) {
    if (Requests.flag(scale, false) && Requests.flag(wipe, false)) {
      throw Refusals.because(400, "You cannot use scale and wipe at the same time.");
    }
  }

  private Killed kill(Service service, Set<InstanceId> chosen, String wipe) {
    MarathonOutcome outcome =
        outcomes.of(new KillInstances(service.id(), chosen, Requests.flag(wipe, false)));
    if (outcome instanceof Killed killed) {
      return killed;
    }
    throw new IllegalStateException("a kill is answered by " + outcome);
  }

  private Response scale(Service service, Set<InstanceId> chosen, String force) {
    return Outcomes.result(
            200,
            outcomes.deployed(new KillAndScale(service.id(), chosen, Requests.flag(force, false))))
        .build();
  }
}
