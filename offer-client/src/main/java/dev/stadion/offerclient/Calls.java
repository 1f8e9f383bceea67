package dev.stadion.offerclient;

import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.Filters;
import dev.stadion.mesos.v1.FrameworkInfo;
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
import java.util.UUID;

/** The scheduler calls as messages (mesos-v1.md §3): pure, so a simulation can make them too. */
public final class Calls {
  private Calls() {}

  /** A first subscription without an id, or a later one with it: then it stands in both places. */
  public static Call subscribe(FrameworkInfo info, Optional<FrameworkId> framework) {
    var call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    var identified = info.toBuilder().clearId();
    framework
        .map(Ids::toProto)
        .ifPresent(id -> {
          call.setFrameworkId(id);
          identified.setId(id);
        });
    call.getSubscribeBuilder().setFrameworkInfo(identified);
    return call.build();
  }

  public static Call accept(
      FrameworkId framework,
      List<OfferId> offers,
      List<Offer.Operation> operations,
      Duration refuse) {
    var call = of(Call.Type.ACCEPT, framework);
    var accept = call.getAcceptBuilder().addAllOperations(operations).setFilters(filters(refuse));
    offers.forEach(offer -> accept.addOfferIds(Ids.toProto(offer)));
    return call.build();
  }

  public static Call decline(FrameworkId framework, List<OfferId> offers, Duration refuse) {
    var call = of(Call.Type.DECLINE, framework);
    var decline = call.getDeclineBuilder().setFilters(filters(refuse));
    offers.forEach(offer -> decline.addOfferIds(Ids.toProto(offer)));
    return call.build();
  }

  public static Call kill(
      FrameworkId framework, TaskId task, Optional<AgentId> agent, Optional<Duration> grace) {
    var call = of(Call.Type.KILL, framework);
    var kill = call.getKillBuilder().setTaskId(Ids.toProto(task));
    agent.map(Ids::toProto).ifPresent(kill::setAgentId);
    grace
        .map(Durations::toProto)
        .ifPresent(period -> kill.getKillPolicyBuilder().setGracePeriod(period));
    return call.build();
  }

  public static Call acknowledge(FrameworkId framework, TaskId task, AgentId agent, UUID uuid) {
    var call = of(Call.Type.ACKNOWLEDGE, framework);
    call.getAcknowledgeBuilder()
        .setTaskId(Ids.toProto(task))
        .setAgentId(Ids.toProto(agent))
        .setUuid(Uuids.toBytes(uuid));
    return call.build();
  }

  public static Call reconcile(FrameworkId framework, Map<TaskId, Optional<AgentId>> tasks) {
    var call = of(Call.Type.RECONCILE, framework);
    var reconcile = call.getReconcileBuilder();
    tasks.forEach((task, agent) -> {
      var one = reconcile.addTasksBuilder().setTaskId(Ids.toProto(task));
      agent.map(Ids::toProto).ifPresent(one::setAgentId);
    });
    return call.build();
  }

  public static Call revive(FrameworkId framework) {
    return of(Call.Type.REVIVE, framework).build();
  }

  public static Call suppress(FrameworkId framework) {
    return of(Call.Type.SUPPRESS, framework).build();
  }

  public static Call teardown(FrameworkId framework) {
    return of(Call.Type.TEARDOWN, framework).build();
  }

  private static Call.Builder of(Call.Type type, FrameworkId framework) {
    return Call.newBuilder().setType(type).setFrameworkId(Ids.toProto(framework));
  }

  private static Filters filters(Duration refuse) {
    return Filters.newBuilder().setRefuseSeconds(Durations.toSeconds(refuse)).build();
  }
}
