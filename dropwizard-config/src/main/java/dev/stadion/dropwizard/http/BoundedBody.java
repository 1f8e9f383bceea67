package dev.stadion.dropwizard.http;

import dev.stadion.dropwizard.time.MonotonicClock;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
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
      stream = new Bounded(super.getInputStream(), limit, ticker);
    }
    return stream;
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

    Bounded(ServletInputStream in, long limit, MonotonicClock ticker) {
      this.in = in;
      this.limit = limit;
      this.ticker = ticker;
      this.begun = ticker.nanos();
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = in.read(into, from, length);
      count(Math.max(0, count));
      return count;
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
