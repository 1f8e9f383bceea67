package dev.stadion.offerclient;

import dev.stadion.mesos.v1.Offer;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a framework can ask of its master (mesos-v1.md §3). No method blocks or throws for the
 * world's weather: a call is queued and sent in order, or dropped when there is no subscription to
 * send it on. The answer, if there is one, is an event; what was dropped is found again by
 * reconciling after the next {@link SchedulerEvent.Subscribed}.
 */
public interface SchedulerCalls {
  /**
   * Uses offers of one agent. They are gone afterwards, whatever becomes of the operations; an
   * empty list of operations is a decline.
   *
   * @param refuse how long what is left over shall not be offered again
   */
  void accept(List<OfferId> offers, List<Offer.Operation> operations, Duration refuse);

  /**
   * Gives offers back.
   *
   * @param refuse how long they shall not be offered again
   */
  void decline(List<OfferId> offers, Duration refuse);

  /** May be repeated: only the grace period of a later kill counts. */
  void kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace);

  /** For every update with a uuid, and only after what it says was committed. */
  void acknowledge(TaskId task, AgentId agent, UUID uuid);

  /** Asks for the state of these tasks; empty asks for that of every task the master knows. */
  void reconcile(Map<TaskId, Optional<AgentId>> tasks);

  /** Wants offers again, also those that were declined for a time. */
  void revive();

  /** Wants no more offers until {@link #revive}. */
  void suppress();

  /** Ends the framework for ever: its tasks are killed and its id can never subscribe again. */
  void teardown();
}
