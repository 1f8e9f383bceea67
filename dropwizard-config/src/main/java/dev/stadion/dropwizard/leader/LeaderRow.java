package dev.stadion.dropwizard.leader;

/**
 * What the two rows of a role say.
 *
 * @param beat below zero when the holder left in good order
 * @param attended whether the session the holder beats in is still connected to the database; one
 *     that hangs is connected, too
 */
record LeaderRow(long epoch, Holder holder, long beat, boolean attended) {
  boolean isReleased() {
    return beat < 0;
  }

  boolean hasSameBeatAs(LeaderRow other) {
    return epoch == other.epoch && beat == other.beat && holder.equals(other.holder);
  }
}
