package dev.stadion.dropwizard.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.gzip.GzipResponseAndCallback;
import org.eclipse.jetty.util.Callback;

/**
 * The body of an answer whose headers say that it is chunked. Each flush sends a whole chunk.
 *
 * <p>Jetty's own stream sends the line end of a chunk with the next chunk only, and a client that
 * reads chunk by chunk, as Python's urllib3 does, waits for it: such a framework would hear of each
 * event when the next one comes, which may be a heartbeat later (mesos-v1.md §1.4). Mesos sends
 * whole chunks.
 *
 * <p>For one thread at a time. Writes block until the connection has taken them, and fail when it
 * is closed. Nobody else may write the body. Who flushes and leaves its end to the server may use
 * the connection again; who closes it ends the body here, and must end the connection, too.
 */
final class PromptChunks extends OutputStream {
  private static final int AT_ONCE = 16 * 1024;
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

  private final EndPoint connection;
  private final Head head;
  private final byte[] waiting = new byte[AT_ONCE];
  private int length;
  private boolean begun;
  private boolean closed;

  /** What sends the headers. */
  @FunctionalInterface
  interface Head {
    void send() throws IOException;
  }

  /**
   * @param head is run before the first chunk, so that whoever fails before it can still be told
   */
  PromptChunks(EndPoint connection, Head head) {
    this.connection = requireNonNull(connection, "connection");
    this.head = requireNonNull(head, "head");
  }

  /** HTTP 1.0 knows no chunks. */
  static boolean understoodBy(HttpServletRequest request) {
    return request.getProtocol().equals("HTTP/1.1");
  }

  /** Keeps the server from compressing the answer: it would not see the body. */
  static EndPoint connection(HttpServletRequest request) {
    ServletContextRequest asked = ServletContextRequest.getServletContextRequest(request);
    Response answer = asked.getServletContextResponse();
    while (answer instanceof Response.Wrapper wrapper) {
      if (wrapper instanceof GzipResponseAndCallback compressed) {
        compressed.noCompression();
      }
      answer = wrapper.getWrapped();
    }
    return asked.getConnectionMetaData().getConnection().getEndPoint();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (count > AT_ONCE - length) {
      flush();
    }
    if (count > AT_ONCE) {
      chunk(ByteBuffer.wrap(bytes, from, count));
    } else {
      System.arraycopy(bytes, from, waiting, length, count);
      length += count;
    }
  }

  @Override
  public void flush() throws IOException {
    if (length > 0) {
      var content = ByteBuffer.wrap(waiting, 0, length);
      length = 0;
      chunk(content);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      flush();
      send(ByteBuffer.wrap(LAST));
    }
  }

  private void chunk(ByteBuffer content) throws IOException {
    String size = Integer.toHexString(content.remaining()) + "\r\n";
    send(ByteBuffer.wrap(size.getBytes(US_ASCII)), content, ByteBuffer.wrap(LINE_END));
  }

  private void send(ByteBuffer... parts) throws IOException {
    if (!begun) {
      begun = true;
      head.send();
    }
    var sent = new Callback.Completable();
    connection.write(sent, parts);
    try {
      await(sent);
    } catch (InterruptedException _) {
      connection.close();
      throw new InterruptedIOException("interrupted in a chunk");
    } catch (ExecutionException e) {
      throw new IOException("a chunk was not sent", e.getCause());
    }
  }

  /** As long as the reader takes something now and then: a chunk may be large and a line slow. */
  private void await(Callback.Completable sent)
      throws IOException, InterruptedException, ExecutionException {
    long patience = connection.getIdleTimeout();
    while (!sent.isDone()) {
      try {
        sent.get(patience > 0 ? patience : Long.MAX_VALUE, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (!(connection instanceof IdleTimeout idle) || idle.getIdleFor() >= patience) {
          connection.close();
          throw new IOException("the reader has taken nothing for " + patience + " ms");
        }
      }
    }
    sent.get();
  }
}
