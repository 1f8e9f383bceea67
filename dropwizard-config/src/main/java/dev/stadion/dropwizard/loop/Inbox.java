package dev.stadion.dropwizard.loop;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Events that wait for their turn, and those who asked. Everything here is guarded by the lock of
 * the run that it belongs to, which whoever calls must hold.
 */
final class Inbox<E, O> {
  /**
   * One event.
   *
   * @param since when it came, by the loop's ticker
   */
  record Entry<E, O>(E event, Optional<CompletableFuture<O>> asker, long since) {
    /** Tells whoever asked that there will be no decision; needs no lock. */
    void fail(RuntimeException why, Executor answers) {
      asker.ifPresent(waiting -> answers.execute(() -> waiting.completeExceptionally(why)));
    }
  }

  private final ArrayDeque<Entry<E, O>> waiting = new ArrayDeque<>();
  private final Condition room;
  private final int most;

  /**
   * @param most how many may wait
   */
  Inbox(ReentrantLock lock, int most) {
    this.room = requireNonNull(lock, "lock").newCondition();
    this.most = most;
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean isFull() {
    return waiting.size() >= most;
  }

  /** Waits, without the lock, until one more has room or {@code open} is no longer so. */
  void awaitRoom(BooleanSupplier open) {
    while (open.getAsBoolean() && isFull()) {
      room.awaitUninterruptibly();
    }
  }

  void add(E event, Optional<CompletableFuture<O>> asker, long now) {
    waiting.add(new Entry<>(event, asker, now));
  }

  /** The one that has waited longest. */
  Entry<E, O> take() {
    room.signal();
    return waiting.remove();
  }

  /** All of them; nobody who waits for room finds it taken. */
  List<Entry<E, O>> drain() {
    List<Entry<E, O>> all = new ArrayList<>(waiting);
    waiting.clear();
    room.signalAll();
    return all;
  }
}
