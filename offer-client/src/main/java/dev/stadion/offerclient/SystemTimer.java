package dev.stadion.offerclient;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The real one: the machine's monotonic clock and one daemon thread. */
final class SystemTimer implements MonotonicTimer {
  private final ScheduledThreadPoolExecutor executor;

  SystemTimer() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("scheduler-timer").factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Wakeup after(Duration delay, Runnable task) {
    try {
      Future<?> scheduled = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {}; // closed: nothing runs any more
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
