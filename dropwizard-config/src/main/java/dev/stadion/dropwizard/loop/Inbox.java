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

  /** How many of those that wait somebody asked for. */
  private int asked;

  /**
   * @param most how many may wait that somebody asked for, and how many that nobody did: a flood of
   *     news must not turn those away who ask
   */
  Inbox(ReentrantLock lock, int most) {
    this.room = requireNonNull(lock, "lock").newCondition();
    this.most = most;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How many wait that somebody asked for. */
  int asked() {
    return asked;
  }

  boolean hasRoomForAsker() {
    return asked < most;
  }

  /**
   * Waits, without the lock, until one more that nobody asks for has room or {@code open} is no
   * longer so.
   */
  void awaitRoom(BooleanSupplier open) {
    while (open.getAsBoolean() && waiting.size() - asked >= most) {
      room.awaitUninterruptibly();
    }
  }

  void add(E event, Optional<CompletableFuture<O>> asker, long now) {
    waiting.add(new Entry<>(event, asker, now));
    asked += asker.isPresent() ? 1 : 0;
  }

  /** The one that has waited longest. */
  Entry<E, O> take() {
    Entry<E, O> first = waiting.remove();
    if (first.asker().isPresent()) {
      asked--;
    } else {
      room.signal();
    }
    return first;
  }

  /** All of them; nobody who waits for room finds it taken. */
  List<Entry<E, O>> drain() {
    List<Entry<E, O>> all = new ArrayList<>(waiting);
    waiting.clear();
    asked = 0;
    room.signalAll();
    return all;
  }
}
