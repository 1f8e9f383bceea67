package dev.stadion.agent.check;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One timer for all checks: what it runs must return at once. */
public interface CheckTimer {

  /** Takes an appointment back; has no effect once it is kept. */
  @FunctionalInterface
  interface Appointment {
    void cancel();
  }

  Appointment after(Duration pause, Runnable what);

  /** A timer with a thread of its own, until {@code executor} is shut down. */
  static CheckTimer of(ScheduledThreadPoolExecutor executor) {
    executor.setRemoveOnCancelPolicy(true);
    return (pause, what) -> {
      ScheduledFuture<?> future = executor.schedule(what, pause.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    };
  }
}
