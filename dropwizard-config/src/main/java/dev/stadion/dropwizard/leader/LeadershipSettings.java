package dev.stadion.dropwizard.leader;

import java.time.Duration;

/**
 * The times of an election. All are measured on each process's own monotonic clock.
 *
 * @param beatEvery how often the leader counts its beat up, and candidates look at it
 * @param actWithin the leader stops acting when its last successful beat began longer ago
 * @param takeOverAfter a candidate takes over when the beat has stood still for so long; longer
 *     than {@code actWithin}, so that the old leader has stopped before the new one starts
 */
public record LeadershipSettings(Duration beatEvery, Duration actWithin, Duration takeOverAfter) {

  /** The times of promises.md §3. */
  public static final LeadershipSettings DEFAULTS =
      new LeadershipSettings(Duration.ofSeconds(2), Duration.ofSeconds(7), Duration.ofSeconds(10));

  public LeadershipSettings {
    if (!beatEvery.isPositive()
        || beatEvery.compareTo(actWithin) >= 0
        || actWithin.compareTo(takeOverAfter) >= 0) {
      throw new IllegalArgumentException(
          "beatEvery < actWithin < takeOverAfter must hold, but they are "
              + beatEvery
              + ", "
              + actWithin
              + ", "
              + takeOverAfter);
    }
  }

  /** How often a candidate looks: more often than the leader beats, as looking is cheap. */
  Duration lookEvery() {
    return beatEvery.dividedBy(4);
  }

  /** A beat and a half without a word from a session that is gone. */
  Duration unattendedAfter() {
    return beatEvery.multipliedBy(3).dividedBy(2);
  }

  /** The same election, so many times faster; for tests. */
  public LeadershipSettings faster(int times) {
    return new LeadershipSettings(
        beatEvery.dividedBy(times), actWithin.dividedBy(times), takeOverAfter.dividedBy(times));
  }
}
