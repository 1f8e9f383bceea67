package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosEvent.RerunFrom;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.Commons.StoredDag;
import dev.stadion.chronos.scheduler.DagCatalog;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Runs of whole graphs (chronos.md B-60, B-61), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}/dagruns")
@Consumes(MediaType.WILDCARD)
public final class DagRunsResource {
  private final SchedulerPort scheduler;
  private final DagCatalog dags;
  private final RunCatalog runs;

  public DagRunsResource(SchedulerPort scheduler, DagCatalog dags, RunCatalog runs) {
    this.scheduler = scheduler;
    this.dags = dags;
    this.runs = runs;
  }

  @GET
  public Response list(
      @QueryParam("root") String root,
      @QueryParam("state") String states,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor) {
    var page = new Page();
    int most = page.limit(limit);
    Set<DagRun.State> wanted = page.words("state", states, DagRun.State.class);
    Optional<DagCatalog.Mark> after =
        page.cursor(cursor, 2)
            .map(parts -> new DagCatalog.Mark(Instant.ofEpochMilli(parts.get(0)), parts.get(1)));
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    Optional<String> of = Optional.ofNullable(root).filter(text -> !text.isEmpty());
    List<DagRun> found = dags.find(of, wanted, after, most + 1);
    List<DagRun> shown = found.subList(0, Math.min(most, found.size()));
    return Answers.stream(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (DagRun dag : shown) {
        json.writeStartObject();
        write(json, dag);
        json.writeEndObject();
      }
      json.writeEndArray();
      if (found.size() > shown.size()) {
        DagRun last = shown.getLast();
        json.writeStringField("next", Page.cursor(last.scheduledAt().toEpochMilli(), last.id()));
      }
      json.writeEndObject();
    });
  }

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id) {
    return find(id).map(this::show).orElseGet(() -> unknown(id));
  }

  @POST
  @Path("{id}/kill")
  public CompletionStage<Response> kill(@PathParam("id") String id) {
    Optional<StoredDag> found = find(id);
    return found.isEmpty()
        ? CompletableFuture.completedFuture(unknown(id))
        : submit(id, new ChronosEvent.KillDag(found.get().dag().id()), () -> kill(id));
  }

  /** Body {@code {"mode":"failed|all|from","job":"x"}}; the mode is failed if not said. */
  @POST
  @Path("{id}/rerun")
  public CompletionStage<Response> rerun(@PathParam("id") String id, byte[] body) {
    long asOf = scheduler.snapshot().amended(); // before the reading, which knows all of it
    Optional<StoredDag> found;
    RerunFrom from;
    try {
      JsonNode document =
          body.length == 0 ? JsonNodeFactory.instance.objectNode() : StrictJson.object(body);
      found = find(id);
      if (found.isEmpty()) {
        return CompletableFuture.completedFuture(unknown(id));
      }
      from = from(document, found.get().dag());
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
    Optional<Run> like =
        Optional.ofNullable(found.get().runOf().get(found.get().dag().root()))
            .flatMap(runs::find)
            .map(RunCatalog.RunRecord::run);
    return like.isEmpty()
        ? CompletableFuture.completedFuture(
            Answers.error(Response.Status.CONFLICT, "its runs are kept no longer"))
        : submit(
            id,
            new ChronosEvent.RerunDag(found.get(), like.get(), asOf, from),
            () -> rerun(id, body));
  }

  private static RerunFrom from(JsonNode document, DagRun dag) {
    String mode = document.path("mode").asText("failed");
    String job = document.path("job").asText("");
    return switch (mode) {
      case "failed" -> new RerunFrom.Failed();
      case "all" -> new RerunFrom.All();
      case "from" -> {
        if (!dag.nodes().containsKey(job)) {
          throw new InvalidDocumentException(
              List.of(new Problem("/job", "job must be one of the graph's jobs")));
        }
        yield new RerunFrom.Job(job);
      }
      default ->
          throw new InvalidDocumentException(
              List.of(new Problem("/mode", "mode must be one of failed, all, from")));
    };
  }

  /**
   * @param again for when what was read has changed meanwhile: somebody else got his way
   */
  private CompletionStage<Response> submit(
      String id, ChronosEvent event, Supplier<CompletionStage<Response>> again) {
    return scheduler
        .submit(event)
        .thenCompose(outcome ->
            switch (outcome) {
              case ChronosOutcome.Done _ ->
                  CompletableFuture.completedFuture(
                      Response.fromResponse(get(id)).status(Response.Status.ACCEPTED).build());
              case ChronosOutcome.NotAsExpected _ -> again.get();
              default -> CompletableFuture.completedFuture(QueueResource.answer(outcome));
            });
  }

  private Optional<StoredDag> find(String id) {
    OptionalLong number = RunIds.id(id);
    return number.isPresent() ? dags.find(number.getAsLong()) : Optional.empty();
  }

  private static Response unknown(String id) {
    return Answers.error(
        Response.Status.NOT_FOUND, "DAG run '%s' not found".formatted(Answers.shown(id)));
  }

  // ---- showing -------------------------------------------------------------------------------

  private Response show(StoredDag stored) {
    ChronosState state = scheduler.snapshot();
    Map<String, String> parameters =
        Optional.ofNullable(stored.runOf().get(stored.dag().root()))
            .flatMap(runs::find)
            .map(record -> (Map<String, String>) record.run().request().parameters())
            .orElse(Map.of());
    return Answers.stream(json -> {
      json.writeStartObject();
      write(json, stored.dag());
      json.writeObjectFieldStart("parameters");
      for (Map.Entry<String, String> parameter : parameters.entrySet()) {
        json.writeStringField(parameter.getKey(), parameter.getValue());
      }
      json.writeEndObject();
      runs(json, state, stored);
      edges(json, stored.dag());
      json.writeEndObject();
    });
  }

  private static void write(JsonGenerator json, DagRun dag) throws IOException {
    json.writeStringField("dagRunId", RunIds.text(dag.id()));
    json.writeStringField("root", dag.root());
    json.writeStringField("scheduledTime", Tally.print(Optional.of(dag.scheduledAt())));
    json.writeStringField("state", dag.state().name());
    json.writeStringField("trigger", dag.trigger().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("generation", dag.generation());
    json.writeStringField("createdAt", Tally.print(Optional.of(dag.createdAt())));
    if (dag.finishedAt().isPresent()) {
      json.writeStringField("finishedAt", Tally.print(dag.finishedAt()));
    }
  }

  private static void runs(JsonGenerator json, ChronosState state, StoredDag stored)
      throws IOException {
    json.writeArrayFieldStart("runs");
    for (String job : stored.dag().nodes().keySet()) {
      Long id = stored.runOf().get(job);
      if (id == null) {
        continue; // kept no longer
      }
      RunState ended = stored.ends().get(job);
      Run open = state.runs().get(id);
      json.writeStartObject();
      json.writeStringField("job", job);
      json.writeStringField("runId", RunIds.text(id));
      json.writeStringField(
          "state", ended != null || open == null ? String.valueOf(ended) : open.state().name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void edges(JsonGenerator json, DagRun dag) throws IOException {
    json.writeArrayFieldStart("edges");
    for (Map.Entry<String, DagRun.Node> node : dag.nodes().entrySet()) {
      for (String parent : node.getValue().parents()) {
        json.writeStartObject();
        json.writeStringField("from", parent);
        json.writeStringField("to", node.getKey());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }
}
