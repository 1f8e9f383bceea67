package dev.stadion.dropwizard.auth;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.stream.Refusal;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Stands before the servlets: who asks for something in a realm must be one of its principals, or
 * gets 401, before anything else of the request is looked at (mesos-v1.md §1.5).
 */
public final class BasicAuthentication implements Filter {
  private static final String PRINCIPAL = BasicAuthentication.class.getName() + ".principal";

  private final Credentials credentials;
  private final Realms realms;

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

  public BasicAuthentication(Credentials credentials, Realms realms) {
    this.credentials = requireNonNull(credentials, "credentials");
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
      Optional<String> principal = credentials.principal(http.getHeader("Authorization"));
      if (principal.isEmpty()) {
        unauthorized(realm.get()).answer((HttpServletResponse) response);
        return;
      }
      http.setAttribute(PRINCIPAL, principal.get());
    }
    chain.doFilter(request, response);
  }

  private static Refusal unauthorized(String realm) {
    return new Refusal(
        401,
        "Authentication is required",
        Map.of("WWW-Authenticate", "Basic realm=\"" + realm + "\""));
  }
}
