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
import java.util.Collection;
import java.util.List;
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
    for (Service service : chosen(id)) {
      StateWriter.tasksOf(service)
          .forEach(instance -> tasks.add(StateWriter.task(service, instance)));
    }
    return body;
  }

  @GET
  @Produces(TaskText.TYPE)
  public String listAsText(
      @PathParam("id") String id, @QueryParam("containerNetworks") List<String> networks) {
    return TaskText.write(chosen(id), networks);
  }

  private Collection<Service> chosen(String id) {
    return Requests.groupBeforeStar(id)
        .map(group -> Requests.appsBelow(scheduler.snapshot(), group))
        .orElseGet(() -> List.of(existing(Requests.appId(id))));
  }

  private Service existing(PathId id) {
    return scheduler
        .snapshot()
        .service(id)
        .filter(service -> service.application().isPresent())
        .orElseThrow(() -> Refusals.noSuchApp(id));
  }

  @DELETE
  public Response killAll(
      @PathParam("id") String id,
      @QueryParam("host") String host,
      @QueryParam("scale") String scale,
      @QueryParam("wipe") String wipe,
      @QueryParam("force") String force) {
    Requests.refuseScaleAndWipe(scale, wipe);
    Service service = existing(Requests.appId(id));
    Set<InstanceId> chosen =
        StateWriter.tasksOf(service).stream()
            .filter(instance -> host == null || host.equals("*") || runsOn(instance, host))
            .map(Instance::id)
            .collect(Collectors.toSet());
    if (Requests.flag(scale, false)) {
      return scale(chosen, force);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = body.putArray("tasks");
    kill(chosen, wipe).forEach(instance -> tasks.add(StateWriter.task(service, instance)));
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
    Requests.refuseScaleAndWipe(scale, wipe);
    Service service = existing(Requests.appId(id));
    Set<InstanceId> chosen =
        InstanceId.ofAnyAge(task)
            .filter(instance -> instance.app().equals(service.id()))
            .map(Set::of)
            .orElse(Set.of());
    if (Requests.flag(scale, false)) {
      return scale(chosen, force);
    }
    Optional<Instance> killed = kill(chosen, wipe).stream().findFirst();
    if (killed.isEmpty()) {
      throw Refusals.because(404, "Task '" + Requests.shortened(task) + "' does not exist");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("task", StateWriter.task(service, killed.get()));
    return Response.ok(body).build();
  }

  private List<Instance> kill(Set<InstanceId> chosen, String wipe) {
    return outcomes.killed(new KillInstances(chosen, Requests.flag(wipe, false)));
  }

  private Response scale(Set<InstanceId> chosen, String force) {
    return Outcomes.result(
            200, outcomes.deployed(new KillAndScale(chosen, Requests.flag(force, false))))
        .build();
  }
}
