package dev.stadion.chronos.api;

import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.RunJson;
import dev.stadion.chronos.document.RunOrderReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunCatalog.RunRecord;
import dev.stadion.chronos.run.RunOrder;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.Waiting;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs on order (chronos.md §12.7), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class OrdersResource {
  private static final byte[] NOTHING_SAID = "{}".getBytes(StandardCharsets.UTF_8);

  private final SchedulerPort scheduler;
  private final RunCatalog catalog;

  public OrdersResource(SchedulerPort scheduler, RunCatalog catalog) {
    this.scheduler = scheduler;
    this.catalog = catalog;
  }

  /** 201 with the new run, or 200 with the one that the same key has made before (B-34). */
  @POST
  @Path("job/{name}/runs")
  public CompletionStage<Response> start(
      @PathParam("prefix") String prefix,
      @PathParam("name") String name,
      @QueryParam("force") String force,
      @HeaderParam("Idempotency-Key") String key,
      byte[] body) {
    if (!Flags.isFlag(force)) {
      return CompletableFuture.completedFuture(Flags.rejected("force"));
    }
    RunOrder order;
    try {
      byte[] said = body == null || body.length == 0 ? NOTHING_SAID : body;
      order =
          RunOrderReader.read(
              StrictJson.object(said), Optional.ofNullable(key), Flags.isSet(force));
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
    return scheduler
        .submit(new ChronosEvent.StartRun(name, order))
        .thenApply(outcome ->
            switch (outcome) {
              case ChronosOutcome.Made(var run) ->
                  show(prefix, Response.Status.CREATED, MadeRuns.of(scheduler, run));
              case ChronosOutcome.MadeBefore(var run) -> before(prefix, run);
              default -> QueueResource.answer(outcome);
            });
  }

  private Response before(String prefix, long run) {
    return catalog
        .find(run)
        .map(record -> show(prefix, Response.Status.OK, record))
        .orElseGet(() -> Answers.error(Response.Status.CONFLICT, "the run is kept no longer"));
  }

  private Response show(String prefix, Response.Status status, RunRecord record) {
    Run run = record.run();
    Optional<String> blockedBy = Waiting.of(scheduler.snapshot(), run).map(Waiting.Reason::word);
    return Response.fromResponse(Answers.json(json -> RunJson.write(json, record, blockedBy)))
        .status(status)
        .location(URI.create("/" + prefix + "/runs/" + run.runId()))
        .build();
  }
}
