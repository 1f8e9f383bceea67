package dev.stadion.dropwizard.stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.io.EndPoint;

/**
 * Answers of Jersey's resources that may have no end. There is a bounded number of requests at work
 * at a time (promises.md §7.12), and readers of a stream would take all of these places for as long
 * as they listen: so their answers are written by virtual threads of their own, in whole chunks to
 * those who know chunks.
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
   * A stream that fails before it has written anything can still become another answer.
   *
   * @param name of the thread
   */
  public static void give(
      AsyncResponse suspended, HttpServletRequest request, String name, Response answer) {
    if (answer.getEntity() instanceof StreamingOutput stream) {
      Response given =
          PromptChunks.understoodBy(request) ? inChunks(request, answer, stream) : answer;
      Thread.ofVirtual().name(name).start(() -> suspended.resume(given));
    } else {
      suspended.resume(answer);
    }
  }

  private static Response inChunks(
      HttpServletRequest request, Response answer, StreamingOutput stream) {
    EndPoint connection = PromptChunks.connection(request);
    StreamingOutput body =
        out -> {
          var chunks = new PromptChunks(connection, () -> sendHead(out));
          stream.write(new Unended(chunks));
          chunks.flush();
        };
    return Response.fromResponse(answer)
        // Without this a request with "Connection: close" gets an unchunked answer.
        .header("Transfer-Encoding", "chunked")
        .entity(body)
        .build();
  }

  /**
   * A body whose end the server sends, whoever closes it: a last chunk of its own, too, would be
   * taken for the answer to the next request of the same connection.
   */
  private static final class Unended extends FilterOutputStream {
    Unended(OutputStream chunks) {
      super(chunks);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private static void sendHead(OutputStream out) throws IOException {
    // Jersey hands the headers on with the first write, be it empty, and flushes nothing before.
    out.write(new byte[0]);
    out.flush();
  }
}
