package dev.stadion.offerclient;

import java.time.Duration;

/**
 * Notices when a stream has been silent for too long. A half-open connection is found by nothing
 * else (mesos-v1.md §1.4). Hearing costs one volatile write; the timer looks back when it fires.
 */
final class HeartbeatWatch {
  private final MonotonicTimer timer;
  private final Runnable onSilence;

  private volatile long lastHeard;
  private volatile Duration limit;
  private volatile boolean stopped;
  private boolean away;
  private boolean missed;
  private volatile MonotonicTimer.Wakeup wakeup = () -> {};

  HeartbeatWatch(MonotonicTimer timer, Duration limit, Runnable onSilence) {
    this.timer = timer;
    this.limit = limit;
    this.onSilence = onSilence;
  }

  void start() {
    heard();
    arm(limit);
  }

  void heard() {
    lastHeard = timer.nanos();
  }

  /** Nobody listens for a while, so silence means nothing yet. */
  synchronized void away() {
    away = true;
  }

  /** Listens again. Whether it would have been too silent meanwhile. */
  synchronized boolean back() {
    away = false;
    boolean late = missed;
    missed = false;
    return late;
  }

  /** From now on this much silence is too much. */
  void limit(Duration limit) {
    this.limit = limit;
    heard();
    wakeup.cancel();
    arm(limit);
  }

  void stop() {
    stopped = true;
    wakeup.cancel();
  }

  private void arm(Duration delay) {
    wakeup = timer.after(delay, this::look);
    if (stopped) {
      wakeup.cancel();
    }
  }

  private void look() {
    if (stopped) {
      return;
    }
    Duration left = limit.minusNanos(timer.nanos() - lastHeard);
    if (left.isPositive()) {
      arm(left);
    } else if (missed()) {
      arm(limit);
    } else {
      onSilence.run();
    }
  }

  /** Whether nobody listens; then whoever comes back is told. */
  private synchronized boolean missed() {
    missed = away;
    return away;
  }
}
