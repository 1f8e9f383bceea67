package dev.stadion.master.wire;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Upkeep;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.DrainConfig;
import dev.stadion.mesos.v1.DrainInfo;
import dev.stadion.mesos.v1.DrainState;
import dev.stadion.mesos.v1.master.Response.GetAgents;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.util.Comparator;
import java.util.Objects;

/** Agents as operators get them (mesos-v1.md §13). */
public final class AgentMessages {
  private AgentMessages() {}

  static GetAgents all(MasterState state) {
    var all = GetAgents.newBuilder();
    state.agents().values().stream()
        .sorted(Comparator.comparing(Agent::id))
        .forEach(agent -> {
          switch (agent.status()) {
            case REGISTERED, DISCONNECTED -> all.addAgents(agent(agent, state));
            case RECOVERED -> all.addRecoveredAgents(info(agent));
            case UNREACHABLE, GONE -> {
              // not part of the cluster
            }
          }
        });
    return all.build();
  }

  /**
   * @param state knows the agent's offers
   */
  public static GetAgents.Agent agent(Agent agent, MasterState state) {
    var message =
        GetAgents.Agent.newBuilder()
            .setAgentInfo(info(agent))
            .setActive(agent.takesWork())
            .setDeactivated(agent.upkeep().deactivated())
            .setVersion(agent.description().version())
            .setPid("slave(1)@" + agent.description().address())
            .setRegisteredTime(Durations.toProto(agent.times().registered()))
            .addAllTotalResources(ResourceConverter.toProto(agent.total()))
            .addAllAllocatedResources(ResourceConverter.toProto(agent.used()))
            .addAllOfferedResources(ResourceConverter.toProto(offered(agent, state)));
    agent
        .times()
        .reregistered()
        .ifPresent(at -> message.setReregisteredTime(Durations.toProto(at)));
    for (AgentInfo.Capability.Type type : AgentInfo.Capability.Type.values()) {
      if (agent.description().capabilities().contains(type.name())) {
        message.addCapabilities(AgentInfo.Capability.newBuilder().setType(type));
      }
    }
    agent
        .upkeep()
        .drain()
        .ifPresent(drain ->
            message
                .setDrainInfo(drainInfo(drain))
                .setEstimatedDrainStartTime(Durations.toProto(drain.since())));
    return message.build();
  }

  static AgentInfo info(Agent agent) {
    return Agents.info(agent.description()).toBuilder().setId(Ids.toProto(agent.id())).build();
  }

  private static Resources offered(Agent agent, MasterState state) {
    Resources offered = Resources.empty();
    for (OfferId id : agent.offers()) {
      if (Objects.nonNull(state.offers().get(id))) {
        offered = offered.plus(state.offers().get(id).resources());
      }
    }
    return offered;
  }

  /** How far an agent is emptied. */
  public static DrainInfo drainInfo(Upkeep.Drain drain) {
    var config = DrainConfig.newBuilder().setMarkGone(drain.markGone());
    drain.maxGrace().ifPresent(grace -> config.setMaxGracePeriod(Durations.toProto(grace)));
    return DrainInfo.newBuilder()
        .setState(drain.drained() ? DrainState.DRAINED : DrainState.DRAINING)
        .setConfig(config)
        .build();
  }
}
