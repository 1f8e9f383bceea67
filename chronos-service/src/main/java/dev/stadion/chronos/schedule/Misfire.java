package dev.stadion.chronos.schedule;

import java.util.Optional;

/**
 * What becomes of ticks that nobody was there for (chronos.md §12.4). Empty means the default.
 *
 * @param maxCatchup how many ticks are made up for one by one, the newest ones
 * @param threshold a tick older than this was missed
 */
public record Misfire(
    Optional<Policy> policy, Optional<Integer> maxCatchup, Optional<Span> threshold) {
  public static final Misfire PLAIN =
      new Misfire(Optional.empty(), Optional.empty(), Optional.empty());

  /** The largest {@code maxCatchup}. */
  public static final int MOST = 10_000;

  /** B-13, B-14, B-15. */
  public enum Policy {
    /** One run stands for all. */
    COALESCE,
    /** One run for each. */
    FIRE_ALL,
    /** The old ones are missed. */
    SKIP
  }
}
