package dev.stadion.dropwizard.http;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.leader.Leadership;
import dev.stadion.dropwizard.stream.StreamAnswer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On a process that does not lead, passes requests on to the one that does (marathon.md §19,
 * chronos.md §11.1), so that clients may talk to any of them.
 */
public final class LeaderProxy implements Filter {
  private static final Logger log = LoggerFactory.getLogger(LeaderProxy.class);

  /**
   * What services do differently.
   *
   * @param header names those a request has passed
   * @param prefix before the name in that header
   * @param oneHop whether a request is never passed on twice; otherwise never twice by the same
   * @param here requests that every process answers itself
   * @param redirected requests whose client shall ask the leader itself
   * @param nobody the status while nobody leads
   */
  public record Manners(
      String header,
      String prefix,
      boolean oneHop,
      Predicate<HttpServletRequest> here,
      Predicate<HttpServletRequest> redirected,
      int nobody) {}

  /** How long a request waits, once, for a leader that still reads what is stored. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final int LOOKS = 10;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /** Concern one connection, are set by the client, or were judged here already. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "origin",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final Leadership leadership;
  private final Supplier<String> self;
  private final Manners manners;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param self this process's {@code host:port}
   */
  public LeaderProxy(Leadership leadership, Supplier<String> self, Manners manners) {
    this.leadership = requireNonNull(leadership, "leadership");
    this.self = requireNonNull(self, "self");
    this.manners = requireNonNull(manners, "manners");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      pass((HttpServletRequest) request, (HttpServletResponse) response, chain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while passing a request on", e);
    }
  }

  private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException, InterruptedException {
    if (manners.here().test(request)) {
      chain.doFilter(request, response);
      return;
    }
    Optional<String> leader = Optional.empty();
    Duration patience = PATIENCE;
    for (int look = 0; look < LOOKS && leader.isEmpty(); look++) {
      if (look > 0) {
        Thread.sleep(BETWEEN_LOOKS);
      }
      if (leadership.awaitActing(patience)) {
        chain.doFilter(request, response);
        return;
      }
      // One that led and cannot reach its database would be waited for at each look.
      patience = Duration.ZERO;
      leader = leadership.leaderAddress().filter(address -> !address.equals(self.get()));
    }
    if (leader.isEmpty()) {
      response.setHeader("Retry-After", "1");
      response.sendError(manners.nobody(), "Could not determine the current leader");
    } else if (hasPassedHere(request)) {
      response.sendError(HttpStatus.BAD_GATEWAY_502, "Detected proxying loop.");
    } else {
      passOn(leader.get(), request, response);
    }
  }

  private void passOn(String leader, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    try {
      URI uri = uri(leader, request);
      if (manners.redirected().test(request)) {
        response.setStatus(HttpStatus.FOUND_302);
        response.setHeader("Location", uri.toString());
      } else {
        forward(uri, request, response);
      }
    } catch (IllegalArgumentException e) {
      // An address or a method that an HTTP client will not send.
      log.debug("a request cannot be passed on", e);
      response.sendError(HttpStatus.BAD_REQUEST_400, "this request cannot be passed on");
    }
  }

  private String via() {
    return manners.prefix() + self.get();
  }

  private boolean hasPassedHere(HttpServletRequest request) {
    return Collections.list(request.getHeaders(manners.header())).stream()
        .anyMatch(
            names -> manners.oneHop() || List.of(names.split("\\s*,\\s*", -1)).contains(via()));
  }

  private static URI uri(String leader, HttpServletRequest request) {
    String query = request.getQueryString();
    return URI.create(
        "http://" + leader + request.getRequestURI() + (query == null ? "" : "?" + query));
  }

  private void forward(URI uri, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    byte[] sent = request.getInputStream().readAllBytes();
    HttpResponse<InputStream> answer;
    try {
      answer = client.send(forwarded(uri, request, sent), BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      response.sendError(HttpStatus.BAD_GATEWAY_502, "Connection to leader refused.");
      return;
    } catch (HttpTimeoutException e) {
      response.sendError(HttpStatus.GATEWAY_TIMEOUT_504, "Connection to leader timed out.");
      return;
    } catch (IOException e) {
      log.info("the leader at {} did not answer: {}", uri.getAuthority(), e.toString());
      response.sendError(HttpStatus.BAD_GATEWAY_502, "Connection to leader was lost.");
      return;
    }
    response.setStatus(answer.statusCode());
    copyHeaders(answer.headers().map(), response);
    response.setHeader(manners.header(), via());
    if (answer.headers().firstValue("Content-Length").isPresent()) {
      try (InputStream body = answer.body()) {
        body.transferTo(response.getOutputStream());
      }
    } else {
      StreamAnswer.copy(request, response, "passed-on", answer.body());
    }
  }

  private HttpRequest forwarded(URI uri, HttpServletRequest request, byte[] body) {
    HttpRequest.Builder next =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER_WITHIN)
            .method(
                request.getMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (String name : Collections.list(request.getHeaderNames())) {
      if (isPassedOn(name)) {
        Collections.list(request.getHeaders(name)).forEach(value -> next.header(name, value));
      }
    }
    return next.header(manners.header(), via())
        .header("X-Forwarded-For", request.getRemoteAddr())
        .build();
  }

  private static boolean isPassedOn(String name) {
    return !NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":");
  }

  private static void copyHeaders(Map<String, List<String>> headers, HttpServletResponse response) {
    headers.forEach((name, values) -> {
      if (isPassedOn(name)) {
        response.setHeader(name, values.getFirst());
        values.stream().skip(1).forEach(value -> response.addHeader(name, value));
      }
    });
  }
}
