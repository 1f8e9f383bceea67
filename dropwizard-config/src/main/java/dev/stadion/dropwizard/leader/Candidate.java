package dev.stadion.dropwizard.leader;

import java.time.Duration;
import java.util.Optional;

/**
 * Watches another leader and says when to take over. Knows no clock of anybody else: what counts is
 * how long the beat has stood still on our own.
 */
final class Candidate {
  private final Duration takeOverAfter;
  private Optional<LeaderRow> seen = Optional.empty();
  private long since;

  Candidate(Duration takeOverAfter) {
    this.takeOverAfter = takeOverAfter;
  }

  /**
   * @param row empty when nobody ever led
   * @param nanos now, on the monotonic clock
   */
  boolean mayTakeOver(Optional<LeaderRow> row, long nanos) {
    if (!row.equals(seen)) {
      seen = row;
      since = nanos;
    }
    if (row.isEmpty() || row.get().isReleased() || row.get().holder().isGone()) {
      return true;
    }
    return nanos - since >= takeOverAfter.toNanos();
  }
}
