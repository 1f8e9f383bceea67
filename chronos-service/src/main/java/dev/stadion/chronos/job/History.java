package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * How many runs that are over are remembered (chronos.md B-49); empty leaves it to the server.
 *
 * @param all together
 * @param successes of those that succeeded
 * @param failures of all others
 */
public record History(OptionalInt all, OptionalInt successes, OptionalInt failures) {
  public static final History NONE =
      new History(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  public History {
    requireNonNull(all, "all");
    requireNonNull(successes, "successes");
    requireNonNull(failures, "failures");
  }
}
