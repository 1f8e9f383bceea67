package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.JsonBodies;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.CreateApp;
import dev.stadion.marathon.scheduler.MarathonEvent.DeleteApp;
import dev.stadion.marathon.scheduler.MarathonEvent.KillInstances;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApp;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.PodStatusWriter;
import dev.stadion.marathon.wire.PodWriter;
import dev.stadion.marathon.wire.WaitingWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Pods (marathon.md §3.8). */
@Path("/v2/pods")
@Produces(MediaType.APPLICATION_JSON)
public final class PodsResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;
  private final Definitions definitions;
  private final VersionHistory history;
  private final InstantSource clock;

  public PodsResource(
      SchedulerAccess scheduler,
      Definitions definitions,
      VersionHistory history,
      InstantSource clock) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
    this.definitions = definitions;
    this.history = history;
    this.clock = clock;
  }

  // Reading

  @GET
  public ArrayNode list() {
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    for (Service service : scheduler.snapshot().services().values()) {
      service.pod().ifPresent(pod -> body.add(PodWriter.write(pod)));
    }
    return body;
  }

  @GET
  @Path("{id: .+}")
  public ObjectNode one(@PathParam("id") String id) {
    return PodWriter.write(existing(scheduler.snapshot(), id).pod().orElseThrow());
  }

  private static Service existing(MarathonState state, String text) {
    PathId id = Requests.appId(text);
    return state
        .service(id)
        .filter(service -> service.pod().isPresent())
        .orElseThrow(() -> Refusals.because(404, "Pod '" + id + "' does not exist"));
  }

  @GET
  @Path("::status")
  public ArrayNode allStatus() {
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    MarathonState state = scheduler.snapshot();
    for (Service service : state.services().values()) {
      if (service.pod().isPresent()) {
        body.add(PodStatusWriter.write(state, service, clock.instant()));
      }
    }
    return body;
  }

  @GET
  @Path("{id: .+}::status")
  public ObjectNode status(@PathParam("id") String id) {
    MarathonState state = scheduler.snapshot();
    return PodStatusWriter.write(state, existing(state, id), clock.instant());
  }

  /** Why the pod is not as it is wanted (ours). */
  @GET
  @Path("{id: .+}::explain")
  public ObjectNode explain(@PathParam("id") String id) {
    MarathonState state = scheduler.snapshot();
    return WaitingWriter.app(state, existing(state, id), clock.instant());
  }

  @GET
  @Path("{id: .+}::versions")
  public ArrayNode versions(@PathParam("id") String id) {
    PathId pod = existing(scheduler.snapshot(), id).id();
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    history.versions(pod).forEach(version -> body.add(Timestamps.write(version)));
    return body;
  }

  @GET
  @Path("{id: .+}::versions/{version}")
  public ObjectNode version(@PathParam("id") String id, @PathParam("version") String version) {
    var at = Requests.timestamp(version);
    PathId pod = existing(scheduler.snapshot(), id).id();
    return history
        .version(pod, at)
        .filter(App::isPod)
        .map(PodWriter::write)
        .orElseThrow(() ->
            Refusals.because(
                404, "Pod '" + pod + "' does not exist in version " + Timestamps.write(at)));
  }

  // Changing

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(
      byte[] body,
      @QueryParam("force") String force,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    PodDefinition pod = definitions.pod(JsonBodies.object(body));
    return outcomes.changed(
        new CreateApp(pod, Requests.flag(force, false), Requests.origin(request)),
        uri,
        deployed -> told(201, deployed).header("Location", pod.id()));
  }

  @PUT
  @Path("{id: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(
      @PathParam("id") String idText,
      byte[] body,
      @QueryParam("force") String force,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    PathId id = Requests.appId(idText);
    PodDefinition pod = definitions.pod(JsonBodies.object(body));
    if (!pod.id().equals(id)) {
      throw Refusals.because(
          400, "'" + id + "' does not match definition's id ('" + pod.id() + "')");
    }
    return outcomes.changed(
        new PutApp(pod, Optional.empty(), Requests.flag(force, false), Requests.origin(request)),
        uri,
        deployed -> told(200, deployed));
  }

  private static Response.ResponseBuilder told(int status, Deployed deployed) {
    return Outcomes.answer(status, deployed).entity(PodWriter.write(deployed.app().orElseThrow()));
  }

  @DELETE
  @Path("{id: .+}")
  public Response delete(
      @PathParam("id") String id,
      @QueryParam("force") String force,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    PathId pod = existing(scheduler.snapshot(), id).id();
    return outcomes.changed(
        new DeleteApp(pod, Requests.flag(force, false), Requests.origin(request)),
        uri,
        deployed -> Outcomes.answer(202, deployed).header("Location", deployed.id()));
  }

  // Ending instances

  @DELETE
  @Path("{id: .+}::instances/{instance}")
  public ObjectNode killOne(
      @PathParam("id") String id,
      @PathParam("instance") String instance,
      @QueryParam("wipe") String wipe) {
    InstanceId named = instanceId(instance, "/");
    Service pod = podOfInstances(id);
    Set<InstanceId> chosen = named.app().equals(pod.id()) ? Set.of(named) : Set.of();
    return kill(chosen, wipe).stream()
        .findFirst()
        .map(killed -> PodStatusWriter.killed(pod, killed))
        .orElseThrow(() ->
            Refusals.because(404, "Task '" + Requests.shortened(instance) + "' does not exist"));
  }

  @DELETE
  @Path("{id: .+}::instances")
  @Consumes(MediaType.APPLICATION_JSON)
  public ArrayNode killMany(
      @PathParam("id") String id, byte[] body, @QueryParam("wipe") String wipe) {
    JsonNode sent = JsonBodies.array(body);
    for (JsonNode element : sent) {
      if (!element.isTextual()) {
        throw Refusals.misfit(List.of(new Problem("/", "error.expected.jsstring")));
      }
    }
    var named = new TreeSet<InstanceId>();
    for (int i = 0; i < sent.size(); i++) {
      named.add(instanceId(sent.get(i).asText(), "/(" + i + ")"));
    }
    Service pod = podOfInstances(id);
    named.removeIf(instance -> !instance.app().equals(pod.id()));
    ArrayNode answer = JsonNodeFactory.instance.arrayNode();
    kill(named, wipe).forEach(killed -> answer.add(PodStatusWriter.killed(pod, killed)));
    return answer;
  }

  private static InstanceId instanceId(String text, String at) {
    return InstanceId.parse(text)
        .filter(parsed -> parsed.toString().equals(text))
        .orElseThrow(() ->
            Refusals.invalid(
                List.of(
                    new Problem(
                        at,
                        "must fully match regular expression"
                            + " '^(.+)\\.(instance-|marathon-)([^\\.]+)$'"))));
  }

  private Service podOfInstances(String text) {
    PathId id = Requests.appId(text);
    return scheduler
        .snapshot()
        .service(id)
        .filter(service -> service.pod().isPresent())
        .orElseThrow(() -> Refusals.because(404, "Path '" + id + "' does not exist"));
  }

  private List<Instance> kill(Set<InstanceId> chosen, String wipe) {
    return outcomes.killed(new KillInstances(chosen, Requests.flag(wipe, false)));
  }
}
