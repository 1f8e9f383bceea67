package dev.stadion.chronos.api;

import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.RunJson;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunCatalog.Mark;
import dev.stadion.chronos.run.RunCatalog.Query;
import dev.stadion.chronos.run.RunCatalog.RunRecord;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.Waiting;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Runs, past and present, and what may be done about one (chronos.md §12.10). */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class RunsResource {
  private final SchedulerPort scheduler;
  private final RunCatalog catalog;

  public RunsResource(SchedulerPort scheduler, RunCatalog catalog) {
    this.scheduler = scheduler;
    this.catalog = catalog;
  }

  // ---- reading -------------------------------------------------------------------------------

  @GET
  @Path("runs")
  public Response runs(
      @QueryParam("job") String job,
      @QueryParam("state") String states,
      @QueryParam("trigger") String triggers,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("dagRunId") String dagRun,
      @QueryParam("runKey") String key,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor) {
    var page = new Page();
    Optional<Mark> after =
        page.cursor(cursor, 2)
            .map(parts -> new Mark(Instant.ofEpochMilli(parts.get(0)), parts.get(1)));
    var query =
        new Query(
            Optional.ofNullable(job).filter(name -> !name.isEmpty()),
            page.words("state", states, RunState.class),
            page.words("trigger", triggers, Trigger.class),
            page.time("from", from),
            page.time("to", to),
            page.id("dagRunId", dagRun),
            Optional.ofNullable(key).filter(text -> !text.isEmpty()),
            after,
            page.limit(limit));
    return page.problems().isEmpty() ? list(query) : Answers.rejected(page.problems());
  }

  @GET
  @Path("job/{name}/runs")
  public Response runsOf(
      @PathParam("name") String name,
      @QueryParam("state") String states,
      @QueryParam("trigger") String triggers,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("dagRunId") String dagRun,
      @QueryParam("runKey") String key,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor) {
    return scheduler.snapshot().job(name).isPresent()
        ? runs(name, states, triggers, from, to, dagRun, key, limit, cursor)
        : Answers.unknown(name);
  }

  /** One more than a page tells whether there is a next one. */
  private Response list(Query query) {
    List<RunRecord> found = catalog.find(query.withLimit(query.limit() + 1));
    List<RunRecord> shown = found.subList(0, Math.min(found.size(), query.limit()));
    ChronosState state = scheduler.snapshot();
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (RunRecord record : shown) {
        RunJson.write(json, record, blockedBy(state, record.run()));
      }
      json.writeEndArray();
      if (found.size() > shown.size()) {
        Run last = shown.getLast().run();
        json.writeStringField("next", Page.cursor(last.scheduledAt().toEpochMilli(), last.id()));
      }
      json.writeEndObject();
    });
  }

  @GET
  @Path("runs/{id}")
  public Response run(@PathParam("id") String id) {
    return find(id).map(record -> show(Response.Status.OK, record)).orElseGet(() -> unknown(id));
  }

  private Optional<RunRecord> find(String id) {
    OptionalLong number = RunIds.id(id);
    return number.isPresent() ? catalog.find(number.getAsLong()) : Optional.empty();
  }

  private Response show(Response.Status status, RunRecord record) {
    Optional<String> blockedBy = blockedBy(scheduler.snapshot(), record.run());
    return Response.fromResponse(Answers.json(json -> RunJson.write(json, record, blockedBy)))
        .status(status)
        .build();
  }

  /** Why a queued run was not launched yet; empty for any other. */
  private static Optional<String> blockedBy(ChronosState state, Run run) {
    return run.state() == RunState.QUEUED
        ? Optional.of(Waiting.of(state, run).orElse(Waiting.Reason.RESOURCES).word())
        : Optional.empty();
  }

  static Response unknown(String id) {
    return Answers.error(
        Response.Status.NOT_FOUND, "Run '%s' not found".formatted(Answers.shown(id)));
  }

  // ---- doing ---------------------------------------------------------------------------------

  @DELETE
  @Path("runs/{id}")
  public CompletionStage<Response> delete(@PathParam("id") String id) {
    return kill(id);
  }

  @POST
  @Path("runs/{id}/kill")
  public CompletionStage<Response> kill(@PathParam("id") String id) {
    return on(
        id,
        record ->
            scheduler
                .submit(new ChronosEvent.KillRun(record.run().id()))
                .thenApply(outcome ->
                    outcome instanceof ChronosOutcome.Done
                        ? show(Response.Status.ACCEPTED, find(id).orElse(record))
                        : Answers.of(outcome)));
  }

  @POST
  @Path("runs/{id}/rerun")
  public CompletionStage<Response> rerun(
      @PathParam("prefix") String prefix, @PathParam("id") String id) {
    return on(
        id,
        record ->
            scheduler
                .submit(new ChronosEvent.Rerun(record.run()))
                .thenApply(outcome -> made(prefix, outcome)));
  }

  private Response made(String prefix, ChronosOutcome outcome) {
    if (!(outcome instanceof ChronosOutcome.Made(var run))) {
      return QueueResource.answer(outcome);
    }
    String id = RunIds.text(run.id());
    return Response.fromResponse(show(Response.Status.CREATED, MadeRuns.of(scheduler, run)))
        .location(URI.create("/" + prefix + "/runs/" + id))
        .build();
  }

  /** Body {@code {"state":"SUCCEEDED"}} or {@code FAILED} (B-51). */
  @POST
  @Path("runs/{id}/mark")
  public CompletionStage<Response> mark(@PathParam("id") String id, byte[] body) {
    String state;
    try {
      state = StrictJson.object(body).path("state").asText();
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
    boolean success = state.equals(RunState.SUCCEEDED.name());
    if (!success && !state.equals(RunState.FAILED.name())) {
      return CompletableFuture.completedFuture(
          Answers.rejected(List.of(new Problem("/state", "state must be SUCCEEDED or FAILED"))));
    }
    return mark(id, success);
  }

  /** What has changed since it was read is read again: each time somebody else got his way. */
  private CompletionStage<Response> mark(String id, boolean success) {
    long asOf = scheduler.snapshot().amended(); // before the reading, which knows all of it
    return on(
        id,
        record ->
            scheduler
                .submit(new ChronosEvent.MarkRun(record.run(), asOf, success))
                .thenCompose(outcome ->
                    switch (outcome) {
                      case ChronosOutcome.Done _ ->
                          CompletableFuture.completedFuture(
                              show(Response.Status.OK, find(id).orElse(record)));
                      case ChronosOutcome.NotAsExpected _ -> mark(id, success);
                      default -> CompletableFuture.completedFuture(Answers.of(outcome));
                    }));
  }

  private CompletionStage<Response> on(
      String id, Function<RunRecord, CompletionStage<Response>> action) {
    return find(id).map(action).orElseGet(() -> CompletableFuture.completedFuture(unknown(id)));
  }
}
