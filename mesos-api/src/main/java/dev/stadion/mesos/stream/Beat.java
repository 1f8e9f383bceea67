package dev.stadion.mesos.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When an endless answer beats.
 *
 * @param first how long after its first event
 * @param every how long after the beat before
 */
public record Beat(Duration first, Duration every) {
  public Beat {
    requireNonNull(first, "first");
    requireNonNull(every, "every");
  }

  /** Right after the first event, and then regularly. */
  public static Beat atOnce(Duration every) {
    return new Beat(Duration.ZERO, every);
  }

  /** Regularly, but not before {@code every} has passed. */
  public static Beat later(Duration every) {
    return new Beat(every, every);
  }
}
