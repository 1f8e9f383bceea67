package dev.stadion.master.document;

import dev.stadion.master.heart.MasterState;
import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One document that many read. It is written by one reader at a time; those who came before that
 * began, and those who find the state unchanged, get the same bytes. So nobody reads what is older
 * than his question, and twenty pollers cost little more than one.
 */
final class SharedDocument {
  private final AtomicLong begun = new AtomicLong();
  private final ReentrantLock writing = new ReentrantLock();

  /** Guarded by {@code writing}; the garbage collector may have it when memory is short. */
  private SoftReference<Written> last = new SoftReference<>(null);

  private record Written(long number, MasterState state, Body body) {}

  @SuppressWarnings("ReferenceEquality") // the same snapshot, not an equal one
  Body read(Supplier<MasterState> snapshot, Function<MasterState, Body> write) {
    long arrived = begun.get();
    writing.lock();
    try {
      MasterState now = snapshot.get();
      Written written = last.get();
      if (written == null || (written.number() <= arrived && written.state() != now)) {
        long number = begun.incrementAndGet();
        now = snapshot.get(); // not before it was announced: who comes now may read this one
        written = new Written(number, now, write.apply(now));
        last = new SoftReference<>(written);
      }
      return written.body();
    } finally {
      writing.unlock();
    }
  }

  /** How many wait for another's document; for tests. */
  int waiting() {
    return writing.getQueueLength();
  }
}
