package dev.stadion.dropwizard.sse;

import java.time.Duration;

/**
 * Bounds of an {@link SseHub}.
 *
 * @param maxReaders one more is refused with 503
 * @param buffer how many events may wait for a slow reader before it is cut
 * @param heartbeat a silent stream carries an empty line so often, by which dead peers are noticed
 */
public record SseSettings(int maxReaders, int buffer, Duration heartbeat) {
  /** promises.md §7.12, marathon.md §4. */
  public static final SseSettings DEFAULTS = new SseSettings(500, 2_000, Duration.ofSeconds(10));

  public SseSettings {
    if (maxReaders < 1 || buffer < 1 || !heartbeat.isPositive()) {
      throw new IllegalArgumentException("bounds must be positive");
    }
  }
}
