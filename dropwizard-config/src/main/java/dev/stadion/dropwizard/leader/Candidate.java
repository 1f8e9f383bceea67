package dev.stadion.dropwizard.leader;

import java.time.Duration;
import java.util.Optional;

/**
 * Watches another leader and says when to take over. Knows no clock of anybody else: what counts is
 * how long the beat has stood still on our own.
 */
final class Candidate {
  private final Duration takeOverAfter;
  private final Duration unattendedAfter;
  private Optional<LeaderRow> seen = Optional.empty();
  private long since;

  /**
   * @param takeOverAfter of silence
   * @param unattendedAfter of silence when the leader's session is gone, too: its process has ended
   *     or lost its connection, and will be fenced if it should come back
   */
  Candidate(Duration takeOverAfter, Duration unattendedAfter) {
    this.takeOverAfter = takeOverAfter;
    this.unattendedAfter = unattendedAfter;
  }

  /**
   * @param row empty when nobody ever led
   * @param nanos now, on the monotonic clock
   */
  boolean mayTakeOver(Optional<LeaderRow> row, long nanos) {
    if (!isSameBeat(row)) {
      since = nanos;
    }
    seen = row;
    if (row.isEmpty() || row.get().isReleased() || row.get().holder().isGone()) {
      return true;
    }
    Duration silence = row.get().attended() ? takeOverAfter : unattendedAfter;
    return nanos - since >= silence.toNanos();
  }

  private boolean isSameBeat(Optional<LeaderRow> row) {
    return row.isPresent() && seen.isPresent() && row.get().hasSameBeatAs(seen.get());
  }
}
