package dev.stadion.chronos.job;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Makes equal values one. There may be a million jobs, and most of what they say they say alike: a
 * value that equals one seen lately is replaced by that one. Only the latest are remembered, so
 * that values which are all different cost nothing. May be used from any thread.
 */
public final class Shared {
  private static final int SLOTS = 1 << 12;
  private static final AtomicReferenceArray<Object> LATEST = new AtomicReferenceArray<>(SLOTS);

  private Shared() {}

  /**
   * This value, or one that equals it.
   *
   * @param value cannot change
   */
  public static <T> T of(T value) {
    int hash = value.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    Object seen = LATEST.getAcquire(slot);
    if (value.equals(seen)) {
      @SuppressWarnings("unchecked") // whatever equals a record is one of its class
      T same = (T) seen;
      return same;
    }
    LATEST.setRelease(slot, value);
    return value;
  }
}
