package dev.stadion.offerclient;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.Filters;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OperationID;
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

/** The scheduler calls as messages (mesos-v1.md §3): pure, so a simulation can make them too. */
public final class Calls {
  private Calls() {}

  /** A first subscription without an id, or a later one with it: then it stands in both places. */
  public static Call subscribe(FrameworkInfo info, Optional<FrameworkId> framework) {
    return subscribe(info, framework, Set.of());
  }

  /** As {@link #subscribe(FrameworkInfo, Optional)}, wanting no offers for some roles. */
  public static Call subscribe(
      FrameworkInfo info, Optional<FrameworkId> framework, Set<String> suppressedRoles) {
    var call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    var identified = info.toBuilder().clearId();
    framework
        .map(Ids::toProto)
        .ifPresent(id -> {
          call.setFrameworkId(id);
          identified.setId(id);
        });
    call.getSubscribeBuilder().setFrameworkInfo(identified).addAllSuppressedRoles(suppressedRoles);
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

  public static Call shutdown(FrameworkId framework, String executor, AgentId agent) {
    var call = of(Call.Type.SHUTDOWN, framework);
    call.getShutdownBuilder().setExecutorId(executor(executor)).setAgentId(Ids.toProto(agent));
    return call.build();
  }

  public static Call message(
      FrameworkId framework, String executor, AgentId agent, ByteString data) {
    var call = of(Call.Type.MESSAGE, framework);
    call.getMessageBuilder()
        .setExecutorId(executor(executor))
        .setAgentId(Ids.toProto(agent))
        .setData(data);
    return call.build();
  }

  public static Call acknowledgeOperation(
      FrameworkId framework, String operation, AgentId agent, UUID uuid) {
    var call = of(Call.Type.ACKNOWLEDGE_OPERATION_STATUS, framework);
    call.getAcknowledgeOperationStatusBuilder()
        .setOperationId(OperationID.newBuilder().setValue(operation))
        .setAgentId(Ids.toProto(agent))
        .setUuid(Uuids.toBytes(uuid));
    return call.build();
  }

  public static Call reconcileOperations(
      FrameworkId framework, Map<String, Optional<AgentId>> operations) {
    var call = of(Call.Type.RECONCILE_OPERATIONS, framework);
    var reconcile = call.getReconcileOperationsBuilder();
    operations.forEach((operation, agent) -> {
      var one =
          reconcile
              .addOperationsBuilder()
              .setOperationId(OperationID.newBuilder().setValue(operation));
      agent.map(Ids::toProto).ifPresent(one::setAgentId);
    });
    return call.build();
  }

  /**
   * @param roles empty means all roles of the framework
   */
  public static Call revive(FrameworkId framework, Set<String> roles) {
    var call = of(Call.Type.REVIVE, framework);
    if (!roles.isEmpty()) {
      call.getReviveBuilder().addAllRoles(roles);
    }
    return call.build();
  }

  /**
   * @param roles empty means all roles of the framework
   */
  public static Call suppress(FrameworkId framework, Set<String> roles) {
    var call = of(Call.Type.SUPPRESS, framework);
    if (!roles.isEmpty()) {
      call.getSuppressBuilder().addAllRoles(roles);
    }
    return call.build();
  }

  public static Call updateFramework(
      FrameworkId framework, FrameworkInfo info, Set<String> suppressedRoles) {
    var call = of(Call.Type.UPDATE_FRAMEWORK, framework);
    call.getUpdateFrameworkBuilder()
        .setFrameworkInfo(info.toBuilder().setId(Ids.toProto(framework)))
        .addAllSuppressedRoles(suppressedRoles);
    return call.build();
  }

  public static Call answerInverse(
      FrameworkId framework, List<OfferId> inverseOffers, boolean accept) {
    var ids = inverseOffers.stream().map(Ids::toProto).toList();
    if (accept) {
      var call = of(Call.Type.ACCEPT_INVERSE_OFFERS, framework);
      call.getAcceptInverseOffersBuilder().addAllInverseOfferIds(ids);
      return call.build();
    }
    var call = of(Call.Type.DECLINE_INVERSE_OFFERS, framework);
    call.getDeclineInverseOffersBuilder().addAllInverseOfferIds(ids);
    return call.build();
  }

  public static Call teardown(FrameworkId framework) {
    return of(Call.Type.TEARDOWN, framework).build();
  }

  private static ExecutorID executor(String id) {
    return ExecutorID.newBuilder().setValue(id).build();
  }

  private static Call.Builder of(Call.Type type, FrameworkId framework) {
    return Call.newBuilder().setType(type).setFrameworkId(Ids.toProto(framework));
  }

  private static Filters filters(Duration refuse) {
    return Filters.newBuilder().setRefuseSeconds(Durations.toSeconds(refuse)).build();
  }
}
