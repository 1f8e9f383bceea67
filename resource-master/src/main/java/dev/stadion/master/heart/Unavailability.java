package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * When a machine will be away. In nanoseconds, as the wire has it, so that an operator reads back
 * what was written.
 *
 * @param startNanos since the epoch
 * @param durationNanos absent means for ever
 */
public record Unavailability(long startNanos, Optional<Long> durationNanos) {
  public Unavailability {
    requireNonNull(durationNanos, "durationNanos");
  }
}
