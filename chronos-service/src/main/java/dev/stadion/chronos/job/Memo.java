package dev.stadion.chronos.job;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * A function that remembers its latest answers, for texts that many jobs have in common. May be
 * used from any thread.
 *
 * @param <K> cannot change
 * @param <V> cannot change
 */
public final class Memo<K, V> {
  private static final int SLOTS = 1 << 10;

  private record Answer<K, V>(K of, V is) {}

  private final Function<K, V> function;
  private final AtomicReferenceArray<Answer<K, V>> latest = new AtomicReferenceArray<>(SLOTS);

  /**
   * @param function always answers the same; what it throws is not remembered
   */
  public Memo(Function<K, V> function) {
    this.function = function;
  }

  public V of(K key) {
    int hash = key.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    Answer<K, V> known = latest.getAcquire(slot);
    if (known != null && known.of().equals(key)) {
      return known.is();
    }
    V value = function.apply(key);
    latest.setRelease(slot, new Answer<>(key, value));
    return value;
  }
}
