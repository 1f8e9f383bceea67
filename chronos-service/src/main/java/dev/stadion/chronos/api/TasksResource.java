package dev.stadion.chronos.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.RunHistory;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.JobState;
import dev.stadion.scheduling.id.TaskId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** What tasks tell of themselves, and the end of all waiting (chronos.md §1.2, §7.6). */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class TasksResource {
  private static final Pattern TASK_ID = Pattern.compile("ct:\\d+:\\d+:[\\w\\s.#-]+:?.*");
  private static final Pattern INT = Pattern.compile("-?[0-9]{1,9}");

  private final SchedulerPort scheduler;
  private final RunHistory history;

  public TasksResource(SchedulerPort scheduler, RunHistory history) {
    this.scheduler = scheduler;
    this.history = history;
  }

  /** The callback of an asynchronous job; a task that is nobody's is no mistake. */
  @PUT
  @Path("task/{taskId}")
  public CompletionStage<Response> callback(@PathParam("taskId") String task, byte[] body) {
    OptionalInt code;
    try {
      code = number(StrictJson.object(body), "statusCode");
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
    if (code.isEmpty()) {
      return CompletableFuture.completedFuture(rejected("statusCode", "must be a whole number"));
    }
    return taskId(task)
        .map(id ->
            scheduler
                .submit(new ChronosEvent.Callback(id, code.getAsInt() == 0))
                .thenApply(Answers::of))
        .orElseGet(() -> CompletableFuture.completedFuture(Response.noContent().build()));
  }

  /** Empty for what can be nobody's task. */
  private static Optional<TaskId> taskId(String text) {
    try {
      return Optional.of(new TaskId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Empties the queues; running tasks go on. */
  @DELETE
  @Path("task/all")
  public CompletionStage<Response> emptyQueues() {
    return scheduler.submit(new ChronosEvent.EmptyQueues()).thenApply(Answers::of);
  }

  @POST
  @Path("job/{name}/task/{taskId}/progress")
  public Response progress(
      @PathParam("name") String name, @PathParam("taskId") String task, byte[] body) {
    Optional<JobState> job = scheduler.snapshot().job(name);
    if (job.isEmpty()) {
      return Answers.unknown(name);
    }
    if (!TASK_ID.matcher(task).matches()) {
      return rejected("taskId", "is no id of a task");
    }
    if (!job.get().job().policy().dataProcessing()) {
      return rejected("name", "is no job of dataProcessingJobType");
    }
    OptionalInt more;
    try {
      more = number(StrictJson.object(body), "numAdditionalElementsProcessed");
    } catch (InvalidDocumentException invalid) {
      return Answers.rejected(invalid);
    }
    if (more.isEmpty() || more.getAsInt() < 0) {
      return rejected("numAdditionalElementsProcessed", "must be a whole number from 0");
    }
    return history.addElements(name, task, more.getAsInt())
        ? Response.noContent().build()
        : rejected("taskId", "is not known: Task '" + Answers.shown(task) + "' not found");
  }

  private static OptionalInt number(JsonNode body, String name) {
    JsonNode value = body.path(name);
    return value.isValueNode() && INT.matcher(value.asText()).matches()
        ? OptionalInt.of(Integer.parseInt(value.asText()))
        : OptionalInt.empty();
  }

  private static Response rejected(String field, String error) {
    return Answers.rejected(List.of(new Problem("/" + field, field + " " + error)));
  }
}
