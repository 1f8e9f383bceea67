package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.api.SchedulerPort;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.MalformedDocumentException;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.Expected;
import dev.stadion.chronos.scheduler.JobState;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Metronome's jobs over the same engine (dcos.md §5.1). It shows the jobs that were made here; what
 * Chronos' API made is no Metronome job.
 */
@Path("/")
@Consumes(MediaType.WILDCARD)
public final class MetronomeResource {
  private static final String EXISTS = "Job with this id already exists";

  private final SchedulerPort scheduler;
  private final Embeds embeds;
  private final Translation translation;
  private final InstantSource clock;

  public MetronomeResource(
      SchedulerPort scheduler, RunCatalog catalog, JobReader reader, InstantSource clock) {
    this.scheduler = scheduler;
    this.embeds = new Embeds(catalog);
    this.translation = new Translation(reader);
    this.clock = clock;
  }

  // ---- looking -------------------------------------------------------------------------------

  /** A job that was made here, and its document. */
  record Known(JobState state, Spec spec) {}

  static Optional<Known> known(ChronosState state, String id) {
    return state
        .job(id)
        .flatMap(job -> job.job().options().metronome().map(text -> new Known(job, Spec.of(text))));
  }

  private Optional<Known> known(String id) {
    return known(scheduler.snapshot(), id);
  }

  static Response answer(Status status, JsonNode body) {
    return Response.status(status).type(MediaType.APPLICATION_JSON).entity(body.toString()).build();
  }

  private static CompletionStage<Response> now(Response response) {
    return CompletableFuture.completedFuture(response);
  }

  static Response unknown(String id) {
    return answer(Status.NOT_FOUND, MetronomeJson.jobNotFound(id));
  }

  @GET
  @Path("v1/jobs")
  public Response jobs(@QueryParam("embed") List<String> embed) {
    Set<String> wanted = Embeds.wanted(embed);
    if (!Embeds.ALL.containsAll(wanted)) {
      return answer(Status.BAD_REQUEST, Embeds.refusal());
    }
    ChronosState state = scheduler.snapshot();
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    for (String name : state.jobs().keySet()) {
      known(state, name).ifPresent(known -> jobs.add(embeds.listed(known, wanted)));
    }
    return answer(Status.OK, jobs);
  }

  @GET
  @Path("v1/jobs/{id}")
  public Response job(@PathParam("id") String id, @QueryParam("embed") List<String> embed) {
    Set<String> wanted = Embeds.wanted(embed);
    if (!Embeds.ALL.containsAll(wanted)) {
      return answer(Status.BAD_REQUEST, Embeds.refusal());
    }
    return known(id)
        .map(known -> answer(Status.OK, embeds.show(known, wanted)))
        .orElseGet(() -> unknown(id));
  }

  /** The runs that wait to be launched, by job. */
  @GET
  @Path("v1/queue")
  public Response queue() {
    ChronosState state = scheduler.snapshot();
    Map<String, ArrayNode> byJob = new TreeMap<>();
    for (Run run : state.runs().values()) {
      if (run.state() == RunState.QUEUED && known(state, run.job()).isPresent()) {
        byJob
            .computeIfAbsent(run.job(), job -> JsonNodeFactory.instance.arrayNode())
            .addObject()
            .put("runId", MetronomeJson.id(run));
      }
    }
    ArrayNode queue = JsonNodeFactory.instance.arrayNode();
    byJob.forEach((job, runs) -> queue.addObject().put("jobId", job).set("runs", runs));
    return answer(Status.OK, queue);
  }

  // ---- declaring -----------------------------------------------------------------------------

  /**
   * What is no JSON object is refused before anything is looked for: 400 if it cannot be read, 422
   * if it is something else.
   */
  static CompletionStage<Response> reading(
      byte[] body, Function<ObjectNode, CompletionStage<Response>> then) {
    ObjectNode sent;
    try {
      sent = (ObjectNode) StrictJson.object(body);
    } catch (MalformedDocumentException malformed) {
      return now(answer(Status.BAD_REQUEST, MetronomeJson.message(malformed.getMessage())));
    } catch (InvalidDocumentException invalid) {
      return now(refused(invalid));
    }
    return then.apply(sent);
  }

  @POST
  @Path("v1/jobs")
  public CompletionStage<Response> create(byte[] body) {
    return reading(body, sent -> created(withoutSchedules(sent)));
  }

  /** The job and its schedules at once, as the older API did. */
  @POST
  @Path("v0/scheduled-jobs")
  public CompletionStage<Response> createScheduled(byte[] body) {
    return reading(body, this::created);
  }

  private CompletionStage<Response> created(ObjectNode sent) {
    Spec spec;
    try {
      spec = SpecReader.job(sent);
    } catch (InvalidDocumentException invalid) {
      return now(refused(invalid));
    }
    return put(spec, new Expected.Absent())
        .thenApply(outcome ->
            outcome instanceof ChronosOutcome.NotAsExpected
                ? answer(Status.CONFLICT, MetronomeJson.message(EXISTS))
                : answered(outcome, () -> shown(spec.id(), Status.CREATED)));
  }

  @PUT
  @Path("v1/jobs/{id}")
  public CompletionStage<Response> update(@PathParam("id") String id, byte[] body) {
    return reading(
        body,
        sent ->
            change(
                id,
                known ->
                    new Change.Into(
                        SpecReader.job(withoutSchedules(sent).put("id", id))
                            .withSchedule(known.spec().schedule())),
                () -> shown(id, Status.OK)));
  }

  @PUT
  @Path("v0/scheduled-jobs/{id}")
  public CompletionStage<Response> updateScheduled(@PathParam("id") String id, byte[] body) {
    return reading(
        body,
        sent ->
            change(
                id,
                _ -> new Change.Into(SpecReader.job(sent.put("id", id))),
                () -> shown(id, Status.OK)));
  }

  private static ObjectNode withoutSchedules(ObjectNode sent) {
    sent.remove("schedules");
    return sent;
  }

  /** As it is by now: somebody may have changed it again, or removed it. */
  private Response shown(String id, Status status) {
    return known(id)
        .map(known -> answer(status, embeds.show(known, Set.of())))
        .orElseGet(() -> unknown(id));
  }

  static Response refused(InvalidDocumentException invalid) {
    return Response.status(422)
        .type(MediaType.APPLICATION_JSON)
        .entity(MetronomeJson.invalid(invalid.problems()).toString())
        .build();
  }

  /**
   * Makes something else of a job. If somebody else changes it meanwhile, what it becomes is
   * derived anew from what it is then, so that nobody's change is lost.
   *
   * @param derive may throw {@link InvalidDocumentException}
   * @param answer is made after the commit
   */
  CompletionStage<Response> change(
      String id, Function<Known, Change> derive, Supplier<Response> answer) {
    Optional<Known> known = known(id);
    if (known.isEmpty()) {
      return now(unknown(id));
    }
    Change change;
    try {
      change = derive.apply(known.get());
    } catch (InvalidDocumentException invalid) {
      return now(refused(invalid));
    }
    return switch (change) {
      case Change.Refused(var why) -> now(why);
      case Change.Into(var spec) ->
          put(spec, new Expected.Version(known.get().state().life().version()))
              .thenCompose(outcome ->
                  outcome instanceof ChronosOutcome.NotAsExpected
                      ? change(id, derive, answer)
                      : now(answered(outcome, answer)));
    };
  }

  /** Declares the job, which is decided and committed when this is done. */
  private CompletionStage<ChronosOutcome> put(Spec spec, Expected expected) {
    Job job;
    try {
      job = translation.job(spec, clock.instant());
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(new ChronosOutcome.Rejected(invalid.problems()));
    }
    // What the engine has counted belongs to the job and not to its declaration.
    return scheduler.submit(new ChronosEvent.PutJob(job, expected, true));
  }

  private static Response answered(ChronosOutcome outcome, Supplier<Response> answer) {
    return outcome instanceof ChronosOutcome.Rejected(var problems)
        ? refused(new InvalidDocumentException(problems))
        : answer.get();
  }

  // ---- removing ------------------------------------------------------------------------------

  @DELETE
  @Path("v1/jobs/{id}")
  public CompletionStage<Response> delete(
      @PathParam("id") String id, @QueryParam("stopCurrentJobRuns") boolean stop) {
    Optional<Known> known = known(id);
    if (known.isEmpty()) {
      return now(unknown(id));
    }
    Response shown = answer(Status.OK, embeds.show(known.get(), Set.of()));
    var delete =
        new ChronosEvent.DeleteJob(
            id,
            new Expected.Version(known.get().state().life().version()),
            stop
                ? Set.of(ChronosEvent.Use.CHILDREN)
                : Set.of(ChronosEvent.Use.CHILDREN, ChronosEvent.Use.RUNS));
    return scheduler
        .submit(delete)
        .thenCompose(outcome ->
            switch (outcome) {
              case ChronosOutcome.Done _ -> now(shown);
              case ChronosOutcome.InUse inUse -> now(refused(inUse));
              // What is shown must be what was removed.
              case ChronosOutcome.NotAsExpected _ -> delete(id, stop);
              default -> now(unknown(id));
            });
  }

  private static Response refused(ChronosOutcome.InUse inUse) {
    String why =
        switch (inUse.use()) {
          case CHILDREN -> "Other jobs depend on this job: " + inUse.by();
          case RUNS -> "There are active job runs. Override with stopCurrentJobRuns=true";
        };
    return answer(Status.CONFLICT, MetronomeJson.message(why));
  }
}
