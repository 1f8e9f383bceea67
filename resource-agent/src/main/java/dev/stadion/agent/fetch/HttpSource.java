package dev.stadion.agent.fetch;

import dev.stadion.dropwizard.net.AddressRules;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Gets files from web servers without letting them, or the name service, choose whom the agent
 * talks to: every name is resolved once, checked, and exactly the checked addresses are connected
 * to; every redirect starts over (promises.md §7.8). Thread-safe. Each call blocks its thread; a
 * virtual one may be interrupted at any time.
 */
final class HttpSource implements AutoCloseable {
  private static final Timeout CONNECT = Timeout.ofSeconds(15);
  private static final int MOST_CONNECTIONS = 256;

  private final FetchLimits limits;
  private final MonotonicClock clock;
  private final ScheduledExecutorService timer;
  private final CloseableHttpClient client;

  /** A name service. */
  @FunctionalInterface
  interface Names {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  HttpSource(
      AddressRules rules,
      Names names,
      FetchLimits limits,
      MonotonicClock clock,
      ScheduledExecutorService timer) {
    this.limits = limits;
    this.clock = clock;
    this.timer = timer;
    Timeout stall = Timeout.of(limits.stall());
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new Checked(rules, names))
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(stall)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(stall)
                    .setConnectionRequestTimeout(stall)
                    .setRedirectsEnabled(false)
                    .setContentCompressionEnabled(false)
                    .build())
            // A kept connection would outlive the check of its address.
            .setConnectionReuseStrategy((request, response, context) -> false)
            .setUserAgent("stadion-agent")
            .disableRedirectHandling()
            .disableContentCompression()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
  }

  /** A small answer, and the address it came from in the end. */
  record Text(int status, String body, String contentType, URI from) {}

  /** Writes the file into {@code target}, which must not be there yet. */
  void download(URI uri, Path target, Meter meter) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Work<Boolean> work =
          (response, from) -> {
            if (response.getCode() != 200) {
              throw status(response);
            }
            copy(response, out, meter);
            return true;
          };
      get(uri, "*/*", work);
    }
  }

  /**
   * Reads an answer that is not an error, or 404.
   *
   * @param most bytes of the answer
   */
  Text text(URI uri, String accept, int most) throws IOException {
    return get(
        uri,
        accept,
        (response, from) -> {
          if (response.getCode() != 200 && response.getCode() != 404) {
            throw status(response);
          }
          var body = new ByteArrayOutputStream();
          var small = new FetchLimits(most, limits.within(), limits.stall(), 0, 1, 1, 1);
          copy(response, body, new Meter(small, clock, Progress.NONE));
          Header type = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
          return new Text(
              response.getCode(),
              body.toString(StandardCharsets.UTF_8),
              type == null ? "" : type.getValue().toLowerCase(Locale.ROOT),
              from);
        });
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  private interface Work<T> {
    T on(ClassicHttpResponse response, URI from) throws IOException;
  }

  private <T> T get(URI first, String accept, Work<T> work) throws IOException {
    URI uri = first;
    long end = clock.nanos() + limits.within().toNanos(); // of all hops together
    for (int hop = 0; ; hop++) {
      Source.Parser.check(uri);
      long left = end - clock.nanos();
      if (left <= 0) {
        throw Meter.tooSlow(limits);
      }
      var request = new HttpGet(uri);
      request.setHeader(HttpHeaders.ACCEPT, accept);
      var late = new AtomicBoolean();
      var deadline =
          timer.schedule(
              () -> {
                late.set(true);
                request.cancel();
              },
              left,
              TimeUnit.NANOSECONDS);
      try (ClassicHttpResponse response = client.executeOpen(host(uri), request, null)) {
        if (!isRedirect(response.getCode())) {
          return work.on(response, uri);
        }
        if (hop >= limits.redirects()) {
          throw new FetchException("there were more than " + limits.redirects() + " redirects");
        }
        uri = next(uri, response.getFirstHeader(HttpHeaders.LOCATION));
      } catch (IOException | RuntimeException e) {
        Wanted.check();
        throw late.get() ? Meter.tooSlow(limits) : explained(e);
      } finally {
        deadline.cancel(false);
      }
    }
  }

  private static HttpHost host(URI uri) {
    String host = uri.getHost().replaceAll("[\\[\\]]", ""); // around an address of version 6
    return new HttpHost(uri.getScheme(), host, uri.getPort());
  }

  private static void copy(ClassicHttpResponse response, OutputStream out, Meter meter)
      throws IOException {
    if (response.getEntity() != null) {
      meter.copy(response.getEntity().getContent(), out, response.getEntity().getContentLength());
    }
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  static URI next(URI from, Header location) throws FetchException {
    if (location == null) {
      throw new FetchException("the server redirects without saying where to");
    }
    URI next;
    try {
      next = from.resolve(location.getValue().strip());
    } catch (IllegalArgumentException e) {
      throw new FetchException("the server redirects to what is no address", e);
    }
    if ("https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(next.getScheme())) {
      throw new FetchException("the server redirects from https to http");
    }
    return next;
  }

  private static FetchException status(ClassicHttpResponse response) {
    String reason = response.getReasonPhrase() == null ? "" : " " + response.getReasonPhrase();
    return new FetchException("the server answered " + response.getCode() + Shown.text(reason));
  }

  private FetchException explained(Exception failure) {
    return switch (failure) {
      case FetchException known -> known;
      case BlockedException blocked -> new FetchException(blocked.getMessage(), blocked);
      case UnknownHostException unknown ->
          new FetchException("its host is not known: " + Shown.text(unknown.getMessage()), unknown);
      case ConnectTimeoutException away ->
          new FetchException("its host did not answer for " + CONNECT.toSeconds() + " s", away);
      case InterruptedIOException stalled ->
          new FetchException(
              "there was no progress for " + limits.stall().toSeconds() + " s", stalled);
      default -> Failures.explained(failure);
    };
  }

  /** The name was found, but nobody may be asked there. */
  private static final class BlockedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    BlockedException(String message) {
      super(message);
    }
  }

  /** Answers with no address but those that were checked. */
  private record Checked(AddressRules rules, Names names) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      List<InetAddress> fine = new ArrayList<>();
      String why = "it has no address";
      for (InetAddress address : names.resolve(host)) {
        var refusal = rules.refusal(address);
        if (refusal.isEmpty()) {
          fine.add(address);
        } else {
          why = refusal.get();
        }
      }
      if (fine.isEmpty()) {
        throw new BlockedException("its host must not be asked: " + why);
      }
      return fine.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
