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

  /** Leadership is over or doubtful: stop acting at once, in bounded time. */
  void standDown();
}
