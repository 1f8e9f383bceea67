package dev.stadion.marathon.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.MarathonApplication;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A real service on a fresh database, whose master is away. */
final class RunningMarathon implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final RunningService service;
  private final HttpClient client = HttpClient.newHttpClient();

  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new AssertionError(response.body(), e);
      }
    }
  }

  RunningMarathon() throws Exception {
    this("");
  }

  /**
   * @param more lines of configuration
   */
  RunningMarathon(String more) throws Exception {
    this(TestDatabase.fresh(), 0, more);
  }

  /**
   * @param port of the API; 0 leaves it to the machine
   */
  RunningMarathon(TestDatabase database, int port, String more) throws Exception {
    this(database, port, more, "{beatEvery: 200ms, actWithin: 700ms, takeOverAfter: 1s}");
  }

  /** One that has no rival and is not to be hurried by a busy machine. */
  static RunningMarathon unhurried(TestDatabase database, String more) throws Exception {
    return new RunningMarathon(database, 0, more, "{}");
  }

  private RunningMarathon(TestDatabase database, int port, String more, String leadership)
      throws Exception {
    String yaml =
        """
        master: http://127.0.0.1:1
        server:
          applicationConnectors: [{type: http, port: %d}]
          adminConnectors: [{type: http, port: 0}]
        leadership: %s
        database: {url: "%s", user: "%s", password: "%s"}
        """
                .formatted(port, leadership, database.url(), database.user(), database.password())
            + more;
    service =
        new MarathonApplication()
            .start(
                "marathon",
                text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                yaml);
    // Leadership is won in the background; a request says when.
    for (int i = 0; i < 600 && get("/v2/apps").status() >= 500; i++) {
      LockSupport.parkNanos(50_000_000);
    }
  }

  URI api() {
    return service.api();
  }

  Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Answer post(String path, String body) {
    return send("POST", path, json(body));
  }

  Answer put(String path, String body) {
    return send("PUT", path, json(body));
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  Answer send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(service.api() + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    } else if (body != null) {
      request.header("Content-Type", "application/json");
    }
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    service.stop();
    client.close();
  }
}
