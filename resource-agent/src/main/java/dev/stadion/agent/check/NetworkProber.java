package dev.stadion.agent.check;

import dev.stadion.dropwizard.tls.AnyCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * HTTP and TCP, by a socket of its own for each look: what is asked is one line, what matters of
 * the answer is one line, and closing the socket ends it at any moment. The rest of an answer is
 * let come after the result is told, since servers log it as an error of theirs when they are cut
 * off.
 */
final class NetworkProber {
  private static final int LONGEST_LINE = 4096;
  private static final int MOST_LINES = 200;

  /** What is let come after the line that matters: so many reads of so many octets. */
  private static final int MOST_READS = 64;

  private static final int READ_AT_ONCE = 8 * 1024;

  /** How long each of these reads may take, in milliseconds. */
  private static final int READ_WITHIN = 250;

  private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)? (\\d{3})(?: .*)?");

  private final SSLContext anyCertificate = AnyCertificate.context();

  /**
   * @param socket unconnected; closed by the caller
   */
  ProbeResult connect(Socket socket, Probe.Tcp probe) {
    try {
      socket.connect(address(probe.host(), probe.port()));
      return new ProbeResult.Connected(true);
    } catch (IOException | IllegalArgumentException e) {
      return new ProbeResult.Connected(false);
    }
  }

  /**
   * @param socket unconnected; closed by the caller
   * @param result is told once, before this method returns
   */
  void get(Socket socket, Probe.Http probe, Consumer<ProbeResult> result) {
    try {
      byte[] request = request(probe).getBytes(StandardCharsets.US_ASCII);
      socket.connect(address(probe.host(), probe.port()));
      if (!probe.secure()) {
        exchange(socket, request, result);
        return;
      }
      try (SSLSocket tls =
          (SSLSocket)
              anyCertificate
                  .getSocketFactory()
                  .createSocket(socket, probe.host(), probe.port(), true)) {
        exchange(tls, request, result);
      }
    } catch (IOException | IllegalArgumentException e) {
      result.accept(new ProbeResult.Failed("HTTP check failed: " + e.getMessage()));
    }
  }

  private static void exchange(Socket socket, byte[] request, Consumer<ProbeResult> result)
      throws IOException {
    socket.getOutputStream().write(request);
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    int status = status(line(in));
    while (status < 200) { // "100 Continue" and its like announce the answer
      skipHead(in);
      status = status(line(in));
    }
    result.accept(new ProbeResult.Answered(status));
    skip(socket, in);
  }

  private static void skip(Socket socket, InputStream in) {
    try {
      socket.setSoTimeout(READ_WITHIN);
      var buffer = new byte[READ_AT_ONCE];
      int reads = 0;
      while (reads < MOST_READS && in.read(buffer) >= 0) {
        reads++;
      }
    } catch (IOException e) {
      return; // what mattered has been told
    }
  }

  private static int status(String line) throws IOException {
    Matcher matcher = STATUS.matcher(line);
    if (!matcher.matches()) {
      throw new IOException("the answer is not HTTP");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static void skipHead(InputStream in) throws IOException {
    for (int lines = 0; lines < MOST_LINES; lines++) {
      if (line(in).isEmpty()) {
        return;
      }
    }
    throw new IOException("the head of the answer does not end");
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("the connection was closed before the answer");
      }
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("a line of the answer is too long");
      }
      line.append((char) read);
    }
    int end = line.length();
    return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
  }

  static String request(Probe.Http probe) {
    String host = probe.host().indexOf(':') < 0 ? probe.host() : "[" + probe.host() + "]";
    return "GET "
        + target(probe.path())
        + " HTTP/1.1\r\nHost: "
        + host
        + ":"
        + probe.port()
        + "\r\nUser-Agent: stadion\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  }

  /** The path as it goes into a request: nothing in it can end the line. */
  private static String target(String path) {
    var target = new StringBuilder(path.startsWith("/") ? "" : "/");
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (octet > ' ' && octet < 0x7f) {
        target.append((char) octet);
      } else {
        target.append("%%%02X".formatted(octet & 0xff));
      }
    }
    int fragment = target.indexOf("#");
    return fragment < 0 ? target.toString() : target.substring(0, fragment);
  }

  /** Hosts are literal addresses: no name service is asked. */
  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }
}
