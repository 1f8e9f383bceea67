package dev.stadion.master.wire;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.stadion.master.heart.AgentDescription;
import dev.stadion.master.heart.FrameworkCapability;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.Maintenance;
import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEffect.ToFramework;
import dev.stadion.master.heart.StatusNote;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Statuses;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.v1.Address;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.InverseOffer;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OperationID;
import dev.stadion.mesos.v1.OperationState;
import dev.stadion.mesos.v1.OperationStatus;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.URL;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the heart tells frameworks, as scheduler events (mesos-v1.md §4). */
public final class FrameworkEvents {
  /** A big cluster's offers come in several events, so that none grows beyond what clients take. */
  private static final int OFFERS_PER_EVENT = 500;

  private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private final String masterId;
  private final MasterIdentity identity;
  private final double heartbeatSeconds;
  private final Maintenance maintenance;

  /**
   * @param maintenance offers say when it will take their agents away
   */
  public FrameworkEvents(
      String masterId, MasterIdentity identity, double heartbeatSeconds, Maintenance maintenance) {
    this.maintenance = maintenance;
    this.masterId = requireNonNull(masterId, "masterId");
    this.identity = requireNonNull(identity, "identity");
    this.heartbeatSeconds = heartbeatSeconds;
  }

  /** In order; {@code FrameworkClosed} becomes an ERROR event or nothing. */
  public List<Event> write(List<ToFramework> effects) {
    var events = new ArrayList<Event>();
    for (ToFramework effect : effects) {
      write(effect, events);
    }
    return events;
  }

  private void write(ToFramework effect, List<Event> events) {
    switch (effect) {
      case MasterEffect.Subscribed subscribed ->
          events.add(
              event(Event.Type.SUBSCRIBED)
                  .setSubscribed(
                      Event.Subscribed.newBuilder()
                          .setFrameworkId(Ids.toProto(subscribed.framework()))
                          .setHeartbeatIntervalSeconds(heartbeatSeconds)
                          .setMasterInfo(identity.info(masterId)))
                  .build());
      case MasterEffect.Offered offered -> offers(offered, events);
      case MasterEffect.Rescinded rescinded ->
          events.add(
              event(Event.Type.RESCIND)
                  .setRescind(Event.Rescind.newBuilder().setOfferId(Ids.toProto(rescinded.offer())))
                  .build());
      case MasterEffect.Updated updated ->
          events.add(
              event(Event.Type.UPDATE)
                  .setUpdate(Event.Update.newBuilder().setStatus(status(updated.status())))
                  .build());
      case MasterEffect.AgentFailed failed ->
          events.add(
              event(Event.Type.FAILURE)
                  .setFailure(Event.Failure.newBuilder().setAgentId(Ids.toProto(failed.agent())))
                  .build());
      case MasterEffect.InverseOffered inverse ->
          events.add(
              event(Event.Type.INVERSE_OFFERS)
                  .setInverseOffers(
                      Event.InverseOffers.newBuilder()
                          .addAllInverseOffers(
                              inverse.offers().stream()
                                  .map(FrameworkEvents::inverseOffer)
                                  .toList()))
                  .build());
      case MasterEffect.InverseRescinded rescinded ->
          events.add(
              event(Event.Type.RESCIND_INVERSE_OFFER)
                  .setRescindInverseOffer(
                      Event.RescindInverseOffer.newBuilder()
                          .setInverseOfferId(Ids.toProto(rescinded.offer())))
                  .build());
      case MasterEffect.OperationUpdated updated ->
          events.add(
              event(Event.Type.UPDATE_OPERATION_STATUS)
                  .setUpdateOperationStatus(
                      Event.UpdateOperationStatus.newBuilder().setStatus(status(updated)))
                  .build());
      case MasterEffect.ExecutorFailed failed ->
          events.add(
              event(Event.Type.FAILURE)
                  .setFailure(
                      Event.Failure.newBuilder()
                          .setAgentId(Ids.toProto(failed.agent()))
                          .setExecutorId(executor(failed.executor()))
                          .setStatus(failed.status()))
                  .build());
      case MasterEffect.FromExecutor said ->
          events.add(
              event(Event.Type.MESSAGE)
                  .setMessage(
                      Event.Message.newBuilder()
                          .setAgentId(Ids.toProto(said.agent()))
                          .setExecutorId(executor(said.executor()))
                          .setData(ByteString.copyFrom(said.data().bytes())))
                  .build());
      case MasterEffect.FrameworkClosed closed ->
          closed.error().ifPresent(message -> events.add(error(message)));
    }
  }

  private static ExecutorID executor(String id) {
    return ExecutorID.newBuilder().setValue(id).build();
  }

  private static OperationStatus status(MasterEffect.OperationUpdated updated) {
    var status =
        OperationStatus.newBuilder()
            .setOperationId(OperationID.newBuilder().setValue(updated.operation()))
            .setState(OperationState.valueOf("OPERATION_" + updated.state()));
    if (!updated.message().isEmpty()) {
      status.setMessage(updated.message());
    }
    updated.agent().ifPresent(agent -> status.setAgentId(Ids.toProto(agent)));
    updated
        .converted()
        .ifPresent(made ->
            status.addAllConvertedResources(
                resources(made.resources(), made.role(), made.description())));
    return status.build();
  }

  /** In the form that the framework understands (mesos-v1.md §4). */
  private static List<Resource> resources(
      Resources resources, String role, FrameworkDescription framework) {
    List<Resource> written =
        framework.has(FrameworkCapability.RESERVATION_REFINEMENT)
            ? ResourceConverter.toProto(resources)
            : ResourceConverter.toOldProto(resources);
    return framework.has(FrameworkCapability.MULTI_ROLE)
        ? ResourceConverter.allocatedTo(role, written)
        : written;
  }

  public static Event error(String message) {
    return event(Event.Type.ERROR).setError(Event.Error.newBuilder().setMessage(message)).build();
  }

  public static Event heartbeat() {
    return event(Event.Type.HEARTBEAT).build();
  }

  private static Event.Builder event(Event.Type type) {
    return Event.newBuilder().setType(type);
  }

  private void offers(MasterEffect.Offered offered, List<Event> events) {
    List<HeldOffer> all = offered.offers();
    for (int from = 0; from < all.size(); from += OFFERS_PER_EVENT) {
      var offers = Event.Offers.newBuilder();
      for (HeldOffer offer : all.subList(from, Math.min(from + OFFERS_PER_EVENT, all.size()))) {
        offers.addOffers(offer(offer, offered.description(), maintenance));
      }
      events.add(event(Event.Type.OFFERS).setOffers(offers).build());
    }
  }

  /** An offer in the form its framework understands (mesos-v1.md §4). */
  public static Offer offer(
      HeldOffer held, FrameworkDescription framework, Maintenance maintenance) {
    AgentInfo agent = Agents.info(held.description());
    var offer =
        Offer.newBuilder()
            .setId(Ids.toProto(held.id()))
            .setFrameworkId(Ids.toProto(held.framework()))
            .setAgentId(Ids.toProto(held.agent()))
            .setHostname(held.description().hostname())
            .setUrl(url(held.description()))
            .addAllAttributes(agent.getAttributesList());
    if (agent.hasDomain()) {
      offer.setDomain(agent.getDomain());
    }
    if (framework.has(FrameworkCapability.MULTI_ROLE)) {
      offer.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(held.role()));
    }
    maintenance
        .machineOf(held.description())
        .ifPresent(
            machine -> offer.setUnavailability(Schedules.unavailability(machine.unavailability())));
    held.executors().forEach(executor -> offer.addExecutorIds(executor(executor)));
    return offer.addAllResources(resources(held.resources(), held.role(), framework)).build();
  }

  /** A question to leave an agent; no resources means all of them. */
  public static InverseOffer inverseOffer(dev.stadion.master.heart.InverseOffer asked) {
    return InverseOffer.newBuilder()
        .setId(Ids.toProto(asked.id()))
        .setUrl(url(asked.description()))
        .setFrameworkId(Ids.toProto(asked.framework()))
        .setAgentId(Ids.toProto(asked.agent()))
        .setUnavailability(Schedules.unavailability(asked.unavailability()))
        .build();
  }

  private static URL url(AgentDescription agent) {
    String hostname = agent.hostname();
    var address = Address.newBuilder().setHostname(hostname).setPort(agent.port());
    if (IPV4.matcher(hostname).matches()) {
      address.setIp(hostname);
    }
    return URL.newBuilder().setScheme("http").setAddress(address).setPath("/slave(1)").build();
  }

  /** A status as it goes over the wire. */
  public static TaskStatus status(StatusNote note) {
    return switch (note) {
      case StatusNote.Forwarded(var status) ->
          ProtoPayload.read(status, TaskStatus.class, TaskStatus.parser());
      case StatusNote.Made made -> made(made);
    };
  }

  private static TaskStatus made(StatusNote.Made made) {
    var status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(made.taskId()))
            .setState(TaskStates.toProto(made.state()))
            .setSource(TaskStatus.Source.SOURCE_MASTER)
            .setMessage(made.message())
            .setTimestamp(Durations.toTimestamp(made.at()));
    Statuses.reasonOf(made.reason()).ifPresent(status::setReason);
    made.agent().ifPresent(agent -> status.setAgentId(Ids.toProto(agent)));
    made.unreachableSince().ifPresent(at -> status.setUnreachableTime(Durations.toProto(at)));
    made.latest()
        .map(latest -> ProtoPayload.read(latest, TaskStatus.class, TaskStatus.parser()))
        .ifPresent(latest -> repeat(latest, status));
    return status.build();
  }

  private static void repeat(TaskStatus latest, TaskStatus.Builder status) {
    if (latest.hasHealthy()) {
      status.setHealthy(latest.getHealthy());
    }
    if (latest.hasCheckStatus()) {
      status.setCheckStatus(latest.getCheckStatus());
    }
    if (latest.hasContainerStatus()) {
      status.setContainerStatus(latest.getContainerStatus());
    }
    if (latest.hasExecutorId()) {
      status.setExecutorId(latest.getExecutorId());
    }
  }
}
