package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.mesos.recordio.RecordReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 by hand, over a socket of its own, so that every byte can be looked at. */
final class Connection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final RecordReader records = new RecordReader(1 << 26);
  private final ArrayDeque<byte[]> read = new ArrayDeque<>();
  private boolean insideStream;

  /**
   * @param headers by lower-case name
   * @param body empty for a stream
   */
  record Answer(int status, Map<String, String> headers, String body) {}

  Connection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  Answer send(String method, String path, String... headers) throws IOException {
    return send(method, path, new byte[0], headers);
  }

  Answer post(String path, String json, String... headers) throws IOException {
    String[] all = new String[headers.length + 1];
    all[0] = "Content-Type: application/json";
    System.arraycopy(headers, 0, all, 1, headers.length);
    return send("POST", path, json.getBytes(UTF_8), all);
  }

  Answer send(String method, String path, byte[] body, String... headers) throws IOException {
    write(method, path, body, headers);
    return answer();
  }

  /** A request whose answer is read later. */
  void write(String method, String path, byte[] body, String... headers) throws IOException {
    var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (body.length > 0) {
      request.append("Content-Length: ").append(body.length).append("\r\n");
    }
    request.append("\r\n");
    var bytes = new ByteArrayOutputStream();
    bytes.write(request.toString().getBytes(ISO_8859_1));
    bytes.write(body);
    socket.getOutputStream().write(bytes.toByteArray());
  }

  /** The next answer; of a stream, its head. */
  Answer answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", -1)[1]);
    var headers = new TreeMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String length = headers.get("content-length");
    String body = length == null ? "" : new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
    return new Answer(status, headers, body);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The next record of a chunked stream. */
  byte[] record() throws IOException {
    while (read.isEmpty()) {
      byte[] chunk = chunk();
      if (chunk.length == 0) {
        throw new EOFException("the stream ended");
      }
      read.addAll(records.feed(chunk, 0, chunk.length));
    }
    return read.poll();
  }

  /** The next record as JSON text. */
  String event() throws IOException {
    return new String(record(), UTF_8);
  }

  /** The next record that is of the type; those before it are passed over. */
  String event(String type) throws IOException {
    while (true) {
      String event = event();
      if (event.contains("\"type\":\"" + type + "\"")) {
        return event;
      }
    }
  }

  private byte[] chunk() throws IOException {
    if (insideStream) {
      // The line end after a chunk may come only with the next one.
      line();
    }
    insideStream = true;
    return in.readNBytes(Integer.parseInt(line(), 16));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
