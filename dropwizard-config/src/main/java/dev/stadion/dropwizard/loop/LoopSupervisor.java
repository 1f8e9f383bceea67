package dev.stadion.dropwizard.loop;

/**
 * Who an {@link EventLoop} turns to when it cannot go on alone. The methods that report an end are
 * called on a thread of their own, after the loop has stopped acting.
 */
public interface LoopSupervisor {

  /**
   * Whether this process may still act on the world: a leader that could not beat for too long may
   * not, even if nobody has told it yet (promises.md §3). Asked after each commit, before its
   * effects.
   */
  boolean mayAct();

  /**
   * A commit failed, and the state was read from the store again. Everything that was known but not
   * stored is forgotten, posted events included, as if the process had been restarted: let the
   * master tell it again by reconnecting. Called by the loop's thread before its next decision; may
   * post, must not block.
   */
  void reloaded();

  /** The store says that another leader has taken over. */
  void lostLeadership(StaleEpochException why);

  /** The heart, the store or an effect handler threw what they never should: end the process. */
  void bug(Throwable cause);
}
