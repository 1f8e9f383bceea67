package dev.stadion.marathon.scheduler;

import java.time.Instant;
import java.util.UUID;

/**
 * Makes ids that look like time-based UUIDs and never repeat. Each loading of the state gets a
 * number of its own from the store, which becomes the node; within one loading the time part only
 * grows. So neither restarts nor clocks that jump can make an id twice.
 *
 * @param loading the number of this loading, from 1
 * @param lastTicks the time part of the last id, in 100 ns since 1582
 */
public record IdSource(long loading, long lastTicks) {
  /** 1582-10-15, where the count of version 1 begins, to 1970, in 100 ns. */
  private static final long GREGORIAN_OFFSET = 0x01B21DD213814000L;

  /** Marks a node that is not a network card's address. */
  private static final long MULTICAST = 0x0100_0000_0000L;

  private static final long VARIANT = 0x8000_0000_0000_0000L;

  public static IdSource ofLoading(long number) {
    return new IdSource(number, 0);
  }

  IdSource next(Instant now) {
    long ticks = now.toEpochMilli() * 10_000 + GREGORIAN_OFFSET;
    return new IdSource(loading, Math.max(lastTicks + 1, ticks));
  }

  UUID current() {
    long low = lastTicks & 0xFFFF_FFFFL;
    long mid = (lastTicks >>> 32) & 0xFFFFL;
    long high = (lastTicks >>> 48) & 0x0FFFL;
    long sequence = (loading >>> 40) & 0x3FFFL;
    return new UUID(
        (low << 32) | (mid << 16) | 0x1000L | high,
        VARIANT | (sequence << 48) | MULTICAST | (loading & 0xFF_FFFF_FFFFL));
  }
}
