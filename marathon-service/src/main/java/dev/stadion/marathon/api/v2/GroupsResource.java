package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.JsonBodies;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.api.v2.GroupBodies.Wanted;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.group.GroupHistory;
import dev.stadion.marathon.group.GroupTree;
import dev.stadion.marathon.group.Subtree;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.CreateGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.DeleteGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.EnforceRole;
import dev.stadion.marathon.scheduler.MarathonEvent.GroupCommand;
import dev.stadion.marathon.scheduler.MarathonEvent.PutGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.RestoreGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.ScaleGroup;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.AppWriter;
import dev.stadion.marathon.wire.EventWriter;
import dev.stadion.marathon.wire.GroupWriter;
import dev.stadion.marathon.wire.PodStatusWriter;
import dev.stadion.marathon.wire.PodWriter;
import dev.stadion.marathon.wire.StateWriter;
import dev.stadion.marathon.wire.StateWriter.Embed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Groups (marathon.md §3.3). */
@Path("/v2/groups")
@Produces(MediaType.APPLICATION_JSON)
public final class GroupsResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;
  private final GroupBodies bodies;
  private final GroupHistory history;
  private final InstantSource clock;

  public GroupsResource(
      SchedulerAccess scheduler,
      Definitions definitions,
      GroupHistory history,
      InstantSource clock) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
    this.bodies = new GroupBodies(definitions);
    this.history = history;
    this.clock = clock;
  }

  // Reading

  @GET
  public ObjectNode root(@QueryParam("embed") List<String> embed) {
    return write(PathId.ROOT, embed);
  }

  @GET
  @Path("{id: .+}")
  public ObjectNode one(@PathParam("id") String id, @QueryParam("embed") List<String> embed) {
    return write(Requests.group(id), embed);
  }

  private ObjectNode write(PathId id, List<String> embed) {
    MarathonState state = scheduler.snapshot();
    if (!state.groups().containsKey(id)) {
      throw Refusals.noSuchGroup(id);
    }
    var wanted = new TreeMap<PathId, Service>();
    Subtree.below(state.services(), id)
        .forEach((app, service) -> service.app().ifPresent(_ -> wanted.put(app, service)));
    Set<Embed> embeds = Embeds.ofAppsInGroup(embed);
    Instant now = clock.instant();
    return new GroupWriter<>(
            state.groups(),
            wanted,
            service ->
                service.pod().isPresent()
                    ? PodStatusWriter.write(state, service, now)
                    : StateWriter.app(service, embeds, now),
            service -> service.pod().isPresent())
        .write(id, Embeds.ofGroup(embed));
  }

  @GET
  @Path("apps")
  public ArrayNode allApps(@QueryParam("embed") List<String> embed) {
    return apps("/", embed);
  }

  @GET
  @Path("{id: .+}/apps")
  public ArrayNode apps(@PathParam("id") String id, @QueryParam("embed") List<String> embed) {
    PathId group = Requests.group(id);
    Set<Embed> embeds = Embeds.of(EnumSet.noneOf(Embed.class), embed);
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    for (Service service : Subtree.below(scheduler.snapshot().services(), group).values()) {
      if (service.application().isPresent()) {
        body.add(StateWriter.app(service, embeds, clock.instant()));
      }
    }
    return body;
  }

  @GET
  @Path("versions")
  public ArrayNode rootVersions() {
    return versions("/");
  }

  @GET
  @Path("{id: .+}/versions")
  public ArrayNode versions(@PathParam("id") String id) {
    PathId group = Requests.group(id);
    scheduler.snapshot(); // Only a leader answers.
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    history.treeVersions(group).forEach(version -> body.add(Timestamps.write(version)));
    if (body.isEmpty() && !scheduler.snapshot().groups().containsKey(group)) {
      throw Refusals.noSuchGroup(group);
    }
    return body;
  }

  @GET
  @Path("versions/{version}")
  public ObjectNode rootVersion(
      @PathParam("version") String version, @QueryParam("embed") List<String> embed) {
    return version("/", version, embed);
  }

  @GET
  @Path("{id: .+}/versions/{version}")
  public ObjectNode version(
      @PathParam("id") String id,
      @PathParam("version") String version,
      @QueryParam("embed") List<String> embed) {
    PathId group = Requests.group(id);
    Instant at = Requests.timestamp(version);
    scheduler.snapshot();
    GroupTree tree =
        history
            .treeAt(at)
            .filter(found -> found.groups().containsKey(group))
            .orElseThrow(() ->
                Refusals.because(
                    404,
                    "Group '" + group + "' does not exist in version " + Timestamps.write(at)));
    return new GroupWriter<>(
            tree.groups(),
            tree.apps(),
            app -> app.isPod() ? PodWriter.write(app) : AppWriter.write(app),
            App::isPod)
        .write(group, Embeds.ofGroup(embed));
  }

  // Changing

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response createInRoot(
      byte[] body, @QueryParam("force") String force, @Context UriInfo uri) {
    return create("/", body, force, uri);
  }

  @POST
  @Path("{id: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(
      @PathParam("id") String path,
      byte[] body,
      @QueryParam("force") String force,
      @Context UriInfo uri) {
    ObjectNode sent = JsonBodies.object(body);
    PathId id = GroupBodies.id(Requests.group(path), sent);
    if (!(bodies.read(sent, id) instanceof Wanted.Structure(var update))) {
      String key = sent.hasNonNull("version") ? "/version" : "/scaleBy";
      throw Refusals.invalid(List.of(new Problem(key, "a new group has nothing to change")));
    }
    return outcomes.changed(
        new CreateGroup(update, Requests.flag(force, false)),
        uri,
        deployed -> Outcomes.result(201, deployed).header("Location", id));
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Response putRoot(byte[] body, @QueryParam("force") String force, @Context UriInfo uri) {
    ObjectNode sent = JsonBodies.object(body);
    return put(GroupBodies.id(PathId.ROOT, sent), sent, force, uri);
  }

  @PUT
  @Path("{id: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(
      @PathParam("id") String id,
      byte[] body,
      @QueryParam("force") String force,
      @Context UriInfo uri) {
    return put(Requests.group(id), JsonBodies.object(body), force, uri);
  }

  private Response put(PathId id, ObjectNode sent, String force, UriInfo uri) {
    boolean forced = Requests.flag(force, false);
    GroupCommand command =
        switch (bodies.read(sent, id)) {
          case Wanted.Structure(var update) -> new PutGroup(update, forced);
          case Wanted.Scaled(var factor) -> new ScaleGroup(id, factor, forced);
          case Wanted.Restored(var version) -> restoring(id, version, forced);
        };
    MarathonOutcome outcome = outcomes.of(new Parameters(uri).conditional(command));
    return outcome instanceof MarathonOutcome.Planned planned && !new Parameters(uri).flag("fits")
        ? steps(planned)
        : Outcomes.changed(outcome);
  }

  private RestoreGroup restoring(PathId id, Instant version, boolean force) {
    GroupTree tree =
        history
            .treeAt(version)
            .filter(found -> found.groups().containsKey(id))
            .orElseThrow(() ->
                Refusals.unprocessable(
                    "Group " + id + " not available in version " + Timestamps.write(version)));
    var groups = new TreeMap<>(Subtree.below(tree.groups(), id));
    groups.put(id, tree.groups().get(id));
    return new RestoreGroup(
        id,
        Subtree.below(tree.apps(), id).values().stream()
            .filter(app -> !app.isPod())
            .map(App::application)
            .toList(),
        List.copyOf(groups.values()),
        force);
  }

  /** The original tells of the steps only; {@code fits=true} asks for what apps are told, too. */
  private static Response steps(MarathonOutcome.Planned planned) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    EventWriter.steps(body.putArray("steps"), planned.plan());
    return Response.ok(body).build();
  }

  @PATCH
  @Path("{id: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response patch(@PathParam("id") String idText, byte[] body) {
    PathId id = Requests.group(idText);
    ObjectNode sent = JsonBodies.object(body);
    if (!sent.path("enforceRole").isBoolean()) {
      throw Refusals.misfit(
          List.of(
              new Problem(
                  "/enforceRole",
                  sent.hasNonNull("enforceRole")
                      ? "error.expected.jsboolean"
                      : "error.path.missing")));
    }
    outcomes.of(new EnforceRole(id, sent.get("enforceRole").asBoolean()));
    return Response.ok().build();
  }

  @DELETE
  public Response deleteAll(@QueryParam("force") String force, @Context UriInfo uri) {
    return delete("/", force, uri);
  }

  @DELETE
  @Path("{id: .+}")
  public Response delete(
      @PathParam("id") String id, @QueryParam("force") String force, @Context UriInfo uri) {
    return outcomes.changed(new DeleteGroup(Requests.group(id), Requests.flag(force, false)), uri);
  }
}
