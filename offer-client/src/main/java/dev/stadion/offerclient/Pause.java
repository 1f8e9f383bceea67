package dev.stadion.offerclient;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waits by a timer, so that tests need not wait. */
final class Pause {
  private Pause() {}

  /** Returns when {@code delay} has passed. */
  static void of(MonotonicTimer timer, Duration delay) throws InterruptedException {
    var passed = new CountDownLatch(1);
    MonotonicTimer.Wakeup wakeup = timer.after(delay, passed::countDown);
    try {
      passed.await();
    } finally {
      wakeup.cancel();
    }
  }
}
