package dev.stadion.launcher.dev;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Asks every server's health checks until all of them are content. */
final class Readiness {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final int MOST_LOOKS = 1200;

  private Readiness() {}

  /**
   * Returns when every server is healthy.
   *
   * @throws StartFailedException after about a minute, with what the unhealthy one says
   */
  static void await(List<Server> servers) throws StartFailedException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (Server server : servers) {
        await(client, server);
      }
    }
  }

  private static void await(HttpClient client, Server server)
      throws StartFailedException, InterruptedException {
    HttpRequest question =
        HttpRequest.newBuilder(server.admin().resolve("/healthcheck"))
            .timeout(Duration.ofSeconds(10))
            .build();
    String answer = "no answer";
    for (int look = 0; look < MOST_LOOKS; look++) {
      try {
        HttpResponse<String> response = client.send(question, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return;
        }
        answer = response.body();
      } catch (IOException e) {
        answer = e.toString();
      }
      Thread.sleep(LOOK_EVERY);
    }
    throw new StartFailedException(
        "the %s is up but not healthy: %s".formatted(server.role().word(), answer));
  }
}
