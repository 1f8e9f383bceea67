package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** An agent's {@code /files/read} over files that a test writes (mesos-v1.md §12.3). */
final class Sandboxes implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final HttpServer server;

  Sandboxes() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/files/read", this::read);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void write(String task, String file, String text) {
    files.put(
        "/frameworks/framework-1/executors/%s/runs/latest/%s".formatted(task, file),
        text.getBytes(UTF_8));
  }

  void clear() {
    files.clear();
  }

  private void read(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> query = new TreeMap<>();
      for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
        String[] sides = pair.split("=", 2);
        query.put(sides[0], URLDecoder.decode(sides[1], UTF_8));
      }
      byte[] file = files.get(query.get("path"));
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      long offset = Long.parseLong(query.get("offset"));
      int length = Integer.parseInt(query.get("length"));
      int from = Math.clamp(offset, 0, file.length);
      byte[] piece =
          offset < 0
              ? new byte[0]
              : Arrays.copyOfRange(file, from, Math.min(file.length, from + length));
      byte[] body =
          JSON.writeValueAsBytes(
              Map.of(
                  "data",
                  new String(piece, UTF_8),
                  "offset",
                  offset < 0 ? (long) file.length : offset));
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
