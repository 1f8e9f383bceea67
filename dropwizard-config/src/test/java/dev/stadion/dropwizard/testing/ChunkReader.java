package dev.stadion.dropwizard.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/**
 * Reads an answer chunk by chunk and takes none for read before its line end has come, as Python's
 * urllib3 does. Other clients hand on what they have of a chunk.
 */
public final class ChunkReader implements AutoCloseable {
  /** Shorter than any heartbeat, so that a chunk is not completed by the next one unnoticed. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Socket socket;
  private final DataInputStream in;

  public ChunkReader(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    in = new DataInputStream(socket.getInputStream());
  }

  /**
   * Asks for a stream.
   *
   * @param headers each as {@code Name: value}
   * @return status line and headers of the answer
   */
  public String ask(String target, String... headers) throws IOException {
    var request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    socket.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
    return upTo("\r\n\r\n");
  }

  /** The next chunk; empty if it is the last one. */
  public String next() throws IOException {
    byte[] chunk = new byte[Integer.parseInt(upTo("\r\n").strip(), 16)];
    in.readFully(chunk);
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw new IOException("a chunk does not end where it should");
    }
    return new String(chunk, UTF_8);
  }

  /** The next chunk that holds this text. */
  public String next(String wanted) throws IOException {
    String chunk = next();
    while (!chunk.contains(wanted)) {
      if (chunk.isEmpty()) {
        throw new IOException("the answer ended before " + wanted);
      }
      chunk = next();
    }
    return chunk;
  }

  private String upTo(String end) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      read.append((char) in.readByte());
    }
    return read.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
