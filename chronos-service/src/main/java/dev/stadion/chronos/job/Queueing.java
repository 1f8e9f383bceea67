package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who goes first, and what is shared with others (chronos.md §12.9).
 *
 * @param priority 0 to 100
 * @param pool the name of a pool; empty means the one without limit
 * @param slots how much of the pool a run takes, at least 1
 */
public record Queueing(OptionalInt priority, Optional<String> pool, OptionalInt slots) {
  public static final Queueing NONE =
      new Queueing(OptionalInt.empty(), Optional.empty(), OptionalInt.empty());

  /** The priority of whoever names none. */
  public static final int USUAL = 50;

  public Queueing {
    requireNonNull(priority, "priority");
    requireNonNull(pool, "pool");
    requireNonNull(slots, "slots");
  }
}
