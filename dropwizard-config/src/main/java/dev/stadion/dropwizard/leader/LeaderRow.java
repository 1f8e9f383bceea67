package dev.stadion.dropwizard.leader;

/**
 * What the two rows of a role say.
 *
 * @param beat below zero when the holder left in good order
 */
record LeaderRow(long epoch, Holder holder, long beat) {
  boolean isReleased() {
    return beat < 0;
  }
}
