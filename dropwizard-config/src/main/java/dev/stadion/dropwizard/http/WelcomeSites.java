package dev.stadion.dropwizard.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/**
 * Sites whose pages may read from us in somebody's browser (marathon.md §1). They may not change
 * anything.
 */
final class WelcomeSites {
  private static final String METHODS = "GET, HEAD, OPTIONS";

  private final Set<String> origins;

  /**
   * @param origins such as {@code https://ui.example.org}; {@code *} is every one
   */
  WelcomeSites(Set<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  /** Whether the request is one that such a page may make; the answer then says so. */
  boolean test(HttpServletRequest request, HttpServletResponse response) {
    String origin = request.getHeader("Origin");
    boolean known = origin != null && (origins.contains("*") || origins.contains(origin));
    if (!known || !Set.of("GET", "HEAD", "OPTIONS").contains(request.getMethod())) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Origin", origins.contains("*") ? "*" : origin);
    String headers = request.getHeader("Access-Control-Request-Headers");
    if (headers != null) {
      response.setHeader("Access-Control-Allow-Headers", headers);
    }
    response.setHeader("Access-Control-Allow-Methods", METHODS);
    response.setHeader("Access-Control-Max-Age", "86400");
    return true;
  }
}
