package dev.stadion.marathon.runtime;

import dev.stadion.dropwizard.tls.AnyCertificate;
import dev.stadion.marathon.health.Probe.Target;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One look at a task over the network (marathon.md §15.3). Blocks its caller, which should be a
 * virtual thread. Redirects are not followed and certificates are not checked: what is looked at is
 * a port that we gave out ourselves.
 */
public final class Looking implements AutoCloseable {
  private static final int MOST_KEPT = 16 * 1024;

  /** Of what nobody wants to know, so much is let come: a server that is cut off logs an error. */
  private static final int MOST_SKIPPED = 512 * 1024;

  private static final Duration SKIPPED_FOR = Duration.ofSeconds(2);

  private final Duration skippedFor;
  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .sslContext(AnyCertificate.context())
          .executor(threads)
          .build();

  public Looking() {
    this(SKIPPED_FOR);
  }

  /**
   * @param skippedFor how long the rest of a body may take to come
   */
  Looking(Duration skippedFor) {
    this.skippedFor = skippedFor;
  }

  /** What was seen. */
  public sealed interface Look {
    record Connected() implements Look {}

    /**
     * @param body its beginning when it was to be read
     */
    record Answered(int status, String contentType, String body) implements Look {}

    /**
     * @param cause for people
     */
    record Failed(String cause) implements Look {}
  }

  /**
   * @param read whether the body of an answer matters
   */
  public Look at(Target target, Duration timeout, boolean read) throws InterruptedException {
    return switch (target) {
      case Target.Tcp(var host, int port) -> connect(host, port, timeout);
      case Target.Http(var uri) -> get(uri, timeout, read);
    };
  }

  private static Look connect(String host, int port, Duration timeout) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(host, port), (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
      return new Look.Connected();
    } catch (IOException | IllegalArgumentException e) {
      return new Look.Failed(cause(e));
    }
  }

  private Look get(URI uri, Duration timeout, boolean read) throws InterruptedException {
    HttpRequest request;
    try {
      request = HttpRequest.newBuilder(uri).timeout(timeout).build();
    } catch (IllegalArgumentException e) {
      return new Look.Failed(cause(e));
    }
    var look = new CompletableFuture<Look>();
    CompletableFuture<?> answered =
        client
            .sendAsync(request, BodyHandlers.ofInputStream())
            .thenAcceptAsync(response -> see(response, read, look), threads)
            .whenComplete((done, failure) -> {
              if (failure != null) {
                look.completeExceptionally(failure);
              }
            });
    try {
      return look.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      return new Look.Failed("Marathon could not query " + uri + ": " + cause(e.getCause()));
    } catch (TimeoutException e) {
      return new Look.Failed(
          "Marathon could not query " + uri + ": no answer within " + timeout.toSeconds() + " s");
    } finally {
      if (!look.isDone()) {
        answered.cancel(true);
      }
    }
  }

  /** Tells what was seen, then lets the rest come. */
  private void see(HttpResponse<InputStream> response, boolean read, CompletableFuture<Look> look) {
    try (InputStream body = response.body()) {
      look.complete(
          new Look.Answered(
              response.statusCode(),
              response.headers().firstValue("Content-Type").orElse(""),
              read ? new String(body.readNBytes(MOST_KEPT), StandardCharsets.UTF_8) : ""));
      skip(body);
    } catch (IOException e) {
      look.complete(new Look.Failed(cause(e)));
    }
  }

  /** Bodies may be endless, so they are cut in the end. */
  private void skip(InputStream body) throws IOException {
    var over = new CompletableFuture<Boolean>();
    var _ =
        over.completeOnTimeout(true, skippedFor.toNanos(), TimeUnit.NANOSECONDS)
            .thenAccept(late -> {
              if (late) {
                close(body);
              }
            });
    try {
      var buffer = new byte[8 * 1024];
      int skipped = 0;
      for (int n = body.read(buffer); n >= 0 && skipped < MOST_SKIPPED; n = body.read(buffer)) {
        skipped += n;
      }
    } finally {
      over.complete(false);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      return; // it is of no use any more either way
    }
  }

  /** A status as Marathon names it, such as {@code 500 Internal Server Error}. */
  static String phrase(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return known == null ? Integer.toString(status) : status + " " + known.getReasonPhrase();
  }

  private static String cause(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : thrown.getClass().getSimpleName() + ": " + message;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
