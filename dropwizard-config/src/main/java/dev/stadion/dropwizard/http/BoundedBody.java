package dev.stadion.dropwizard.http;

import dev.stadion.dropwizard.time.MonotonicClock;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A request of whose body no more can be read than allowed, and not at any pace: who drips bytes
 * keeps a connection for ever. Jetty has such a rule too, but without the grace it refuses the
 * smallest body when the machine is busy for a moment.
 */
final class BoundedBody extends HttpServletRequestWrapper {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final long BYTES_PER_SECOND = 1024;
  private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

  private final long limit;
  private final MonotonicClock ticker;
  private ServletInputStream stream;

  BoundedBody(HttpServletRequest request, long limit, MonotonicClock ticker) {
    super(request);
    this.limit = limit;
    this.ticker = ticker;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      stream = new Bounded(super.getInputStream(), limit, ticker, isJson());
    }
    return stream;
  }

  private boolean isJson() {
    return getContentType() != null && getContentType().contains("json");
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String encoding = getCharacterEncoding();
    Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    return new BufferedReader(new InputStreamReader(getInputStream(), charset));
  }

  private static final class Bounded extends ServletInputStream {
    private final ServletInputStream in;
    private final long limit;
    private final MonotonicClock ticker;
    private final long begun;
    private long read;

    /** How much of a byte order mark has come; below zero once it is known that none will. */
    private int mark;

    Bounded(ServletInputStream in, long limit, MonotonicClock ticker, boolean json) {
      this.mark = json ? 0 : -1;
      this.in = in;
      this.limit = limit;
      this.ticker = ticker;
      this.begun = ticker.nanos();
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      if (next >= 0) {
        refuseByteOrderMark(next);
        count(1);
      }
      return next;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = in.read(into, from, length);
      for (int i = 0; i < count && mark >= 0; i++) {
        refuseByteOrderMark(into[from + i] & 0xff);
      }
      count(Math.max(0, count));
      return count;
    }

    /** JSON has none (RFC 8259 §8.1), though parsers skip it; in other bodies it is nothing odd. */
    private void refuseByteOrderMark(int next) throws CharConversionException {
      if (mark < 0) {
        return;
      }
      mark = next == BYTE_ORDER_MARK[mark] ? mark + 1 : -1;
      if (mark == BYTE_ORDER_MARK.length) {
        throw new CharConversionException("the body begins with a byte order mark");
      }
    }

    private void count(int bytes) throws IOException {
      read += bytes;
      if (read > limit) {
        throw new BodyTooLongException(limit);
      }
      Duration late = Duration.ofNanos(ticker.nanos() - begun).minus(GRACE);
      if (late.isPositive() && read < late.toSeconds() * BYTES_PER_SECOND && !in.isFinished()) {
        throw new BodyTooSlowException();
      }
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
