package dev.stadion.offerclient;

import dev.stadion.scheduling.backoff.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt. The first retry is quick, so that a master's restart is
 * hardly noticed; then the waits grow. Only a subscription that lasted forgives earlier failures,
 * or a master that accepts and drops us at once would be asked without a pause.
 *
 * <p>Not for more than one thread.
 */
final class ReconnectPolicy {
  private static final Duration QUICK = Duration.ofMillis(100);

  private final Backoff backoff;
  private final RandomGenerator random;
  private int failures;

  ReconnectPolicy(Backoff backoff, RandomGenerator random) {
    this.backoff = backoff;
    this.random = random;
  }

  /**
   * The wait after an attempt that failed, or after a subscription that {@code lasted}.
   *
   * @param masters how many addresses are tried in turn: each gets its quick try
   */
  Duration afterFailure(Duration lasted, int masters) {
    if (lasted.compareTo(backoff.max()) > 0) {
      failures = 0;
    }
    failures++;
    return failures <= masters ? jittered(QUICK) : jittered(backoff.after(failures - masters));
  }

  /** The wait after the master said no in so many words: asking again soon changes nothing. */
  Duration afterRefusal() {
    failures++;
    return jittered(backoff.max());
  }

  /** The wait when the master said how long: not shorter, and not the same for everybody. */
  Duration asAsked(Duration wait) {
    return wait.plus(jittered(wait));
  }

  /** Between half of it and all of it, so that many clients do not come back as one. */
  private Duration jittered(Duration delay) {
    long half = delay.toNanos() / 2;
    return Duration.ofNanos(half + random.nextLong(half + 1));
  }
}
