package dev.stadion.chronos.api;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.Waiting;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What waits, and holding back what would run (chronos.md §12.8, B-43), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class QueueResource {
  private final SchedulerPort scheduler;

  public QueueResource(SchedulerPort scheduler) {
    this.scheduler = scheduler;
  }

  /** Runs that wait to be launched, in the order in which they will be. */
  @GET
  @Path("queue")
  public Response queue(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    var page = new Page();
    int most = page.limit(limit);
    int from = page.cursor(cursor, 1).map(parts -> parts.getFirst().intValue()).orElse(0);
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    ChronosState state = scheduler.snapshot();
    List<Run> all = Waiting.all(state);
    int begin = Math.max(0, Math.min(from, all.size()));
    List<Run> shown = all.subList(begin, Math.min(all.size(), begin + most));
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (Run run : shown) {
        json.writeStartObject();
        json.writeStringField("runId", run.runId());
        json.writeStringField("job", run.job());
        json.writeNumberField("priority", run.place().priority());
        json.writeBooleanField("highPriority", run.place().high());
        json.writeStringField("pool", run.place().pool().orElse(Pool.UNLIMITED));
        json.writeStringField(
            "queuedAt", Tally.print(run.queuedAt().or(() -> Optional.of(run.createdAt()))));
        json.writeStringField(
            "blockedBy", Waiting.of(state, run).orElse(Waiting.Reason.RESOURCES).word());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (begin + shown.size() < all.size()) {
        json.writeStringField("next", Page.cursor(begin + shown.size()));
      }
      json.writeEndObject();
    });
  }

  @POST
  @Path("pause")
  public CompletionStage<Response> pauseAll() {
    return submit(new ChronosEvent.PauseAll());
  }

  @POST
  @Path("resume")
  public CompletionStage<Response> resumeAll(@QueryParam("catchup") String catchup) {
    return Flags.isFlag(catchup)
        ? submit(new ChronosEvent.ResumeAll(Flags.isSet(catchup)))
        : CompletableFuture.completedFuture(Flags.rejected("catchup"));
  }

  @POST
  @Path("job/{name}/pause")
  public CompletionStage<Response> pause(@PathParam("name") String name) {
    return submit(new ChronosEvent.PauseJob(name));
  }

  @POST
  @Path("job/{name}/resume")
  public CompletionStage<Response> resume(
      @PathParam("name") String name, @QueryParam("catchup") String catchup) {
    return Flags.isFlag(catchup)
        ? submit(new ChronosEvent.ResumeJob(name, Flags.isSet(catchup)))
        : CompletableFuture.completedFuture(Flags.rejected("catchup"));
  }

  private CompletionStage<Response> submit(ChronosEvent event) {
    return scheduler.submit(event).thenApply(QueueResource::answer);
  }

  /** Routes that Chronos never had say 404 where its own say 400 (§1.1). */
  static Response answer(ChronosOutcome outcome) {
    return outcome instanceof ChronosOutcome.UnknownJob(var name)
        ? Answers.error(
            Response.Status.NOT_FOUND, "Job '%s' not found".formatted(Answers.shown(name)))
        : Answers.of(outcome);
  }
}
