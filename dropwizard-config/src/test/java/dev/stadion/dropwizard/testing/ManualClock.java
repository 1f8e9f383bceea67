package dev.stadion.dropwizard.testing;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Time that stands still until the test moves it: a wall clock and a monotonic one. */
public final class ManualClock implements InstantSource, MonotonicClock {
  private final AtomicReference<Instant> now;
  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public ManualClock(Instant now) {
    this.now = new AtomicReference<>(now);
  }

  /** A clock that starts at the given ISO instant. */
  public static ManualClock at(String instant) {
    return new ManualClock(Instant.parse(instant));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Calls {@code listener} after each move, for example {@code loop::nudge}. */
  public ManualClock whenMoved(Runnable listener) {
    listeners.add(listener);
    return this;
  }

  /** Lets time pass, on both clocks. */
  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
    jump(by);
  }

  /** Moves the wall clock alone, forward or backward, as an administrator might. */
  public void jump(Duration by) {
    now.updateAndGet(before -> before.plus(by));
    listeners.forEach(Runnable::run);
  }
}
