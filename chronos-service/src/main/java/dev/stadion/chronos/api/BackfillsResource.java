package dev.stadion.chronos.api;

import dev.stadion.chronos.document.BackfillReader;
import dev.stadion.chronos.document.BackfillReader.Mode;
import dev.stadion.chronos.document.BackfillReader.Order;
import dev.stadion.chronos.document.BackfillReader.Request;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.BackfillCatalog;
import dev.stadion.chronos.run.BackfillOrder;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.JobState;
import dev.stadion.chronos.scheduler.Schedules;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Windows of the past that run again (chronos.md §12.11). */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class BackfillsResource {
  private static final int MOST = 10_000;

  private final SchedulerPort scheduler;
  private final RunCatalog runs;
  private final BackfillCatalog backfills;
  private final InstantSource clock;

  public BackfillsResource(
      SchedulerPort scheduler, RunCatalog runs, BackfillCatalog backfills, InstantSource clock) {
    this.scheduler = scheduler;
    this.runs = runs;
    this.backfills = backfills;
    this.clock = clock;
  }

  @POST
  @Path("job/{name}/backfill")
  public CompletionStage<Response> start(@PathParam("name") String name, byte[] body) {
    Request request;
    try {
      request = BackfillReader.read(StrictJson.object(body));
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
    Optional<JobState> job = scheduler.snapshot().job(name);
    if (job.isEmpty()) {
      return CompletableFuture.completedFuture(
          Answers.error(
              Response.Status.NOT_FOUND, "Job '%s' not found".formatted(Answers.shown(name))));
    }
    Instant now = clock.instant();
    Instant to = request.to().isAfter(now) ? now : request.to();
    Optional<List<Instant>> ticks = Schedules.ticks(job.get(), request.from(), to, MOST);
    if (ticks.isEmpty()) {
      return CompletableFuture.completedFuture(
          Answers.rejected(
              List.of(new Problem("/to", "the window has more than " + MOST + " ticks"))));
    }
    List<Instant> all = ticks.get();
    List<Instant> wanted = wanted(name, request, all);
    var order =
        new BackfillOrder(
            request.from(),
            request.to(),
            request.order() == Order.ASC ? wanted : wanted.reversed(),
            all.size() - wanted.size(),
            request.maxParallel(),
            request.withChildren(),
            request.parameters());
    if (request.dryRun()) {
      return CompletableFuture.completedFuture(
          made(Optional.empty(), wanted.size(), order.skipped(), List.of()));
    }
    return scheduler
        .submit(new ChronosEvent.StartBackfill(name, order))
        .thenApply(outcome ->
            outcome instanceof ChronosOutcome.BackfillMade(var backfill, var ids)
                ? made(Optional.of(backfill), backfill.total(), backfill.skipped(), ids)
                : Answers.of(outcome));
  }

  private List<Instant> wanted(String name, Request request, List<Instant> all) {
    if (request.mode() == Mode.ALL) {
      return all;
    }
    Set<Instant> succeeded = new HashSet<>();
    Map<Instant, Run> last = new HashMap<>();
    RunCatalog.Query query =
        new RunCatalog.Query(
            Optional.of(name),
            Set.of(),
            Set.of(),
            Optional.of(request.from()),
            Optional.of(request.to()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Page.MOST);
    List<RunCatalog.RunRecord> page = runs.find(query);
    while (!page.isEmpty()) {
      for (RunCatalog.RunRecord record : page) {
        Run run = record.run();
        if (run.state() == RunState.SUCCEEDED) {
          succeeded.add(run.scheduledAt());
        }
        last.merge(run.scheduledAt(), run, (a, b) -> a.id() > b.id() ? a : b);
      }
      page = runs.find(query.after(RunCatalog.Mark.of(page.getLast().run())));
    }
    return all.stream()
        .filter(tick ->
            request.mode() == Mode.MISSING
                ? !succeeded.contains(tick)
                : last.containsKey(tick)
                    && last.get(tick).state().isTerminal()
                    && last.get(tick).state() != RunState.SUCCEEDED)
        .toList();
  }

  private static Response made(
      Optional<Backfill> backfill, int total, int skipped, List<Long> runs) {
    return Response.fromResponse(
            Answers.json(json -> {
              json.writeStartObject();
              if (backfill.isPresent()) {
                json.writeStringField("backfillId", RunIds.text(backfill.get().id()));
              }
              json.writeNumberField("total", total);
              json.writeNumberField("skipped", skipped);
              json.writeArrayFieldStart("runs");
              for (long run : runs) {
                json.writeString(RunIds.text(run));
              }
              json.writeEndArray();
              json.writeEndObject();
            }))
        .status(Response.Status.ACCEPTED)
        .build();
  }

  @GET
  @Path("backfills/{id}")
  public Response get(@PathParam("id") String id) {
    return find(id).map(this::show).orElseGet(() -> unknown(id));
  }

  @DELETE
  @Path("backfills/{id}")
  public CompletionStage<Response> cancel(@PathParam("id") String id) {
    return find(id)
        .map(backfill ->
            scheduler
                .submit(new ChronosEvent.CancelBackfill(backfill.id()))
                .thenApply(outcome -> show(find(id).orElse(backfill))))
        .orElseGet(() -> CompletableFuture.completedFuture(unknown(id)));
  }

  private Optional<Backfill> find(String id) {
    OptionalLong number = RunIds.id(id);
    return number.isPresent() ? backfills.find(number.getAsLong()) : Optional.empty();
  }

  private static Response unknown(String id) {
    return Answers.error(
        Response.Status.NOT_FOUND, "Backfill '%s' not found".formatted(Answers.shown(id)));
  }

  private Response show(Backfill backfill) {
    Map<RunState, Long> counts = backfills.counts(backfill);
    return Answers.json(json -> {
      json.writeStartObject();
      json.writeStringField("backfillId", RunIds.text(backfill.id()));
      json.writeStringField("job", backfill.job());
      json.writeStringField("state", backfill.over() ? "DONE" : "RUNNING");
      json.writeStringField("from", backfill.from().toString());
      json.writeStringField("to", backfill.to().toString());
      json.writeNumberField("maxParallel", backfill.maxParallel());
      json.writeNumberField("total", backfill.total());
      json.writeNumberField("skipped", backfill.skipped());
      json.writeObjectFieldStart("counts");
      for (Map.Entry<RunState, Long> count : counts.entrySet()) {
        json.writeNumberField(count.getKey().name(), count.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    });
  }
}
