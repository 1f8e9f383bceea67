package dev.stadion.dropwizard.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends bytes as they are, because every client library tidies them up first. */
final class RawHttp {
  private RawHttp() {}

  /** An answer up to the end of the connection. */
  record Answer(int status, String head, String body) {}

  static Answer send(URI server, String request) throws IOException {
    return send(server, request.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Answer send(URI server, byte[] request) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
    }
  }

  static Answer get(URI server, String target, String... headers) throws IOException {
    return send(server, head("GET", target, headers) + "\r\n");
  }

  static Answer post(URI server, String target, byte[] body, String... headers) throws IOException {
    byte[] head =
        (head("POST", target, headers) + "Content-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return send(server, all);
  }

  private static String head(String method, String target, String... headers) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
    boolean named = false;
    for (String header : headers) {
      head.append(header).append("\r\n");
      named |= header.startsWith("Host:");
    }
    if (!named) {
      head.append("Host: localhost\r\n");
    }
    return head.toString();
  }
}
