package dev.stadion.dropwizard.audit;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.auth.BasicAuthentication;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;

/** What one request leaves in the audit log. For the thread of that request. */
public final class AuditTrail {
  private static final String ATTRIBUTE = AuditTrail.class.getName();

  private final AuditLog log;
  private final InstantSource clock;
  private final HttpServletRequest request;
  private final String requestId;
  private String action;
  private String object = "";
  private boolean begun;

  AuditTrail(AuditLog log, InstantSource clock, HttpServletRequest request, String requestId) {
    this.log = requireNonNull(log, "log");
    this.clock = requireNonNull(clock, "clock");
    this.request = requireNonNull(request, "request");
    this.requestId = requireNonNull(requestId, "requestId");
    this.action = request.getMethod() + " " + BasicAuthentication.path(request);
    request.setAttribute(ATTRIBUTE, this);
  }

  /** That of a request that came through {@link AuditFilter} and is watched by it. */
  public static AuditTrail of(HttpServletRequest request) {
    return (AuditTrail) requireNonNull(request.getAttribute(ATTRIBUTE), "not watched");
  }

  /** Says what the request is about, before it is judged. */
  public void concerns(String action, String object) {
    this.action = requireNonNull(action, "action");
    this.object = requireNonNull(object, "object");
  }

  /**
   * Writes that it is allowed, before anything happens: there is no change without a row.
   *
   * @throws dev.stadion.dropwizard.loop.StoreUnavailableException when that cannot be written; then
   *     nothing may happen
   */
  public void begins() {
    write(AuditEntry.BEGUN);
    begun = true;
  }

  boolean hasBegun() {
    return begun;
  }

  void write(String outcome) {
    log.write(
        new AuditEntry(
            clock.instant(),
            requestId,
            BasicAuthentication.principal(request),
            request.getRemoteAddr(),
            action,
            object,
            outcome));
  }
}
