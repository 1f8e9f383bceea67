package dev.stadion.dropwizard.audit;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.time.MonotonicClock;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before authentication, and writes down what became of watched requests: of every change
 * that was begun, and of whom was refused (promises.md §7.13). Refusals are written up to a rate,
 * so that who is refused cannot fill the disk; those above it are counted in the next row.
 */
public final class AuditFilter implements Filter {
  private static final Logger log = LoggerFactory.getLogger(AuditFilter.class);
  private static final Set<Integer> REFUSALS = Set.of(401, 403, 429);

  private final AuditLog audit;
  private final InstantSource clock;
  private final Predicate<HttpServletRequest> watched;
  private final RefusalRate rate;

  /**
   * @param watched which requests may change something
   * @param ticker measures how fast refusals come
   */
  public AuditFilter(
      AuditLog audit,
      InstantSource clock,
      MonotonicClock ticker,
      Predicate<HttpServletRequest> watched) {
    this.audit = requireNonNull(audit, "audit");
    this.clock = requireNonNull(clock, "clock");
    this.watched = requireNonNull(watched, "watched");
    this.rate = new RefusalRate(ticker);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    if (!watched.test(http)) {
      chain.doFilter(request, response);
      return;
    }
    var answer = (HttpServletResponse) response;
    String id = Optional.ofNullable(answer.getHeader("X-Request-Id")).orElse("");
    var trail = new AuditTrail(audit, clock, http, id);
    try {
      chain.doFilter(request, response);
    } catch (IOException | ServletException | RuntimeException e) {
      if (trail.hasBegun()) {
        end(trail, "failed");
      }
      throw e;
    }
    String status = Integer.toString(answer.getStatus());
    if (trail.hasBegun()) {
      end(trail, status);
    } else if (REFUSALS.contains(answer.getStatus()) && rate.admits()) {
      long more = rate.takeUnlisted();
      end(trail, more == 0 ? status : status + " and " + more + " refusals before it");
    }
  }

  /** The answer stands; that it began is written. So the rest is only missed. */
  private static void end(AuditTrail trail, String outcome) {
    try {
      trail.write(outcome);
    } catch (StoreUnavailableException e) {
      log.warn("the audit log lacks an outcome, {}: {}", outcome, e.getMessage());
    }
  }
}
