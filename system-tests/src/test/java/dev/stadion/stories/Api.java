package dev.stadion.stories;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One server as its users see it. Every request has a bound. */
record Api(URI base) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  Answer get(String path) {
    return send(request(path).GET().build());
  }

  Answer post(String path, String json) {
    return send(request(path).POST(BodyPublishers.ofString(json)).build());
  }

  Answer put(String path, String json) {
    return send(request(path).PUT(BodyPublishers.ofString(json)).build());
  }

  Answer put(String path) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .PUT(BodyPublishers.noBody())
            .build());
  }

  Answer delete(String path) {
    return send(request(path).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(20));
  }

  /** As a good client: an answer that asks to come back later is asked again, for a while. */
  private static Answer send(HttpRequest request) {
    return await(request.method() + " " + request.uri())
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .pollDelay(Duration.ZERO)
        .until(() -> sendOnce(request), answer -> !answer.asksToComeBack());
  }

  private static Answer sendOnce(HttpRequest request) {
    try {
      return new Answer(CLIENT.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
