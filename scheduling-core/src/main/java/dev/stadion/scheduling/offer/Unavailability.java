package dev.stadion.scheduling.offer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A planned maintenance of an agent.
 *
 * @param duration empty when nobody knows the end
 */
public record Unavailability(Instant start, Optional<Duration> duration) {
  public Unavailability {
    requireNonNull(start, "start");
    requireNonNull(duration, "duration");
  }

  /** Whether it lasts at {@code now} or starts within {@code draining} from then. */
  public boolean concerns(Instant now, Duration draining) {
    boolean over = duration.filter(d -> !now.isBefore(start.plus(d))).isPresent();
    return !over && !start.isAfter(now.plus(draining));
  }
}
