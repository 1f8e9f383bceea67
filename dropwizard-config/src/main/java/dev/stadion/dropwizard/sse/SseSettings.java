package dev.stadion.dropwizard.sse;

import java.time.Duration;

/**
 * Bounds of an {@link SseHub}.
 *
 * @param maxReaders one more is refused with 503
 * @param buffer how many events may wait for a slow reader before it is cut
 * @param heartbeat a silent stream carries an empty line so often, by which dead peers are noticed
 * @param gather for each reader there is: who was written to less than so long ago gets all events
 *     of the rest of that time in one write; zero for a write as soon as there is an event. A write
 *     for each event and each of 1 000 readers would cost a core with some 200 events a second
 */
public record SseSettings(int maxReaders, int buffer, Duration heartbeat, Duration gather) {
  /** promises.md §7.12, marathon.md §4. */
  public static final SseSettings DEFAULTS =
      new SseSettings(500, 2_000, Duration.ofSeconds(10), Duration.ofNanos(100_000));

  public SseSettings {
    if (maxReaders < 1 || buffer < 1 || !heartbeat.isPositive()) {
      throw new IllegalArgumentException("bounds must be positive");
    }
    if (gather.isNegative()) {
      throw new IllegalArgumentException("gather must not be negative");
    }
  }
}
