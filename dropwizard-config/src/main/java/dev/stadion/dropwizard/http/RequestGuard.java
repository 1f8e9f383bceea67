package dev.stadion.dropwizard.http;

import dev.stadion.dropwizard.time.MonotonicClock;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Stands before everything else: names the request, refuses what no resource shall see, and bounds
 * the body. A page in somebody's browser must not reach us through a name that resolves to
 * loopback, or on behalf of another site (promises.md §7.4).
 */
final class RequestGuard implements Filter {
  private static final Logger log = LoggerFactory.getLogger(RequestGuard.class);
  private static final long SWALLOWED = 32L * 1024 * 1024;

  private final RequestIds ids;
  private final MonotonicClock ticker;
  private final Limit limit;
  private final Predicate<String> allowedHost;
  private final WelcomeSites welcomeSites;

  /** How long the body of a request may be. */
  interface Limit {
    long of(String method, String path);
  }

  RequestGuard(
      RequestIds ids,
      MonotonicClock ticker,
      Limit limit,
      Predicate<String> allowedHost,
      WelcomeSites welcomeSites) {
    this.ids = ids;
    this.ticker = ticker;
    this.limit = limit;
    this.allowedHost = allowedHost;
    this.welcomeSites = welcomeSites;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    var answer = (HttpServletResponse) response;
    String id = ids.idFor(http.getHeader(RequestIds.HEADER));
    try (var _ = MDC.putCloseable(RequestIds.CONTEXT, id)) {
      answer.setHeader(RequestIds.HEADER, id);
      answer.setHeader("X-Content-Type-Options", "nosniff");
      answer.setHeader("X-Frame-Options", "DENY");
      answer.setHeader("Content-Security-Policy", "default-src 'self'");
      pass(http, answer, chain);
    }
  }

  private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!allowedHost.test(request.getServerName().toLowerCase(Locale.ROOT))) {
      response.sendError(HttpStatus.MISDIRECTED_REQUEST_421, "this server has another name");
      return;
    }
    boolean welcome = welcomeSites.test(request, response);
    if (!welcome && isFromAnotherSite(request)) {
      response.sendError(HttpStatus.FORBIDDEN_403, "requests of other sites are refused");
      return;
    }
    if (request.getQueryString() != null && request.getQueryString().contains("%00")) {
      response.sendError(HttpStatus.BAD_REQUEST_400, "a query must not contain NUL");
      return;
    }
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      response.sendError(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "bodies may be encoded as gzip or not at all");
      return;
    }
    if (!isKnownCharset(request.getHeader("Content-Type"))) {
      response.sendError(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "the charset of the body is not known here");
      return;
    }
    long longest = limit.of(request.getMethod(), request.getRequestURI());
    if (request.getContentLengthLong() > longest) {
      swallow(request);
      response.sendError(
          HttpStatus.PAYLOAD_TOO_LARGE_413, new BodyTooLongException(longest).getMessage());
      return;
    }
    var bounded = new BoundedBody(request, longest, ticker);
    try {
      chain.doFilter(bounded, response);
    } catch (IOException | ServletException | RuntimeException e) {
      // Forms are read before anybody who knows what to say of it is asked.
      if (!isNoGzip(e) || response.isCommitted()) {
        throw e;
      }
      response.sendError(HttpStatus.BAD_REQUEST_400, "the body is not what gzip writes");
      return;
    }
    // Who waits for a word before it sends its body must not get that word now.
    if (!request.isAsyncStarted() && request.getHeader("Expect") == null) {
      leaveNothingUnread(bounded, response);
    }
  }

  private static boolean isNoGzip(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ZipException) {
        return true;
      }
    }
    return false;
  }

  /**
   * What was refused by its head alone may still be on its way. Unread, it would cost the client
   * its connection, perhaps after it has sent the next request on it.
   */
  private static void leaveNothingUnread(BoundedBody body, HttpServletResponse response) {
    byte[] buffer = new byte[8 * 1024];
    try {
      ServletInputStream in = body.getInputStream();
      if (in.isFinished()) {
        return;
      }
      // What is wrong with a body that nobody wanted must not change the answer any more.
      response.flushBuffer();
      long left = SWALLOWED;
      for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
        left -= n;
      }
    } catch (IOException | IllegalStateException e) {
      log.debug("the rest of a body is not read", e);
    }
  }

  /**
   * Reads what the client is still writing: it would not see the answer if the connection broke in
   * the middle of its body. Within bounds; who sends yet more has to live with that.
   */
  private void swallow(HttpServletRequest request) throws IOException {
    try (InputStream body = new BoundedBody(request, SWALLOWED, ticker).getInputStream()) {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (BodyTooLongException | BodyTooSlowException e) {
      log.debug("the rest of a body is not read", e);
    }
  }

  /** Asked for the media type, Jetty throws when it cannot find the charset that comes with it. */
  private static boolean isKnownCharset(String contentType) {
    try {
      String charset = MimeTypes.getCharsetFromContentType(contentType);
      return charset == null || Charset.isSupported(charset);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Browsers name the site in {@code Origin}; other clients do not send it. */
  private static boolean isFromAnotherSite(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false;
    }
    String host = request.getHeader("Host");
    return host == null
        || !(origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host));
  }
}
