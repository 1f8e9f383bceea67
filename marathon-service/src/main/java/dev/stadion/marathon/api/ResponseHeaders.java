package dev.stadion.marathon.api;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** The headers every answer has (marathon.md §1). */
public final class ResponseHeaders implements Filter {
  private final Supplier<Optional<String>> leader;

  /**
   * @param leader where this process's API is, while it leads
   */
  public ResponseHeaders(Supplier<Optional<String>> leader) {
    this.leader = leader;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (response instanceof HttpServletResponse http) {
      http.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
      http.setHeader("Pragma", "no-cache");
      http.setHeader("Expires", "0");
      http.setHeader("X-Frame-Options", "DENY");
      http.setHeader("X-XSS-Protection", "1; mode=block");
      leader.get().ifPresent(url -> http.setHeader("X-Marathon-Leader", url));
    }
    chain.doFilter(request, response);
  }
}
