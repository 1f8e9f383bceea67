package dev.stadion.dropwizard.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends requests to a server on this machine and counts its answers by status. A connection is used
 * until the server closes it or its next answer can no longer be told from the last; each request
 * has two seconds.
 */
public final class HttpBarrage implements AutoCloseable {
  /** Counted as this: the server said nothing and closed the connection. */
  public static final int CLOSED = 0;

  /** Counted as this: nothing came in time, as with a request whose body never ends. */
  public static final int SILENT = -1;

  private static final int PATIENCE_MILLIS = 2_000;

  private final int port;
  private final Map<Integer, Integer> counts = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private Socket socket;
  private InputStream in;

  public HttpBarrage(int port) {
    this.port = port;
  }

  /** How often each status was answered. */
  public Map<Integer, Integer> counts() {
    return counts;
  }

  /**
   * The requests that were answered as if the server were to blame: not so 501 and 505, which say
   * that it does not know the call or the version of HTTP.
   */
  public List<String> faults() {
    return faults;
  }

  public int send(MalformedRequests.Request request) throws IOException {
    int status = exchange(request);
    counts.merge(status, 1, Integer::sum);
    if (status >= 500 && status != 501 && status != 505) {
      faults.add(status + ": " + new String(request.bytes(), ISO_8859_1));
    }
    return status;
  }

  private int exchange(MalformedRequests.Request request) throws IOException {
    if (socket == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    try {
      socket.getOutputStream().write(request.bytes());
      if (request.last()) {
        socket.shutdownOutput(); // or both sides might wait for a body of a damaged length
      }
      int status = answer(isHead(request.bytes()));
      if (request.last()) {
        hangUp();
      }
      return status;
    } catch (SocketTimeoutException e) {
      hangUp();
      return SILENT;
    } catch (SocketException e) {
      hangUp(); // closed while we were still writing
      return CLOSED;
    }
  }

  private int answer(boolean bodiless) throws IOException {
    String status = line();
    if (status == null || !status.startsWith("HTTP/1.1 ")) {
      hangUp();
      return CLOSED;
    }
    int code = Integer.parseInt(status.split(" ", -1)[1]);
    int length = -1;
    boolean last = false;
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      last |= header.equals("connection: close");
    }
    if (length < 0 || last || code >= 400 || bodiless) {
      // A refused body may still be on its way: the next answer must not be mistaken for this one.
      hangUp();
    } else {
      in.readNBytes(length);
    }
    return code;
  }

  /** What it would be long is said, but it does not come. */
  private static boolean isHead(byte[] request) {
    return new String(request, 0, Math.min(5, request.length), ISO_8859_1).equals("HEAD ");
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private void hangUp() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  @Override
  public void close() throws IOException {
    hangUp();
  }
}
