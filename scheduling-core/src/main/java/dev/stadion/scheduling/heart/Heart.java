package dev.stadion.scheduling.heart;

import java.time.Instant;
import java.util.Optional;

/**
 * The part of a service that decides. It is a pure function of what it is given: no clock, no
 * chance but what stands in the state, no I/O, no logging. The same object runs in production,
 * under its event loop, and in the simulation.
 *
 * @param <S> the whole scheduling state, immutable, cheap to change by structural sharing
 * @param <E> what can happen: commands of users, messages of the master, the passing of time
 * @param <C> what must be remembered: durable changes, in the order in which they apply
 * @param <F> what shall be done once it is remembered: effects on the world
 * @param <O> what the one who submitted the event is told
 */
public interface Heart<S, E, C, F, O> {

  /**
   * Decides about one event. Called by one thread at a time; the order of calls is the order of
   * truth. Late and repeated events are normal and answered by {@link Decision#unchanged}.
   *
   * @param now the wall clock at the moment of decision
   */
  Decision<S, C, F, O> decide(S state, E event, Instant now);

  /**
   * When {@link #wakeUp} shall be decided although nothing else happens: the earliest deadline that
   * the state knows. Timers are thus derived from state and survive a crash by themselves.
   */
  Optional<Instant> wakeAt(S state);

  /** The event that says: time has passed. */
  E wakeUp();
}
