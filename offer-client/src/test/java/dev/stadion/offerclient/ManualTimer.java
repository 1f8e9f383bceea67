package dev.stadion.offerclient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Time that passes when a test says so. Tasks run on the thread that advances it. */
final class ManualTimer implements MonotonicTimer {
  private static final long PATIENCE_SECONDS = 10;

  private record Entry(long at, Duration delay, Runnable task) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Entry> entries = new ArrayList<>();
  private long now;

  @Override
  public long nanos() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Wakeup after(Duration delay, Runnable task) {
    lock.lock();
    try {
      var entry = new Entry(now + delay.toNanos(), delay, task);
      entries.add(entry);
      changed.signalAll();
      return () -> cancel(entry);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      entries.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Lets time pass and runs what falls due, in order. */
  void advance(Duration duration) {
    long until = nanos() + duration.toNanos();
    for (Entry due = due(until); due != null; due = due(until)) {
      due.task().run();
    }
  }

  /** Waits until a wake-up of such a length is set, lets that much time pass, and returns it. */
  Duration awaitAndFire(Predicate<Duration> length) {
    Duration delay = await(length);
    advance(delay);
    return delay;
  }

  private Duration await(Predicate<Duration> length) {
    lock.lock();
    try {
      long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (true) {
        for (Entry entry : entries) {
          if (length.test(entry.delay())) {
            return Duration.ofNanos(entry.at() - now);
          }
        }
        if (patience <= 0) {
          throw new AssertionError("no such wake-up among " + entries);
        }
        patience = changed.awaitNanos(patience);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  private Entry due(long until) {
    lock.lock();
    try {
      Entry first =
          entries.stream()
              .filter(entry -> entry.at() <= until)
              .min(Comparator.comparingLong(Entry::at))
              .orElse(null);
      now = first == null ? until : Math.max(now, first.at());
      entries.remove(first);
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Entry entry) {
    lock.lock();
    try {
      entries.remove(entry);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
