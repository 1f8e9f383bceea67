package dev.stadion.chronos.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.chronos.ChronosApplication;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.offerclient.testing.FakeMaster;
import dev.stadion.offerclient.testing.FakeStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The real service on a real database, subscribed to a master that is played. */
final class Service implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeMaster master = FakeMaster.start();
  private final RunningService running;
  private final FakeStream stream;
  private final TestDatabase database;

  Service(TestDatabase database) {
    this(database, "");
  }

  /**
   * @param more lines of the configuration
   */
  Service(TestDatabase database, String more) {
    this(database, 0, more, true);
  }

  /**
   * One that others must find: where it listens must be known before it does.
   *
   * @param port of the API
   */
  static Service leading(TestDatabase database, int port, String more) {
    return new Service(database, port, more, true);
  }

  /** Another one on the same database, which does not lead while the first one does. */
  static Service standby(TestDatabase database, String more) {
    return new Service(database, 0, more, false);
  }

  private Service(TestDatabase database, int port, String more, boolean leads) {
    this.database = database;
    String yaml =
        """
        master: %s
        database: {url: '%s', user: '%s', password: '%s'}
        server:
          applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: %d}]
          adminConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
        """
                .formatted(master.uri(), database.url(), database.user(), database.password(), port)
            + more;
    try {
      running =
          new ChronosApplication()
              .start(
                  "chronos",
                  path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                  "test.yml");
    } catch (Exception e) {
      throw new IllegalStateException("the service does not start", e);
    }
    stream = leads ? master.awaitSubscription() : null;
    if (leads) {
      stream.subscribed();
    }
  }

  FakeMaster master() {
    return master;
  }

  FakeStream stream() {
    return stream;
  }

  URI admin() {
    return running.admin();
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, null);
  }

  JsonNode json(String path) {
    return read(get(path).body());
  }

  static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Quotes may be single. */
  HttpResponse<String> post(String path, String body) {
    return send("POST", path, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<String> put(String path) {
    return send("PUT", path, new byte[0]);
  }

  HttpResponse<String> delete(String path) {
    return send("DELETE", path, null);
  }

  HttpResponse<String> send(String method, String path, byte[] body) {
    var request =
        HttpRequest.newBuilder(URI.create(running.api() + path))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body != null && body.length > 0) {
      request.header("Content-Type", "application/json");
    }
    return send(request.build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create(running.api() + path);
  }

  /** What a query counts. */
  int rows(String sql) {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    running.stop();
    master.close();
    http.close();
  }
}
