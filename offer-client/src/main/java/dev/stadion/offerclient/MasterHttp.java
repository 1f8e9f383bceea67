package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * The HTTP/1.1 under the conversation. It never follows a redirect by itself and never repeats a
 * request: whether a call was processed before its connection broke is unknown, and an ACCEPT sent
 * twice would declare running tasks dropped.
 */
final class MasterHttp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;
  private final Optional<String> authorization;

  /**
   * @param authorization the header of every request
   * @param tls empty trusts whom the JVM trusts
   */
  MasterHttp(Optional<String> authorization, Optional<SSLContext> tls) {
    this.authorization = authorization;
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .executor(threads);
    tls.ifPresent(builder::sslContext);
    http = builder.build();
  }

  /** A request with an endless answer; it is bounded by whoever waits for it. */
  CompletableFuture<HttpResponse<InputStream>> stream(
      URI endpoint, Map<String, String> headers, byte[] body) {
    return http.sendAsync(request(endpoint, headers, body).build(), BodyHandlers.ofInputStream());
  }

  /** A request with a short answer. */
  HttpResponse<String> call(URI endpoint, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        request(endpoint, headers, body).timeout(CALL).build(),
        BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), MAX_ANSWER_BYTES));
  }

  /** Cuts whatever is under way. */
  @Override
  public void close() {
    http.shutdownNow();
    try {
      http.awaitTermination(CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }

  private HttpRequest.Builder request(URI endpoint, Map<String, String> headers, byte[] body) {
    var request = HttpRequest.newBuilder(endpoint).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    authorization.ifPresent(value -> request.setHeader("Authorization", value));
    return request;
  }
}
