package dev.stadion.sim.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * One world: what will happen when, a clock that stands still in between, and one source of chance.
 * The same seed always gives the same history. One thread; nothing in here may wait.
 */
public final class Sim implements InstantSource {
  private static final Instant DAWN = Instant.parse("2026-01-01T00:00:00Z");

  private record Happening(long at, long order, String what, Runnable action)
      implements Comparable<Happening> {
    @Override
    public int compareTo(Happening other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Happening> queue = new PriorityQueue<>();
  private final List<Runnable> invariants = new ArrayList<>();
  private final Random random;
  private final Trace trace = new Trace();
  private long now;
  private long order;
  private long steps;

  public Sim(long seed) {
    // Neighbouring seeds of java.util.Random begin alike.
    random = new Random(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
  }

  @Override
  public Instant instant() {
    return DAWN.plusNanos(now * 1_000);
  }

  /** Since the beginning of this world. */
  public Duration elapsed() {
    return Duration.ofNanos(now * 1_000);
  }

  public Random random() {
    return random;
  }

  public Trace trace() {
    return trace;
  }

  public long steps() {
    return steps;
  }

  /** Whether something of probability {@code chance} happens this time. */
  public boolean happens(double chance) {
    return chance > 0 && random.nextDouble() < chance;
  }

  /** Any duration from {@code least} to {@code most}. */
  public Duration between(Duration least, Duration most) {
    long micros = micros(least);
    return Duration.ofNanos(1_000 * (micros + random.nextLong(micros(most) - micros + 1)));
  }

  /** Has {@code action} happen after {@code delay}, whoever lives then. */
  public void later(Duration delay, String what, Runnable action) {
    queue.add(new Happening(now + Math.max(0, micros(delay)), order++, what, action));
  }

  /** Adds what must be true after every event; it throws when it is not. */
  public void always(Runnable invariant) {
    invariants.add(invariant);
  }

  /** Lets the world go on for {@code duration}. */
  public void runFor(Duration duration) {
    long end = now + micros(duration);
    while (!queue.isEmpty() && queue.peek().at <= end) {
      step();
    }
    now = end;
  }

  private void step() {
    Happening next = queue.remove();
    now = next.at;
    steps++;
    if (!next.what.isEmpty()) {
      trace.add(now, next.what);
    }
    next.action.run();
    for (Runnable invariant : invariants) {
      invariant.run();
    }
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
