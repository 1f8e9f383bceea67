package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.JsonBodies;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.api.v2.AppBodies.Kind;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.CreateApp;
import dev.stadion.marathon.scheduler.MarathonEvent.DeleteApp;
import dev.stadion.marathon.scheduler.MarathonEvent.RestartApp;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Apps (marathon.md §3.1). */
@Path("/v2/apps")
@Produces(MediaType.APPLICATION_JSON)
public final class AppsResource {
  private static final String EXPLAIN = "/explain";
  private static final String HISTORY = "/history";

  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;
  private final AppUpdates updates;
  private final Definitions definitions;
  private final VersionHistory history;
  private final AppHistory tasks;
  private final InstantSource clock;
  private final AppBodies bodies = new AppBodies();

  public AppsResource(
      SchedulerAccess scheduler,
      Definitions definitions,
      VersionHistory history,
      AppHistory tasks,
      InstantSource clock) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
    this.updates = new AppUpdates(scheduler);
    this.definitions = definitions;
    this.history = history;
    this.tasks = tasks;
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
    return outcomes.changed(
        new CreateApp(
            definitions.whole(sent), Requests.flag(force, false), Requests.origin(request)),
        uri,
        AppsResource::created);
  }

  private static Response.ResponseBuilder created(Deployed deployed) {
    App app = deployed.app().orElseThrow();
    return Outcomes.answer(201, deployed)
        .header("Location", app.id())
        .entity(StateWriter.created(app, deployed.id()));
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
    PathId named = Requests.appId(id);
    Optional<Service> service = app(named);
    if (service.isEmpty()) {
      return addition(id, parameters).orElseThrow(() -> Refusals.noSuchApp(named));
    }
    byte[] app = AppBodies.object("app", body(service.get(), embeds, parameters));
    return Tags.answer(app, List.of(app), service.get().app(), parameters, headers);
  }

  /**
   * What the original has not: why an app is not as it is wanted, and what became of its tasks. No
   * routes of their own, because an app may have such a name, and is then the one that is meant.
   */
  private Optional<Response> addition(String path, Parameters parameters) {
    return before(path, EXPLAIN)
        .map(this::explained)
        .or(() -> before(path, HISTORY).map(id -> tasks.of(id, parameters)));
  }

  private static Optional<PathId> before(String path, String ending) {
    return path.endsWith(ending)
        ? Optional.of(Requests.appId(path.substring(0, path.length() - ending.length())))
        : Optional.empty();
  }

  private Optional<Service> app(PathId id) {
    return scheduler.snapshot().service(id).filter(service -> service.application().isPresent());
  }

  private Service existing(PathId id) {
    return app(id).orElseThrow(() -> Refusals.noSuchApp(id));
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
        updates.one(
            id,
            match,
            current -> definitions.updated(id, current, sent, over, history),
            asked(uri, force, request));
    return Outcomes.changed(
        outcome,
        deployed ->
            deployed.created()
                ? Outcomes.result(201, deployed).header("Location", id)
                : Outcomes.result(200, deployed));
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
    return change(
        idText,
        body,
        match,
        (id, current, sent) -> definitions.updated(id, current, sent, true, history),
        asked(uri, force, request));
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
    return change(idText, body, match, definitions::merged, asked(uri, force, request));
  }

  /** Of an app that is there. */
  private Response change(
      String idText,
      byte[] body,
      String match,
      AppUpdates.Derivation derivation,
      AppUpdates.Asked asked) {
    PathId id = Requests.appId(idText);
    ObjectNode sent = JsonBodies.object(body);
    return Outcomes.changed(
        updates.one(id, match, current -> derivation.of(id, existing(current, id), sent), asked));
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Response putAll(
      byte[] body,
      @QueryParam("force") String force,
      @QueryParam("partialUpdate") String partial,
      @Context UriInfo uri) {
    boolean over = Requests.flag(partial, true);
    return Outcomes.changed(
        updates.many(
            JsonBodies.objects(body),
            (id, current, one) -> definitions.updated(id, current, one, over, history),
            Requests.flag(force, false),
            new Parameters(uri)));
  }

  @PATCH
  @Consumes(MediaType.APPLICATION_JSON)
  public Response patchAll(byte[] body, @QueryParam("force") String force, @Context UriInfo uri) {
    return Outcomes.changed(
        updates.many(
            JsonBodies.objects(body),
            (id, current, one) ->
                definitions.updated(id, existing(current, id), one, true, history),
            Requests.flag(force, false),
            new Parameters(uri)));
  }

  private static Optional<App> existing(Optional<App> current, PathId id) {
    return Optional.of(current.orElseThrow(() -> Refusals.noSuchApp(id)));
  }

  private static AppUpdates.Asked asked(UriInfo uri, String force, HttpServletRequest request) {
    return new AppUpdates.Asked(
        Requests.flag(force, false), Requests.origin(request), new Parameters(uri));
  }

  @DELETE
  @Path("{id: .+}")
  public Response delete(
      @PathParam("id") String id,
      @QueryParam("force") String force,
      @Context UriInfo uri,
      @Context HttpServletRequest request) {
    return outcomes.changed(
        new DeleteApp(
            existing(Requests.appId(id)).id(),
            Requests.flag(force, true),
            Requests.origin(request)),
        uri);
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
    return outcomes.changed(
        new RestartApp(existing(Requests.appId(id)).id(), Requests.flag(force, false)), uri);
  }

  private Response explained(PathId id) {
    return Response.ok(WaitingWriter.app(scheduler.snapshot(), existing(id), clock.instant()))
        .build();
  }
}
