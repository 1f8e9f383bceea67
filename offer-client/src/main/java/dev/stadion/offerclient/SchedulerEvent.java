package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.InverseOffer;
import dev.stadion.mesos.v1.OperationStatus;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.task.TaskUpdate;
import java.net.URI;
import java.util.List;

/** What a framework learns from its master, or of the connection to it (mesos-v1.md §4). */
public sealed interface SchedulerEvent {

  /**
   * A subscription stands. All offers of an earlier one are void; reconcile now.
   *
   * @param framework store it before the first offer is used: it is who we are
   * @param master the endpoint that answered
   */
  record Subscribed(FrameworkId framework, URI master) implements SchedulerEvent {
    public Subscribed {
      requireNonNull(framework, "framework");
      requireNonNull(master, "master");
    }
  }

  /** New offers; ours until accepted, declined, rescinded or disconnected. */
  record Offered(List<Offer> offers) implements SchedulerEvent {
    public Offered {
      offers = List.copyOf(offers);
    }
  }

  /** An offer is no longer valid. */
  record Rescinded(OfferId offer) implements SchedulerEvent {}

  /** News of a task, or an answer to reconciliation. At least once, in order for one task. */
  record Updated(TaskUpdate update) implements SchedulerEvent {}

  /** An agent was removed. Its tasks are told of one by one. */
  record AgentLost(AgentId agent) implements SchedulerEvent {}

  /**
   * A custom executor ended.
   *
   * @param status as {@code waitpid} has it: exit code 1 is 256
   */
  record ExecutorLost(AgentId agent, String executor, int status) implements SchedulerEvent {}

  /** A custom executor said something. */
  record MessageReceived(AgentId agent, String executor, ByteString data)
      implements SchedulerEvent {}

  /** What became of an operation that was given an id. */
  record OperationUpdated(OperationStatus status) implements SchedulerEvent {}

  /** Agents will be maintained; answer, or do not (mesos-v1.md §3.12). */
  record InverseOffered(List<InverseOffer> offers) implements SchedulerEvent {
    public InverseOffered {
      offers = List.copyOf(offers);
    }
  }

  /** An inverse offer is no longer valid. */
  record InverseRescinded(OfferId offer) implements SchedulerEvent {}

  /**
   * The master refuses this framework, or has given its id to a newer subscription. The client goes
   * on trying, slowly: close it if that is pointless.
   *
   * @param message the master's words, such as {@code Framework has been removed}
   */
  record Refused(String message) implements SchedulerEvent {}

  /** The subscription ended: once for each {@link Subscribed}. Calls are dropped until the next. */
  record Disconnected(String why) implements SchedulerEvent {}
}
