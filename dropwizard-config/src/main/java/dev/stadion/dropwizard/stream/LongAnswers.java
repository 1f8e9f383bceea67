package dev.stadion.dropwizard.stream;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/**
 * Answers of Jersey's resources that may have no end. There is a bounded number of requests at work
 * at a time (promises.md §7.12), and readers of a stream would take all of these places for as long
 * as they listen: so their answers are written by virtual threads of their own.
 */
public final class LongAnswers {
  private LongAnswers() {}

  /**
   * What a HEAD gets where a GET gets a stream. The stream itself must not be made: it would be
   * written to nobody, for ever.
   */
  public static Response head(String mediaType) {
    return Response.ok().header(HttpHeaders.CONTENT_TYPE, mediaType).build();
  }

  /**
   * Answers a suspended request: on a thread of its own if the answer is a stream, or else at once.
   *
   * @param name of the thread
   */
  public static void give(AsyncResponse suspended, String name, Response answer) {
    if (answer.getEntity() instanceof StreamingOutput) {
      Thread.ofVirtual().name(name).start(() -> suspended.resume(answer));
    } else {
      suspended.resume(answer);
    }
  }
}
