package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.dropwizard.http.ErrorBodies;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Outcomes as answers. */
final class Answers {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ErrorBodies ERRORS = new ChronosErrors();

  private Answers() {}

  /** Writes a document. */
  @FunctionalInterface
  interface Document {
    void write(JsonGenerator json) throws IOException;
  }

  /** A write that was done: nothing to say, not even an empty body. */
  static Response of(ChronosOutcome outcome) {
    return switch (outcome) {
      case ChronosOutcome.Done _ -> Response.noContent().build();
      case ChronosOutcome.UnknownJob(var name) -> unknown(name);
      case ChronosOutcome.NotFound(var reason) -> error(Response.Status.NOT_FOUND, reason);
      case ChronosOutcome.Made _,
          ChronosOutcome.MadeBefore _,
          ChronosOutcome.BackfillMade _,
          ChronosOutcome.JobsPut _ ->
          Response.noContent().build();
      case ChronosOutcome.NotAsExpected(var reason) ->
          error(Response.Status.PRECONDITION_FAILED, reason);
      case ChronosOutcome.Conflict(var reason) -> error(Response.Status.CONFLICT, reason);
      case ChronosOutcome.InUse(var _, var by) ->
          error(Response.Status.CONFLICT, "the job is used by " + String.join(", ", by));
      case ChronosOutcome.Rejected(var problems) -> rejected(problems);
    };
  }

  static Response unknown(String name) {
    return rejected(List.of(new Problem("", "Job '" + shown(name) + "' not found")));
  }

  static Response rejected(InvalidDocumentException invalid) {
    return rejected(invalid.problems());
  }

  static Response rejected(List<Problem> problems) {
    List<ErrorBodies.Problem> all =
        problems.stream().map(p -> new ErrorBodies.Problem(p.path(), p.error())).toList();
    return Response.status(Response.Status.BAD_REQUEST)
        .type(MediaType.APPLICATION_JSON)
        .entity(ERRORS.of(400, all))
        .build();
  }

  /** A refusal in a sentence. */
  static Response error(Response.Status status, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .entity(ERRORS.of(status.getStatusCode(), message))
        .build();
  }

  static String shown(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }

  /** A short document, on one line. */
  static Response json(Document document) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      document.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Response.ok(bytes.toByteArray(), MediaType.APPLICATION_JSON).build();
  }

  /** A document that may be long, on one line. */
  static Response stream(Document document) {
    StreamingOutput output =
        out -> {
          try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            document.write(json);
          }
        };
    return Response.ok(output, MediaType.APPLICATION_JSON).build();
  }

  static Response text(String text) {
    return Response.ok(text, MediaType.TEXT_PLAIN).build();
  }
}
