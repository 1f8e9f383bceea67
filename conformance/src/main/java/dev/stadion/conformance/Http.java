package dev.stadion.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One connection that speaks HTTP/1.1 byte by byte, because clients look at more than a library
 * shows: the case of headers, chunks, what is left out. Bounded in time; not thread-safe.
 */
final class Http implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  /** A header as it was written. */
  record Header(String name, String value) {}

  /**
   * An answer, or its head when the body is a stream.
   *
   * @param body empty for a stream
   */
  record Answer(int status, List<Header> headers, ByteString body) {
    Optional<String> header(String name) {
      return headers.stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(Header::value)
          .findFirst();
    }

    boolean chunked() {
      return header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }

    String text() {
      return body.toStringUtf8();
    }

    Json json() throws Rule.Broken {
      return Json.parse(body.toByteArray());
    }

    String brief() {
      String text = text().replaceAll("\\s+", " ").strip();
      return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
  }

  private final Socket socket = new Socket();
  private final String host;
  private final InputStream in;
  private boolean withinBody;

  Http(URI server) throws IOException {
    int port = server.getPort() < 0 ? 80 : server.getPort();
    host = server.getHost() + ":" + port;
    try {
      socket.connect(new InetSocketAddress(server.getHost(), port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      patience(PATIENCE);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** From now on a read that takes longer fails. */
  void patience(Duration longest) throws IOException {
    socket.setSoTimeout((int) longest.toMillis());
  }

  /** Sends a request and reads its whole answer. */
  Answer ask(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    send(method, path, headers, body);
    return answer();
  }

  void send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (body.length > 0 || method.equals("POST")) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes((head + "\r\n").getBytes(ISO_8859_1));
    request.writeBytes(body);
    socket.getOutputStream().write(request.toByteArray());
    socket.getOutputStream().flush();
  }

  /** The next answer with its body. */
  Answer answer() throws IOException {
    return whole(head());
  }

  /** The answer whose head was read, with its body. */
  Answer whole(Answer head) throws IOException {
    var body = new ByteArrayOutputStream();
    if (head.chunked()) {
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        body.writeBytes(chunk);
      }
    } else if (head.header("Content-Length").isPresent()) {
      body.writeBytes(exactly(Integer.parseInt(head.header("Content-Length").get())));
    } else if (head.status() != 204 && head.status() != 304) {
      body.writeBytes(in.readAllBytes());
    }
    return new Answer(head.status(), head.headers(), ByteString.copyFrom(body.toByteArray()));
  }

  /** The next answer without its body, which {@link #chunk} reads. */
  Answer head() throws IOException {
    String status = line();
    if (!status.matches("HTTP/1\\.1 \\d{3}.*")) {
      throw new IOException("not an HTTP/1.1 answer: " + status);
    }
    var headers = new ArrayList<Header>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("not a header: " + line);
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), headers, ByteString.EMPTY);
  }

  /** The next chunk of a chunked body; empty at its end. */
  byte[] chunk() throws IOException {
    // A server may send the end of a chunk only with the next one.
    if (withinBody && !line().isEmpty()) {
      throw new IOException("a chunk is longer than it says");
    }
    int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    byte[] chunk = exactly(size);
    withinBody = size > 0;
    if (size == 0) {
      while (!line().isEmpty()) {
        // trailers
      }
    }
    return chunk;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer broke off");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed instead of an answer");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }
}
