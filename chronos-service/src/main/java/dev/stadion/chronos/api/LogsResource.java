package dev.stadion.chronos.api;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Output;
import dev.stadion.chronos.run.OutputArchive.Source;
import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.chronos.run.OutputReader;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunCatalog.RunRecord;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.dropwizard.stream.LongAnswers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What runs wrote (chronos.md B-46): a piece by offset and length or from the end, or all that is
 * to come. {@code X-Log-Offset} says where the piece begins, {@code X-Log-Complete} whether nothing
 * will follow it.
 */
@Path("/{prefix:scheduler|v1/scheduler}")
public final class LogsResource {
  private static final int USUAL_LENGTH = 64 * 1024;
  private static final int LONGEST = 1024 * 1024;

  private final RunCatalog catalog;
  private final OutputReader outputs;
  private final Following following;

  public LogsResource(RunCatalog catalog, OutputReader outputs, Following following) {
    this.catalog = catalog;
    this.outputs = outputs;
    this.following = following;
  }

  /** Of the last attempt. */
  @GET
  @Path("runs/{id}/logs/{stream}")
  public void lastLog(
      @Suspended AsyncResponse suspended,
      @PathParam("id") String id,
      @PathParam("stream") String stream,
      @QueryParam("offset") String offset,
      @QueryParam("length") String length,
      @QueryParam("tail") String tail,
      @QueryParam("follow") String follow,
      @Context HttpServletRequest request) {
    log(suspended, id, null, stream, offset, length, tail, follow, request);
  }

  @GET
  @Path("runs/{id}/attempts/{n}/logs/{stream}")
  public void log(
      @Suspended AsyncResponse suspended,
      @PathParam("id") String id,
      @PathParam("n") String number,
      @PathParam("stream") String stream,
      @QueryParam("offset") String offset,
      @QueryParam("length") String length,
      @QueryParam("tail") String tail,
      @QueryParam("follow") String follow,
      @Context HttpServletRequest request) {
    boolean followed = Boolean.parseBoolean(follow) && !request.getMethod().equals(HttpMethod.HEAD);
    LongAnswers.give(
        suspended, request, "log", answer(id, number, stream, offset, length, tail, followed));
  }

  private Response answer(
      String id,
      String number,
      String stream,
      String offset,
      String length,
      String tail,
      boolean follow) {
    var page = new Page();
    long from = page.number("offset", offset, 0, Long.MAX_VALUE, 0);
    int most = (int) page.number("length", length, 1, LONGEST, USUAL_LENGTH);
    long last = page.number("tail", tail, 1, LONGEST, 0);
    if (last > 0 && offset != null) {
      page.problem("tail", "tail and offset exclude each other");
    }
    if (!page.problems().isEmpty()) {
      return Answers.rejected(page.problems());
    }
    Optional<Output> output = Output.of(stream);
    Optional<Source> attempt = output.flatMap(o -> find(id, number));
    if (attempt.isEmpty()) {
      return missing("There is no such log (yet)");
    }
    if (follow) {
      return follow(attempt.get(), output.get(), last > 0 ? -last : from);
    }
    int bytes = last > 0 && length == null ? (int) last : most;
    return answer(
        attempt.get(), outputs.read(attempt.get(), output.get(), last > 0 ? -last : from, bytes));
  }

  private Optional<Source> find(String id, String number) {
    OptionalLong run = RunIds.id(id);
    Optional<RunRecord> record = run.isPresent() ? catalog.find(run.getAsLong()) : Optional.empty();
    return record.flatMap(found ->
        attempt(found.attempts(), number)
            .map(attempt -> new Source(found.run().job(), found.run().id(), attempt)));
  }

  private static Optional<Attempt> attempt(List<Attempt> attempts, String number) {
    if (number == null) {
      return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
    }
    return attempts.stream().filter(a -> String.valueOf(a.number()).equals(number)).findFirst();
  }

  private static Response missing(String message) {
    return Answers.error(Response.Status.NOT_FOUND, message);
  }

  private static Response answer(Source source, OutputReader.Reading reading) {
    return switch (reading) {
      case OutputReader.Reading.Found(OutputPiece piece) -> {
        boolean over = source.attempt().state().isTerminal();
        yield text(Response.ok(piece.bytes()))
            .header("X-Log-Offset", piece.offset())
            .header("X-Log-Size", piece.size())
            .header("X-Log-Complete", over && piece.end() >= piece.size())
            .build();
      }
      case OutputReader.Reading.Gone _ -> missing("The log is gone");
      case OutputReader.Reading.Away(var why) ->
          Response.fromResponse(
                  Answers.error(
                      Response.Status.SERVICE_UNAVAILABLE, "The agent cannot be asked: " + why))
              .header(HttpHeaders.RETRY_AFTER, 5)
              .build();
    };
  }

  private static Response.ResponseBuilder text(Response.ResponseBuilder answer) {
    return answer
        .type("text/plain;charset=utf-8")
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private Response follow(Source source, Output output, long offset) {
    OutputReader.Reading first = outputs.read(source, output, offset, USUAL_LENGTH);
    if (!(first instanceof OutputReader.Reading.Found(OutputPiece piece))) {
      return answer(source, first);
    }
    StreamingOutput stream =
        out ->
            following.follow(
                piece,
                from -> outputs.read(source, output, from, USUAL_LENGTH),
                () -> isOver(source),
                out);
    return text(Response.ok(stream)).header("X-Log-Offset", piece.offset()).build();
  }

  private boolean isOver(Source source) {
    return catalog
        .find(source.run())
        .flatMap(record -> attempt(record.attempts(), String.valueOf(source.attempt().number())))
        .map(attempt -> attempt.state().isTerminal())
        .orElse(true);
  }
}
