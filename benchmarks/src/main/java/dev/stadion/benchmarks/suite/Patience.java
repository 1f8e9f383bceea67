package dev.stadion.benchmarks.suite;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting for what others bring about, with a look every few milliseconds and an end. */
public final class Patience {
  private static final int LOOK_EVERY_MILLIS = 5;

  private final MonotonicClock ticker;
  private final Duration limit;

  /** What is waited for. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * @param limit of one wait
   */
  public Patience(MonotonicClock ticker, Duration limit) {
    this.ticker = ticker;
    this.limit = limit;
  }

  /**
   * @throws IllegalStateException when it does not come true in time
   */
  public void until(String what, Condition condition) throws Exception {
    var never = new CountDownLatch(1);
    long deadline = ticker.nanos() + limit.toNanos();
    while (!condition.holds()) {
      if (never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS) || ticker.nanos() > deadline) {
        throw new IllegalStateException("waited in vain until " + what);
      }
    }
  }

  /** Lets time pass. */
  public static void rest(Duration time) throws InterruptedException {
    var never = new CountDownLatch(1);
    never.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
