package dev.stadion.dropwizard.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;

/**
 * The body of an answer whose headers are sent and have said that it is chunked. Each flush sends a
 * whole chunk.
 *
 * <p>Jetty's own stream sends the line end of a chunk with the next chunk only, and a client that
 * reads chunk by chunk, as Python's urllib3 does, waits for it: such a framework would hear of each
 * event when the next one comes, which may be a heartbeat later (mesos-v1.md §1.4). Mesos sends
 * whole chunks.
 *
 * <p>For one thread at a time. Writes block until the connection has taken them, and fail when it
 * is closed. Nobody else may write the body, and the connection is of no use after it.
 */
final class PromptChunks extends OutputStream {
  private static final int AT_ONCE = 16 * 1024;
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

  private final EndPoint connection;
  private final byte[] waiting = new byte[AT_ONCE];
  private int length;
  private boolean closed;

  PromptChunks(EndPoint connection) {
    this.connection = requireNonNull(connection, "connection");
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
    try (Blocker.Callback sent = Blocker.callback()) {
      connection.write(sent, parts);
      sent.block();
    }
  }
}
