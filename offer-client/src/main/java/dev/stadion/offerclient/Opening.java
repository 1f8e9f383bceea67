package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the stream of one subscription: the request, and the redirects to whoever leads
 * (mesos-v1.md §5). One thread goes it; any other may {@link #abort} it, or the stream at its end,
 * and bring the {@link #leads news} of another leader.
 */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
  private static final int MAX_REDIRECTS = 5;

  private final MasterHttp http;
  private final WireFormat format;
  private final AtomicReference<String> aborted = new AtomicReference<>();
  private volatile CompletableFuture<HttpResponse<InputStream>> request;
  private volatile InputStream stream;

  /** Whom we ask or listen to, and who leads by what was heard since we set out. */
  private Optional<URI> at;

  private Optional<URI> leader = Optional.empty();

  /**
   * @param first whom to ask first; empty when nobody knows a master right now
   */
  Opening(Optional<URI> first, MasterHttp http, WireFormat format) {
    this.at = first;
    this.http = http;
    this.format = format;
  }

  /** The answer of a master that takes the subscription; read it through {@link #abortable}. */
  HttpResponse<InputStream> open(byte[] subscribe) throws IOException {
    URI endpoint = first();
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<InputStream> answer = ask(endpoint, subscribe);
      if (answer.statusCode() == 200) {
        return answer;
      }
      endpoint = next(endpoint, answer);
      goTo(endpoint);
    }
    throw new IOException("the masters redirect in a circle, last to " + endpoint);
  }

  private synchronized URI first() throws IOException {
    return at.orElseThrow(() -> new IOException("no master is known"));
  }

  /** Who leads by this answer. */
  private URI next(URI endpoint, HttpResponse<InputStream> answer) throws IOException {
    try (InputStream text = abortable(answer)) {
      Optional<URI> next =
          answer.statusCode() == 307
              ? answer
                  .headers()
                  .firstValue("Location")
                  .flatMap(to -> MasterEndpoint.redirected(answer.uri(), to))
              : Optional.empty();
      if (next.isEmpty()) {
        String said =
            "%s answered %d %s"
                .formatted(
                    endpoint,
                    answer.statusCode(),
                    Text.excerpt(new String(text.readNBytes(1_000), UTF_8)));
        Optional<Duration> again = ComeAgainException.saidBy(answer);
        throw again.isPresent() ? new ComeAgainException(said, again.get()) : new IOException(said);
      }
      LOG.debug("{} is not the leader, {} is", endpoint, next.get());
      return next.get();
    }
  }

  /** An answer that was under way when the news came is older than the news. */
  private void goTo(URI endpoint) throws IOException {
    synchronized (this) {
      at = Optional.of(endpoint);
      if (leader.isEmpty() || same(leader.get(), endpoint)) {
        return;
      }
    }
    abort("another master leads: " + leader.get());
    throw new IOException(endpoint + " does not lead any more");
  }

  /** Somebody says who leads now: whoever else we ask or listen to is left. */
  void leads(URI now) {
    synchronized (this) {
      leader = Optional.of(now);
      if (at.filter(asked -> same(asked, now)).isPresent()) {
        return;
      }
    }
    abort("another master leads: " + now);
  }

  private static boolean same(URI one, URI other) {
    return one.getAuthority().equals(other.getAuthority());
  }

  private HttpResponse<InputStream> ask(URI endpoint, byte[] body) throws IOException {
    if (aborted.get() != null) {
      throw new IOException(endpoint + " was not asked");
    }
    String type = format.mediaType();
    request = http.stream(endpoint, Map.of("Content-Type", type, "Accept", type), body);
    if (aborted.get() != null) {
      request.cancel(true); // it came between the last request and this
    }
    try {
      return request.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(
          "%s cannot be asked: %s"
              .formatted(endpoint, cause.getMessage() == null ? cause : cause.getMessage()),
          cause);
    } catch (CancellationException e) {
      throw new IOException(endpoint + " was not asked to the end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(endpoint + " was not asked to the end", e);
    }
  }

  /** The body, which {@link #abort} closes from now on. */
  InputStream abortable(HttpResponse<InputStream> answer) throws IOException {
    InputStream body = answer.body();
    stream = body;
    if (aborted.get() != null) {
      body.close(); // too late for abort to see it
    }
    return body;
  }

  /** Ends it soon; the first reason given is the one that is told. */
  void abort(String why) {
    aborted.compareAndSet(null, why);
    CompletableFuture<?> pending = request;
    if (pending != null) {
      pending.cancel(true);
    }
    InputStream open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("closing a stream failed", e);
      }
    }
  }

  /** Why it was ended, if it was. */
  Optional<String> aborted() {
    return Optional.ofNullable(aborted.get());
  }
}
