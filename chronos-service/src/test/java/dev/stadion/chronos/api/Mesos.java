package dev.stadion.chronos.api;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.scheduling.resource.Resources;
import java.net.URI;
import java.util.Optional;

/** The master's side of a test: it offers, hears what is launched, and tells what became of it. */
final class Mesos {
  private final Service service;
  private final Optional<URI> agent;
  private int offers;
  private int updates;

  Mesos(Service service) {
    this(service, Optional.empty());
  }

  /**
   * @param agent where the agent of the offers answers
   */
  Mesos(Service service, Optional<URI> agent) {
    this.service = service;
    this.agent = agent;
  }

  /** Offers one machine until something is launched on it. */
  TaskInfo launched() {
    offer();
    return next(Call.Type.ACCEPT).getAccept().getOperations(0).getLaunch().getTaskInfos(0);
  }

  void offer() {
    var offer =
        Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue("offer-" + ++offers))
            .setFrameworkId(FrameworkID.newBuilder().setValue("framework-1"))
            .setAgentId(AgentID.newBuilder().setValue("agent-1"))
            .setHostname("host-1")
            .addAllResources(ResourceConverter.toProto(Resources.of(4, 4096, 10_000)))
            .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("*"));
    agent.ifPresent(url ->
        offer
            .getUrlBuilder()
            .setScheme(url.getScheme())
            .getAddressBuilder()
            .setIp(url.getHost())
            .setPort(url.getPort()));
    service.stream()
        .send(
            Event.newBuilder()
                .setType(Event.Type.OFFERS)
                .setOffers(Event.Offers.newBuilder().addOffers(offer))
                .build());
  }

  /** Tells it and waits until that was committed. */
  void tells(TaskInfo task, TaskState state, String message) {
    String uuid = "%016d".formatted(++updates);
    service.stream()
        .send(
            Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(
                    Event.Update.newBuilder()
                        .setStatus(
                            TaskStatus.newBuilder()
                                .setTaskId(
                                    TaskID.newBuilder().setValue(task.getTaskId().getValue()))
                                .setAgentId(AgentID.newBuilder().setValue("agent-1"))
                                .setState(state)
                                .setMessage(message)
                                .setUuid(ByteString.copyFromUtf8(uuid))))
                .build());
    Call call = next(Call.Type.ACKNOWLEDGE);
    while (!call.getAcknowledge().getUuid().toStringUtf8().equals(uuid)) {
      call = next(Call.Type.ACKNOWLEDGE);
    }
  }

  Call next(Call.Type type) {
    Call call = service.master().awaitCall();
    while (call.getType() != type) {
      call = service.master().awaitCall();
    }
    return call;
  }
}
