package dev.stadion.dropwizard.loop;

import java.util.List;

/**
 * Where a service's scheduling state is remembered. Two implementations pass one contract test: the
 * one on PostgreSQL and the in-memory model that the simulation uses.
 *
 * @param <S> the whole state
 * @param <C> a durable change
 */
public interface StateStore<S, C> {

  /**
   * Reads the whole world. Called by a new leader before its first decision, and after a commit
   * whose fate is unknown.
   *
   * @throws StaleEpochException when {@code epoch} is no longer the current one
   * @throws StoreUnavailableException when the database cannot be reached
   */
  S load(long epoch);

  /**
   * Makes {@code changes} durable in one transaction whose first statement is the fence. Returns
   * after COMMIT.
   *
   * @param changes in the order in which they were decided; never empty
   * @throws StaleEpochException when another leader has taken over; nothing was written
   * @throws StoreUnavailableException when the outcome is unknown or nothing was written; the
   *     caller throws its memory away and {@link #load loads} again
   */
  void commit(long epoch, List<C> changes);
}
