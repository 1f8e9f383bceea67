package dev.stadion.chronos.metronome;

import dev.stadion.chronos.api.SchedulerPort;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunCatalog.RunRecord;
import dev.stadion.chronos.run.RunOrder;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The active runs of a Metronome job (dcos.md §5.1, §5.4); those that are over are its history. */
@Path("v1/jobs/{id}/runs")
@Consumes(MediaType.WILDCARD)
public final class MetronomeRunsResource {
  /** Always a new one, also where ticks are skipped while another runs. */
  private static final RunOrder NOW =
      new RunOrder(
          Optional.empty(),
          new TreeMap<>(),
          Optional.empty(),
          Optional.empty(),
          "",
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          true);

  private final SchedulerPort scheduler;
  private final RunCatalog catalog;
  private final Embeds embeds;

  public MetronomeRunsResource(SchedulerPort scheduler, RunCatalog catalog) {
    this.scheduler = scheduler;
    this.catalog = catalog;
    this.embeds = new Embeds(catalog);
  }

  private boolean isKnown(String id) {
    return MetronomeResource.known(scheduler.snapshot(), id).isPresent();
  }

  @GET
  public Response runs(@PathParam("id") String id) {
    return isKnown(id)
        ? MetronomeResource.answer(Status.OK, embeds.active(id))
        : MetronomeResource.unknown(id);
  }

  @POST
  public CompletionStage<Response> start(@PathParam("id") String id) {
    if (!isKnown(id)) {
      return CompletableFuture.completedFuture(MetronomeResource.unknown(id));
    }
    return scheduler
        .submit(new ChronosEvent.StartRun(id, NOW))
        .thenApply(outcome ->
            outcome instanceof ChronosOutcome.Made(Run run)
                ? MetronomeResource.answer(Status.CREATED, MetronomeJson.run(run, List.of()))
                : MetronomeResource.unknown(id));
  }

  @GET
  @Path("{run}")
  public Response run(@PathParam("id") String id, @PathParam("run") String run) {
    if (!isKnown(id)) {
      return MetronomeResource.unknown(id);
    }
    return find(id, run)
        .map(record ->
            MetronomeResource.answer(Status.OK, MetronomeJson.run(record.run(), record.attempts())))
        .orElseGet(() -> unknown(id, run));
  }

  private Optional<RunRecord> find(String id, String run) {
    return embeds.activeRuns(id).stream()
        .filter(record -> MetronomeJson.id(record.run()).equalsIgnoreCase(run))
        .findFirst();
  }

  private static Response unknown(String id, String run) {
    return MetronomeResource.answer(Status.NOT_FOUND, MetronomeJson.runNotFound(id, run));
  }

  @POST
  @Path("{run}/actions/stop")
  public CompletionStage<Response> stop(@PathParam("id") String id, @PathParam("run") String run) {
    Optional<RunRecord> found = isKnown(id) ? find(id, run) : Optional.empty();
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(
          isKnown(id) ? unknown(id, run) : MetronomeResource.unknown(id));
    }
    long number = found.get().run().id();
    return scheduler
        .submit(new ChronosEvent.KillRun(number))
        .thenApply(outcome -> {
          RunRecord after = catalog.find(number).orElse(found.get());
          return MetronomeResource.answer(
              Status.OK, MetronomeJson.run(after.run(), after.attempts()));
        });
  }
}
