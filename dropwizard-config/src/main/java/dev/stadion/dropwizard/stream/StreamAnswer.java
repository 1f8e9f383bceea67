package dev.stadion.dropwizard.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endless answer, written by a virtual thread of its own (mesos-v1.md §1.4). Also listens
 * whether the client hangs up, which a server otherwise learns only when it writes.
 */
public final class StreamAnswer {
  private static final Logger log = LoggerFactory.getLogger(StreamAnswer.class);
  private static final int STRAY_BYTES = 512;
  private static final int COPIED_AT_ONCE = 16 * 1024;

  private StreamAnswer() {}

  /**
   * What is written.
   *
   * @param id names it in logs and threads
   * @param mediaType exactly as it is sent
   * @param pump writes until the stream ends
   * @param cut ends the stream at once; may be called often
   * @param onCut is told how to break the connection under a writer that is stuck in it
   */
  public record Source(
      String id, String mediaType, Pump pump, Runnable cut, Consumer<Runnable> onCut) {}

  /** Writes until there is no more to write. */
  @FunctionalInterface
  public interface Pump {
    void into(OutputStream out) throws IOException, InterruptedException;
  }

  /**
   * @param gone run once when the connection has ended, whoever ended it
   */
  public static void begin(
      HttpServletRequest request, HttpServletResponse response, Source stream, Runnable gone) {
    response.setStatus(HttpServletResponse.SC_OK);
    // Set as a header and not as a type, so that no charset is ever added.
    response.setHeader("Content-Type", stream.mediaType());
    // Without this a request with "Connection: close" gets an unchunked answer.
    response.setHeader("Transfer-Encoding", "chunked");
    response.setHeader("Cache-Control", "no-store");
    boolean chunked = PromptChunks.understoodBy(request);
    EndPoint connection = PromptChunks.connection(request);
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    stream.onCut().accept(connection::close);
    listen(connection, stream);
    Thread.ofVirtual()
        .name("stream-" + stream.id())
        .start(() -> {
          try {
            response.flushBuffer();
            pump(
                chunked ? new PromptChunks(connection, () -> {}) : response.getOutputStream(),
                stream);
          } catch (IOException e) {
            log.debug("stream {} never began: {}", stream.id(), e.getMessage());
          } finally {
            stream.cut().run();
            gone.run();
            connection.close();
            async.complete();
          }
        });
  }

  /**
   * Answers with what somebody else answers, as it comes: nobody knows whether it has an end. If it
   * breaks off, so does our answer.
   *
   * @param name of the thread that copies
   * @param from closed at the end
   */
  public static void copy(
      HttpServletRequest request, HttpServletResponse response, String name, InputStream from) {
    boolean chunked = PromptChunks.understoodBy(request);
    EndPoint connection = PromptChunks.connection(request);
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try (from) {
            copy(
                from,
                chunked
                    ? new PromptChunks(connection, () -> sendHead(response))
                    : response.getOutputStream());
          } catch (IOException e) {
            log.debug("{} ended: {}", name, e.getMessage());
            connection.close();
          } finally {
            async.complete();
          }
        });
  }

  /** Only for a body that is not empty: there are answers that must not have one, as 204. */
  private static void sendHead(HttpServletResponse response) throws IOException {
    response.setHeader("Transfer-Encoding", "chunked");
    response.flushBuffer();
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[COPIED_AT_ONCE];
    for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
      to.write(buffer, 0, length);
      if (from.available() == 0) {
        to.flush();
      }
    }
    to.flush();
  }

  private static void pump(OutputStream body, Source stream) {
    try (body) {
      stream.pump().into(body);
    } catch (IOException e) {
      log.debug("stream {} ended: {}", stream.id(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void listen(EndPoint connection, Source stream) {
    connection.tryFillInterested(
        new Callback() {
          @Override
          public void succeeded() {
            try {
              // Whatever follows a request for an endless answer can never be answered.
              ByteBuffer stray = BufferUtil.allocate(STRAY_BYTES);
              if (connection.fill(stray) < 0) {
                stream.cut().run();
              } else {
                listen(connection, stream);
              }
            } catch (IOException e) {
              stream.cut().run();
            }
          }

          @Override
          public void failed(Throwable cause) {
            stream.cut().run();
          }
        });
  }
}
