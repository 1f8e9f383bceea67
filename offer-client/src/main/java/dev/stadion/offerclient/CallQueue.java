package dev.stadion.offerclient;

import dev.stadion.mesos.v1.scheduler.Call;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls that wait for the master, in order. It has room for so many calls and bytes; whoever
 * brings more waits until there is room, so that a framework is never much faster than its master.
 * Thread-safe.
 */
final class CallQueue {
  /** What became of a call. */
  enum Answer {
    TAKEN,
    /** There was no room for too long, and the queue is closed now. */
    FULL,
    /** No calls are taken any more. */
    CLOSED
  }

  private final ClientSettings.Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Call> calls = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  CallQueue(ClientSettings.Limits limits) {
    this.limits = limits;
  }

  /**
   * Adds a call, and waits for room if it has to: as long as the limits' patience. Whoever is
   * interrupted meanwhile stays so, and the call is not taken.
   */
  Answer offer(Call call) {
    int size = call.getSerializedSize();
    lock.lock();
    try {
      long patience = limits.patience().toNanos();
      while (!closed && !hasRoom(size)) {
        if (patience <= 0) {
          closed = true;
          changed.signalAll();
          return Answer.FULL;
        }
        patience = changed.awaitNanos(patience);
      }
      if (closed) {
        return Answer.CLOSED;
      }
      calls.add(call);
      bytes += size;
      changed.signalAll();
      return Answer.TAKEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.CLOSED;
    } finally {
      lock.unlock();
    }
  }

  /** A call larger than all the room there is goes alone. */
  private boolean hasRoom(int size) {
    return calls.isEmpty()
        || (calls.size() < limits.queuedCalls() && bytes + size <= limits.queuedBytes());
  }

  /** The next call; waits for it. Empty when none will come. */
  Optional<Call> take() throws InterruptedException {
    lock.lock();
    try {
      while (calls.isEmpty() && !closed) {
        changed.await();
      }
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** The next call if there is one. */
  Optional<Call> poll() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Call> next() {
    Optional<Call> next = Optional.ofNullable(calls.poll());
    next.ifPresent(call -> {
      bytes -= call.getSerializedSize();
      changed.signalAll();
    });
    return next;
  }

  /** Takes no more calls; those that are there can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes, and forgets what is there; says how many calls that were. */
  int clear() {
    lock.lock();
    try {
      close();
      int forgotten = calls.size();
      calls.clear();
      bytes = 0;
      return forgotten;
    } finally {
      lock.unlock();
    }
  }
}
