package dev.stadion.dropwizard.auth;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.dropwizard.time.MonotonicClock;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Stands before the servlets: who asks for something in a realm must be one of its principals, or
 * gets 401, before anything else of the request is looked at (mesos-v1.md §1.5). Who guesses gets
 * 429 (promises.md §7.2).
 */
public final class BasicAuthentication implements Filter {
  private static final String PRINCIPAL = BasicAuthentication.class.getName() + ".principal";

  private final Credentials credentials;
  private final Realms realms;
  private final LoginAttempts attempts;

  /** Which realm a path belongs to. */
  @FunctionalInterface
  public interface Realms {
    /**
     * The realm.
     *
     * @param path decoded, as servlets are found by it
     * @return empty for what everybody may ask
     */
    Optional<String> of(String method, String path);
  }

  /**
   * @param clock measures how fast somebody guesses
   */
  public BasicAuthentication(Credentials credentials, Realms realms, MonotonicClock clock) {
    this.credentials = requireNonNull(credentials, "credentials");
    this.attempts = new LoginAttempts(clock);
    this.realms = requireNonNull(realms, "realms");
  }

  /** Who asks; empty where nobody had to say it. */
  public static Optional<String> principal(HttpServletRequest request) {
    return Optional.ofNullable((String) request.getAttribute(PRINCIPAL));
  }

  /** The path that servlets are found by. */
  public static String path(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return rest == null ? request.getServletPath() : request.getServletPath() + rest;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    Optional<String> realm = realms.of(http.getMethod(), path(http));
    if (realm.isPresent()) {
      try {
        http.setAttribute(PRINCIPAL, authenticate(http, realm.get()));
      } catch (Refusal refusal) {
        refusal.answer((HttpServletResponse) response);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private String authenticate(HttpServletRequest request, String realm) throws Refusal {
    Credentials.Claim claim =
        Credentials.claim(request.getHeader("Authorization"))
            .orElseThrow(() -> unauthorized(realm));
    String source = request.getRemoteAddr();
    Optional<Duration> wait = attempts.mustWait(source, claim.principal());
    if (wait.isPresent()) {
      throw new Refusal(
          429,
          "Too many wrong credentials",
          Map.of("Retry-After", Long.toString(wait.get().toSeconds() + 1)));
    }
    if (!credentials.confirm(claim)) {
      attempts.failed(source, claim.principal());
      throw unauthorized(realm);
    }
    attempts.succeeded(source, claim.principal());
    return claim.principal();
  }

  private static Refusal unauthorized(String realm) {
    return new Refusal(
        401,
        "Authentication is required",
        Map.of("WWW-Authenticate", "Basic realm=\"" + realm + "\""));
  }
}
