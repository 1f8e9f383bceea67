package dev.stadion.chronos.api;

import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.JobReader.Kind;
import dev.stadion.chronos.document.RunOrderReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.RunOrder;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.Expected;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Declares, runs, kills and removes jobs (chronos.md §1.2), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}")
@Consumes(MediaType.WILDCARD)
public final class WriteResource {
  private static final String PARAMETER = "param.";
  private static final int LONGEST_ARGUMENTS = 16 * 1024;

  private final SchedulerPort scheduler;
  private final JobReader reader;
  private final InstantSource clock;

  public WriteResource(SchedulerPort scheduler, JobReader reader, InstantSource clock) {
    this.scheduler = scheduler;
    this.reader = reader;
    this.clock = clock;
  }

  @POST
  @Path("iso8601")
  public CompletionStage<Response> postScheduled(
      @PathParam("prefix") String prefix, @HeaderParam("If-Match") String match, byte[] body) {
    return declare(prefix, match, body, Kind.SCHEDULED);
  }

  @PUT
  @Path("iso8601")
  public CompletionStage<Response> putScheduled(
      @PathParam("prefix") String prefix, @HeaderParam("If-Match") String match, byte[] body) {
    return declare(prefix, match, body, Kind.SCHEDULED);
  }

  @POST
  @Path("dependency")
  public CompletionStage<Response> postDependent(
      @PathParam("prefix") String prefix, @HeaderParam("If-Match") String match, byte[] body) {
    return declare(prefix, match, body, Kind.DEPENDENT);
  }

  @PUT
  @Path("dependency")
  public CompletionStage<Response> putDependent(
      @PathParam("prefix") String prefix, @HeaderParam("If-Match") String match, byte[] body) {
    return declare(prefix, match, body, Kind.DEPENDENT);
  }

  private CompletionStage<Response> declare(String prefix, String match, byte[] body, Kind kind) {
    try {
      Expected expected = VersionTags.expected(match);
      Job job =
          reader.read(StrictJson.object(body), kind, Prefix.of(prefix).names(), clock.instant());
      return submit(new ChronosEvent.PutJob(job, expected, false));
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
  }

  @PUT
  @Path("job/{name}")
  public CompletionStage<Response> run(
      @PathParam("name") String name,
      @QueryParam("arguments") String arguments,
      @QueryParam("force") String force,
      @Context UriInfo uri) {
    if (!Flags.isFlag(force)) {
      return CompletableFuture.completedFuture(Flags.rejected("force"));
    }
    String text = arguments == null ? "" : arguments;
    if (text.length() > LONGEST_ARGUMENTS || text.indexOf('\0') >= 0) {
      return CompletableFuture.completedFuture(
          Answers.rejected(
              List.of(
                  new Problem(
                      "/arguments",
                      "arguments must not be longer than %d characters nor contain NUL"
                          .formatted(LONGEST_ARGUMENTS)))));
    }
    Map<String, String> parameters = parameters(uri);
    if (!parameters.isEmpty() || Flags.isSet(force)) {
      try {
        RunOrder order = RunOrderReader.of(Optional.of(text), parameters, Flags.isSet(force));
        return submit(new ChronosEvent.StartRun(name, order));
      } catch (InvalidDocumentException invalid) {
        return CompletableFuture.completedFuture(Answers.rejected(invalid));
      }
    }
    return submit(
        new ChronosEvent.RunNow(
            name, Optional.of(text.replace(";", "")).filter(t -> !t.isBlank())));
  }

  /** Keys such as {@code param.day} say what the run is to know (chronos.md B-30). */
  private static Map<String, String> parameters(UriInfo uri) {
    Map<String, String> parameters = new TreeMap<>();
    uri.getQueryParameters()
        .forEach((key, values) -> {
          if (key.startsWith(PARAMETER)) {
            parameters.put(key.substring(PARAMETER.length()), values.getLast());
          }
        });
    return parameters;
  }

  @DELETE
  @Path("job/{name}")
  public CompletionStage<Response> delete(@PathParam("name") String name) {
    return submit(new ChronosEvent.DeleteJob(name));
  }

  /** Always 200; whether there was such a job stands in the text. */
  @PUT
  @Path("job/success/{name}")
  public CompletionStage<Response> markSuccess(@PathParam("name") String name) {
    return scheduler
        .submit(new ChronosEvent.MarkSuccess(name))
        .thenApply(outcome ->
            Answers.text(
                "marked job %s as successful: %s"
                    .formatted(name, outcome instanceof ChronosOutcome.Done)));
  }

  @DELETE
  @Path("task/kill/{name}")
  public CompletionStage<Response> kill(
      @PathParam("name") String name, @QueryParam("queued") boolean queued) {
    return submit(new ChronosEvent.KillTasks(name, queued));
  }

  private CompletionStage<Response> submit(ChronosEvent event) {
    return scheduler.submit(event).thenApply(Answers::of);
  }
}
