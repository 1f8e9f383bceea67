package dev.stadion.marathon.api;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Refuses requests while too many others are being answered (marathon.md §1). */
public final class ConcurrencyLimit implements Filter {
  private final int most;
  private final Semaphore free;

  /**
   * @param most requests at the same time; streams of events do not count once they have begun
   */
  public ConcurrencyLimit(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (free.tryAcquire()) {
      try {
        chain.doFilter(request, response);
      } finally {
        free.release();
      }
    } else if (response instanceof HttpServletResponse http) {
      http.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      http.setHeader("Retry-After", "1");
      http.setContentType("text/plain;charset=utf-8");
      http.getWriter().print("Too many concurrent requests! Allowed: " + most + ".");
    }
  }
}
