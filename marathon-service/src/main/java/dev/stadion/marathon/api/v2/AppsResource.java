package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.JsonBodies;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.api.v2.AppBodies.Kind;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonEvent.Basis;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApp;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApps;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.AppWriter;
import dev.stadion.marathon.wire.StateWriter;
import dev.stadion.marathon.wire.StateWriter.Embed;
import dev.stadion.marathon.wire.WaitingWriter;
import jakarta.servlet.http.HttpServletRequest;
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
import jakarta.ws.rs.core.StreamingOutput;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Apps (marathon.md §3.1). */
@Path("/v2/apps")
@Produces(MediaType.APPLICATION_JSON)
public final class AppsResource {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;
  private final Definitions definitions;
  private final VersionHistory history;
  private final InstantSource clock;
  private final AppBodies bodies = new AppBodies();

  public AppsResource(
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

  @GET
  public StreamingOutput list(
      @QueryParam("cmd") String cmd,
      @QueryParam("id") String id,
      @QueryParam("label") String label,
      @QueryParam("embed") List<String> embed) {
    LabelSelector selector = LabelSelector.parse(label == null ? "" : label);
    Predicate<App> wanted =
        app ->
            selector.matches(app.application().labels())
                && contains(app.id().value(), id)
                && contains(app.application().cmd().orElse(""), cmd);
    Set<Embed> embeds = Embeds.of(Kind.LISTED.embeds(), embed);
    var apps = new ArrayList<byte[]>();
    for (Service service : scheduler.snapshot().services().values()) {
      if (service.application().filter(wanted).isPresent()) {
        apps.add(bodies.of(service, embeds, clock.instant()));
      }
    }
    return AppBodies.array("apps", apps);
  }

  private static boolean contains(String text, String part) {
    return part == null || text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(
      byte[] body, @QueryParam("force") String force, @Context HttpServletRequest request) {
    ObjectNode sent = JsonBodies.object(body);
    Deployed deployed =
        outcomes.deployed(
            new MarathonEvent.CreateApp(
                definitions.whole(sent), Requests.flag(force, false), Requests.origin(request)));
    App app = deployed.app().orElseThrow();
    return Response.status(Response.Status.CREATED)
        .header("Location", app.id())
        .header(Outcomes.DEPLOYMENT, deployed.id())
        .entity(StateWriter.created(app, deployed.id()))
        .build();
  }

  @GET
  @Path("{id: .+}")
  public Response one(@PathParam("id") String id, @QueryParam("embed") List<String> embed) {
    Set<Embed> embeds = Embeds.of(Kind.ALONE.embeds(), embed);
    Optional<PathId> group = Requests.groupBeforeStar(id);
    if (group.isPresent()) {
      List<byte[]> apps =
          Requests.appsBelow(scheduler.snapshot(), group.get()).stream()
              .map(service -> bodies.of(service, embeds, clock.instant()))
              .toList();
      return Response.ok(AppBodies.array("*", apps)).build();
    }
    byte[] app = bodies.of(existing(Requests.appId(id)), embeds, clock.instant());
    return Response.ok(AppBodies.object("app", app)).build();
  }

  private Service existing(PathId id) {
    return scheduler
        .snapshot()
        .service(id)
        .filter(service -> service.application().isPresent())
        .orElseThrow(() -> Refusals.noSuchApp(id));
  }

  @PUT
  @Path("{id: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(
      @PathParam("id") String idText,
      byte[] body,
      @QueryParam("force") String force,
      @QueryParam("partialUpdate") String partial,
      @Context HttpServletRequest request) {
    PathId id = Requests.appId(idText);
    Deployed deployed =
        update(id, JsonBodies.object(body), Requests.flag(partial, true), force, request);
    Response.ResponseBuilder answer = Outcomes.result(deployed.created() ? 201 : 200, deployed);
    return (deployed.created() ? answer.header("Location", id) : answer).build();
  }

  @PATCH
  @Path("{id: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response patch(
      @PathParam("id") String idText,
      byte[] body,
      @QueryParam("force") String force,
      @Context HttpServletRequest request) {
    PathId id = Requests.appId(idText);
    ObjectNode sent = JsonBodies.object(body);
    existing(id);
    return Outcomes.result(200, update(id, sent, true, force, request)).build();
  }

  private Deployed update(
      PathId id, ObjectNode sent, boolean partial, String force, HttpServletRequest request) {
    while (true) {
      Optional<App> current = application(scheduler.snapshot(), id);
      MarathonOutcome outcome =
          outcomes.of(
              new PutApp(
                  definitions.updated(id, current, sent, partial, history),
                  Optional.of(new Basis(current.map(App::version))),
                  Requests.flag(force, false),
                  Requests.origin(request)));
      if (outcome instanceof Deployed deployed) {
        return deployed;
      }
      // Somebody else changed the app meanwhile: apply the update to what it is now.
    }
  }

  /** The app of this id, if there is one; refused where a pod is. */
  private static Optional<App> application(MarathonState state, PathId id) {
    Optional<App> current = state.app(id);
    if (current.filter(App::isPod).isPresent()) {
      throw Refusals.invalid(
          List.of(new Problem("/", "Applications and Pods may not share the same id")));
    }
    return current;
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Response putAll(
      byte[] body, @QueryParam("force") String force, @QueryParam("partialUpdate") String partial) {
    List<ObjectNode> sent = JsonBodies.objects(body);
    return updateAll(sent, Requests.flag(partial, true), false, Requests.flag(force, false));
  }

  @PATCH
  @Consumes(MediaType.APPLICATION_JSON)
  public Response patchAll(byte[] body, @QueryParam("force") String force) {
    return updateAll(JsonBodies.objects(body), true, true, Requests.flag(force, false));
  }

  /** Makes all of {@code sent} so in one deployment. */
  private Response updateAll(
      List<ObjectNode> sent, boolean partial, boolean mustExist, boolean force) {
    while (true) {
      MarathonState state = scheduler.snapshot();
      var updated = new ArrayList<AppDefinition>();
      var basedOn = new HashMap<PathId, Basis>();
      for (ObjectNode one : sent) {
        PathId id = Definitions.id(one);
        Optional<App> current = application(state, id);
        if (mustExist && current.isEmpty()) {
          throw Refusals.noSuchApp(id);
        }
        updated.add(definitions.updated(id, current, one, partial, history));
        basedOn.put(id, new Basis(current.map(App::version)));
      }
      if (outcomes.of(new PutApps(updated, basedOn, force)) instanceof Deployed deployed) {
        return Outcomes.result(200, deployed).build();
      }
    }
  }

  @DELETE
  @Path("{id: .+}")
  public Response delete(
      @PathParam("id") String id,
      @QueryParam("force") String force,
      @Context HttpServletRequest request) {
    return Outcomes.result(
            200,
            outcomes.deployed(
                new MarathonEvent.DeleteApp(
                    existing(Requests.appId(id)).id(),
                    Requests.flag(force, true),
                    Requests.origin(request))))
        .build();
  }

  /** For apps of old whose id ends with the word that is a route today. */
  @DELETE
  @Path("{id: .+}/restart")
  public Response deleteRestart(
      @PathParam("id") String id,
      @QueryParam("force") String force,
      @Context HttpServletRequest request) {
    return delete(id + "/restart", force, request);
  }

  @POST
  @Path("{id: .+}/restart")
  public Response restart(@PathParam("id") String id, @QueryParam("force") String force) {
    return Outcomes.result(
            200,
            outcomes.deployed(
                new MarathonEvent.RestartApp(
                    existing(Requests.appId(id)).id(), Requests.flag(force, false))))
        .build();
  }

  /** Why the app is not as it is wanted; an app that has the route's name comes first. */
  @GET
  @Path("{id: .+}/explain")
  public Response explain(@PathParam("id") String id, @QueryParam("embed") List<String> embed) {
    PathId named = Requests.appId(id + "/explain");
    if (scheduler.snapshot().app(named).isPresent()) {
      return one(named.value(), embed);
    }
    return Response.ok(
            WaitingWriter.app(scheduler.snapshot(), existing(Requests.appId(id)), clock.instant()))
        .build();
  }

  @GET
  @Path("{id: .+}/versions")
  public ObjectNode versions(@PathParam("id") String idText) {
    PathId id = Requests.appId(idText);
    existing(id);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode versions = body.putArray("versions");
    history.versions(id).forEach(version -> versions.add(Timestamps.write(version)));
    return body;
  }

  @GET
  @Path("{id: .+}/versions/{version}")
  public ObjectNode version(@PathParam("id") String idText, @PathParam("version") String version) {
    PathId id = Requests.appId(idText);
    var at = Requests.timestamp(version);
    existing(id);
    return history
        .version(id, at)
        .map(AppWriter::withoutHistory)
        .orElseThrow(() ->
            Refusals.because(
                404, "App '" + id + "' does not exist in version " + Timestamps.write(at)));
  }
}
