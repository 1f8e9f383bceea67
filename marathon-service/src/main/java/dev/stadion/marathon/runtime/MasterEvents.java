package dev.stadion.marathon.runtime;

import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.OperationStatus;
import dev.stadion.offerclient.SchedulerEvent;
import java.util.Optional;
import java.util.stream.Stream;

/** What a master says, in the heart's words. Pure. */
public final class MasterEvents {
  private MasterEvents() {}

  /** In this order; empty for what does not concern us. */
  public static Stream<MarathonEvent> of(SchedulerEvent event) {
    return switch (event) {
      case SchedulerEvent.Subscribed(var framework, var master) ->
          Stream.of(new MarathonEvent.Subscribed(framework, master.toString()));
      case SchedulerEvent.Offered(var offers) -> Stream.of(new MarathonEvent.Offered(offers));
      case SchedulerEvent.Rescinded(var offer) -> Stream.of(new MarathonEvent.Rescinded(offer));
      case SchedulerEvent.Updated(var update) -> Stream.of(new MarathonEvent.Updated(update));
      case SchedulerEvent.Disconnected(var _) -> Stream.of(new MarathonEvent.Disconnected());
      case SchedulerEvent.Refused(var message) ->
          // The others say that a newer subscription took over, which the election sorts out.
          message.contains("has been removed")
              ? Stream.of(new MarathonEvent.Refused(message))
              : Stream.empty();
      case SchedulerEvent.AgentLost(var agent) -> Stream.of(new MarathonEvent.AgentLost(agent));
      case SchedulerEvent.OperationUpdated(var status) ->
          Stream.concat(refused(status).stream(), receipt(status).stream());
      case SchedulerEvent.ExecutorLost _,
          SchedulerEvent.MessageReceived _,
          SchedulerEvent.InverseOffered _,
          SchedulerEvent.InverseRescinded _ ->
          Stream.empty();
    };
  }

  /** Only what came to nothing matters: what was made is offered again. */
  private static Optional<MarathonEvent> refused(OperationStatus status) {
    return switch (status.getState()) {
      case OPERATION_FAILED, OPERATION_ERROR, OPERATION_DROPPED, OPERATION_GONE_BY_OPERATOR ->
          BookingInfos.owner(status.getOperationId().getValue())
              .map(owner -> new MarathonEvent.NotReserved(owner, status.getMessage()));
      case OPERATION_UNSUPPORTED,
          OPERATION_PENDING,
          OPERATION_FINISHED,
          OPERATION_UNREACHABLE,
          OPERATION_RECOVERING,
          OPERATION_UNKNOWN ->
          Optional.empty();
    };
  }

  private static Optional<MarathonEvent> receipt(OperationStatus status) {
    return status.hasUuid() && status.hasAgentId() && status.hasOperationId()
        ? Optional.of(
            new MarathonEvent.OperationTold(
                status.getOperationId().getValue(),
                Ids.fromProto(status.getAgentId()),
                Uuids.fromBytes(status.getUuid().getValue())))
        : Optional.empty();
  }
}
