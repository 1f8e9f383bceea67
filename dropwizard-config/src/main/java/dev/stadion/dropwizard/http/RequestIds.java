package dev.stadion.dropwizard.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A short name for each request, by which an answer is found in the log. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";

  /** The key in the log's context. */
  static final String CONTEXT = "request";

  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String prefix;
  private final AtomicLong next = new AtomicLong();

  RequestIds(RandomGenerator random) {
    this.prefix = Long.toString(random.nextLong(1L << 40), Character.MAX_RADIX) + "-";
  }

  /** The client's own id if it is harmless in a log line, otherwise one of ours. */
  String idFor(String offered) {
    return offered != null && ACCEPTABLE.matcher(offered).matches()
        ? offered
        : prefix + next.incrementAndGet();
  }
}
