package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.JsonBodies;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.api.v2.AppBodies.Kind;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonEvent.Basis;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApp;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApps;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.scheduler.MarathonOutcome.Planned;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.StateWriter;
import dev.stadion.marathon.wire.StateWriter.Embed;
import dev.stadion.marathon.wire.WaitingWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
  public Response list(
      @QueryParam("cmd") String cmd,
      @QueryParam("id") String id,
      @QueryParam("label") String label,
      @QueryParam("embed") List<String> embed,
      @Context UriInfo uri,
      @Context HttpHeaders headers) {
    LabelSelector selector = LabelSelector.parse(label == null ? "" : label);
    Predicate<App> wanted =
        app ->
            selector.matches(app.application().labels())
                && contains(app.id().value(), id)
                && contains(app.application().cmd().orElse(""), cmd);
    var parameters = new Parameters(uri);
    Set<Embed> embeds = Embeds.of(Kind.LISTED.embeds(), embed);
    AppList.Page page =
        AppList.of(parameters)
            .page(scheduler.snapshot(), wanted, service -> body(service, embeds, parameters));
    return Tags.answer(
        AppBodies.array("apps", page.apps(), page.next()),
        page.apps(),
        Optional.empty(),
        parameters,
        headers);
  }

  private byte[] body(Service service, Set<Embed> embeds, Parameters parameters) {
    Optional<Set<String>> fields = AppList.fields(parameters);
    return fields.isEmpty()
        ? bodies.of(service, embeds, clock.instant())
        : AppBodies.only(fields.get(), service, embeds, clock.instant());
  }

  private static boolean contains(String text, String part) {
    return part == null || text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(
      byte[] body,
      @QueryParam("force") String force,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    ObjectNode sent = JsonBodies.object(body);
    MarathonOutcome outcome =
        outcomes.of(
            new Parameters(uri)
                .conditional(
                    new MarathonEvent.CreateApp(
                        definitions.whole(sent),
                        Requests.flag(force, false),
                        Requests.origin(request))));
    if (outcome instanceof Planned planned) {
      return Response.ok(WaitingWriter.planned(planned)).build();
    }
    Deployed deployed = Outcomes.deployed(outcome);
    App app = deployed.app().orElseThrow();
    return Response.status(Response.Status.CREATED)
        .header("Location", app.id())
        .header(Outcomes.DEPLOYMENT, deployed.id())
        .entity(StateWriter.created(app, deployed.id()))
        .build();
  }

  @GET
  @Path("{id: .+}")
  public Response one(
      @PathParam("id") String id,
      @QueryParam("embed") List<String> embed,
      @Context UriInfo uri,
      @Context HttpHeaders headers) {
    Set<Embed> embeds = Embeds.of(Kind.ALONE.embeds(), embed);
    var parameters = new Parameters(uri);
    Optional<PathId> group = Requests.groupBeforeStar(id);
    if (group.isPresent()) {
      List<byte[]> apps =
          Requests.appsBelow(scheduler.snapshot(), group.get()).stream()
              .map(service -> body(service, embeds, parameters))
              .toList();
      return Tags.answer(
          AppBodies.array("*", apps, Optional.empty()),
          apps,
          Optional.empty(),
          parameters,
          headers);
    }
    Service service = existing(Requests.appId(id));
    byte[] app = AppBodies.object("app", body(service, embeds, parameters));
    return Tags.answer(app, List.of(app), service.app(), parameters, headers);
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
      @HeaderParam(HttpHeaders.IF_MATCH) String match,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    PathId id = Requests.appId(idText);
    ObjectNode sent = JsonBodies.object(body);
    boolean over = Requests.flag(partial, true);
    MarathonOutcome outcome =
        update(
            id,
            match,
            current -> definitions.updated(id, current, sent, over, history),
            definition -> conditional(uri, force, request, definition));
    if (outcome instanceof Planned planned) {
      return Response.ok(WaitingWriter.planned(planned)).build();
    }
    Deployed deployed = Outcomes.deployed(outcome);
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
      @HeaderParam(HttpHeaders.IF_MATCH) String match,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    PathId id = Requests.appId(idText);
    ObjectNode sent = JsonBodies.object(body);
    existing(id);
    return result(
        update(
            id,
            match,
            current -> definitions.updated(id, current, sent, true, history),
            definition -> conditional(uri, force, request, definition)));
  }

  /** RFC 7396: null removes what was said, objects are merged, lists are replaced. */
  @PATCH
  @Path("{id: .+}")
  @Consumes(MergePatch.TYPE)
  public Response merge(
      @PathParam("id") String idText,
      byte[] body,
      @QueryParam("force") String force,
      @HeaderParam(HttpHeaders.IF_MATCH) String match,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    PathId id = Requests.appId(idText);
    ObjectNode sent = JsonBodies.object(body);
    existing(id);
    return result(
        update(
            id,
            match,
            current -> definitions.merged(id, current, sent),
            definition -> conditional(uri, force, request, definition)));
  }

  private static Response result(MarathonOutcome outcome) {
    return outcome instanceof Planned planned
        ? Response.ok(WaitingWriter.planned(planned)).build()
        : Outcomes.result(200, Outcomes.deployed(outcome)).build();
  }

  /** An update of one app as the request wants it carried out. */
  private interface Carried {
    MarathonEvent.Command out(Update update);
  }

  /** What an app shall be, and what that was derived from. */
  private record Update(AppDefinition definition, Basis basis) {}

  private static MarathonEvent.Command conditional(
      UriInfo uri, String force, HttpServletRequest request, Update update) {
    return new Parameters(uri)
        .conditional(
            new PutApp(
                update.definition(),
                Optional.of(update.basis()),
                Requests.flag(force, false),
                Requests.origin(request)));
  }

  private MarathonOutcome update(
      PathId id, String match, Function<Optional<App>, AppDefinition> derive, Carried carried) {
    while (true) {
      Optional<App> current = application(scheduler.snapshot(), id);
      Tags.require(match, current);
      MarathonOutcome outcome =
          outcomes.of(
              carried.out(new Update(derive.apply(current), new Basis(current.map(App::version)))));
      if (!(outcome instanceof MarathonOutcome.Superseded)) {
        return outcome;
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
      byte[] body,
      @QueryParam("force") String force,
      @QueryParam("partialUpdate") String partial,
      @Context UriInfo uri) {
    List<ObjectNode> sent = JsonBodies.objects(body);
    return updateAll(sent, Requests.flag(partial, true), false, Requests.flag(force, false), uri);
  }

  @PATCH
  @Consumes(MediaType.APPLICATION_JSON)
  public Response patchAll(byte[] body, @QueryParam("force") String force, @Context UriInfo uri) {
    return updateAll(JsonBodies.objects(body), true, true, Requests.flag(force, false), uri);
  }

  /** Makes all of {@code sent} so in one deployment. */
  private Response updateAll(
      List<ObjectNode> sent, boolean partial, boolean mustExist, boolean force, UriInfo uri) {
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
      MarathonOutcome outcome =
          outcomes.of(new Parameters(uri).conditional(new PutApps(updated, basedOn, force)));
      if (!(outcome instanceof MarathonOutcome.Superseded)) {
        return result(outcome);
      }
    }
  }

  @DELETE
  @Path("{id: .+}")
  public Response delete(
      @PathParam("id") String id,
      @QueryParam("force") String force,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    return result(
        outcomes.of(
            new Parameters(uri)
                .conditional(
                    new MarathonEvent.DeleteApp(
                        existing(Requests.appId(id)).id(),
                        Requests.flag(force, true),
                        Requests.origin(request)))));
  }

  /** For apps of old whose id ends with the word that is a route today. */
  @DELETE
  @Path("{id: .+}/restart")
  public Response deleteRestart(
      @PathParam("id") String id,
      @QueryParam("force") String force,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    return delete(id + "/restart", force, uri, request);
  }

  @POST
  @Path("{id: .+}/restart")
  public Response restart(
      @PathParam("id") String id, @QueryParam("force") String force, @Context UriInfo uri) {
    return result(
        outcomes.of(
            new Parameters(uri)
                .conditional(
                    new MarathonEvent.RestartApp(
                        existing(Requests.appId(id)).id(), Requests.flag(force, false)))));
  }

  /** Why the app is not as it is wanted; an app that has the route's name comes first. */
  @GET
  @Path("{id: .+}/explain")
  public Response explain(
      @PathParam("id") String id,
      @QueryParam("embed") List<String> embed,
      @Context UriInfo uri,
      @Context HttpHeaders headers) {
    PathId named = Requests.appId(id + "/explain");
    if (scheduler.snapshot().app(named).isPresent()) {
      return one(named.value(), embed, uri, headers);
    }
    return Response.ok(
            WaitingWriter.app(scheduler.snapshot(), existing(Requests.appId(id)), clock.instant()))
        .build();
  }
}
