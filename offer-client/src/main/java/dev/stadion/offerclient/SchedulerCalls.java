package dev.stadion.offerclient;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a framework can ask of its master (mesos-v1.md §3). No method throws for the world's
 * weather: a call is queued and sent in order, or dropped when there is no subscription to send it
 * on. None waits for an answer, but all wait for room: while 100 000 calls, or 32 MiB of them, are
 * queued for a master that takes them more slowly than they are made, the next one waits for up to
 * 20 seconds. If there is no room even then, that call is dropped and the subscription given up. So
 * never make calls while holding a lock that must not be held for so long. The answer, if there is
 * one, is an event; what was dropped is found again by reconciling after the next {@link
 * SchedulerEvent.Subscribed}.
 */
@FunctionalInterface
public interface SchedulerCalls {
  /**
   * Sends a call that no method below makes.
   *
   * @param call makes it for the id we are subscribed under; not asked when there is none
   */
  void send(Function<FrameworkId, Call> call);

  /**
   * Uses offers of one agent. They are gone afterwards, whatever becomes of the operations; an
   * empty list of operations is a decline.
   *
   * @param operations such as {@link Operations} makes, performed in order
   * @param refuse how long what is left over shall not be offered again
   */
  default void accept(List<OfferId> offers, List<Offer.Operation> operations, Duration refuse) {
    send(id -> Calls.accept(id, offers, operations, refuse));
  }

  /**
   * Gives offers back.
   *
   * @param refuse how long they shall not be offered again
   */
  default void decline(List<OfferId> offers, Duration refuse) {
    send(id -> Calls.decline(id, offers, refuse));
  }

  /** May be repeated: only the grace period of a later kill counts. */
  default void kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace) {
    send(id -> Calls.kill(id, task, agent, grace));
  }

  /** Ends a custom executor with all of its tasks. */
  default void shutdown(String executor, AgentId agent) {
    send(id -> Calls.shutdown(id, executor, agent));
  }

  /** For every update with a uuid, and only after what it says was committed. */
  default void acknowledge(TaskId task, AgentId agent, UUID uuid) {
    send(id -> Calls.acknowledge(id, task, agent, uuid));
  }

  /** For every operation status with a uuid, and only after what it says was committed. */
  default void acknowledgeOperation(String operation, AgentId agent, UUID uuid) {
    send(id -> Calls.acknowledgeOperation(id, operation, agent, uuid));
  }

  /** Asks for the state of these tasks; empty asks for that of every task the master knows. */
  default void reconcile(Map<TaskId, Optional<AgentId>> tasks) {
    send(id -> Calls.reconcile(id, tasks));
  }

  /** Asks for the state of these operations; empty asks for that of every known one. */
  default void reconcileOperations(Map<String, Optional<AgentId>> operations) {
    send(id -> Calls.reconcileOperations(id, operations));
  }

  /** Says something to a custom executor. It may be lost on its way, and nobody tells. */
  default void message(String executor, AgentId agent, ByteString data) {
    send(id -> Calls.message(id, executor, agent, data));
  }

  /** Wants offers again, also those that were declined for a time. */
  default void revive() {
    revive(Set.of());
  }

  /** As {@link #revive()}, for some of our roles; empty means all. */
  default void revive(Set<String> roles) {
    send(id -> Calls.revive(id, roles));
  }

  /** Wants no more offers until {@link #revive}. */
  default void suppress() {
    suppress(Set.of());
  }

  /** As {@link #suppress()}, for some of our roles; empty means all. */
  default void suppress(Set<String> roles) {
    send(id -> Calls.suppress(id, roles));
  }

  /** Answers that planned maintenance of an agent is fine, or is not; nothing is enforced. */
  default void answerInverse(List<OfferId> inverseOffers, boolean accept) {
    send(id -> Calls.answerInverse(id, inverseOffers, accept));
  }

  /** Ends the framework for ever: its tasks are killed and its id can never subscribe again. */
  default void teardown() {
    send(Calls::teardown);
  }
}
