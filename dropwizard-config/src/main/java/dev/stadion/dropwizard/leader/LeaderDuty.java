package dev.stadion.dropwizard.leader;

/**
 * What a process does only while it leads its role. Called by the election thread, one at a time.
 */
public interface LeaderDuty {
  /**
   * Leadership was won: load the state, start deciding, connect to the master.
   *
   * @param epoch fences every commit and every message from here on
   */
  void takeOver(long epoch);

  /**
   * Another process leads: the duty may get ready for its own turn. Called again and again, a few
   * times a second with the usual settings; while it takes, a turn that comes has to wait.
   */
  default void standBy() {}

  /** Leadership is over or doubtful: stop acting at once, in bounded time. */
  void standDown();
}
