package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.DrainTask;
import dev.stadion.master.heart.MasterOutcome.OperatorRefused.Why;
import dev.stadion.scheduling.id.AgentId;
import java.util.List;
import java.util.Optional;

/**
 * Taking an agent out of service, with its tasks or without, and bringing it back (mesos-v1.md
 * §8.1). All of it is durable and holds while the agent is away.
 */
final class DrainRules {
  private DrainRules() {}

  static MasterOutcome drain(Draft draft, OperatorCall.DrainAgent call) {
    Agent agent = draft.agent(call.agent());
    if (agent == null || agent.status() == AgentStatus.GONE) {
      return OperatorRules.refused(Why.INVALID, "Unknown agent");
    }
    var drain = new Upkeep.Drain(false, call.maxGrace(), call.markGone(), draft.now);
    become(draft, agent, new Upkeep(true, Optional.of(drain)));
    killAll(draft, agent.id());
    draft.upkeep.emptied(agent.id());
    return new MasterOutcome.Accepted();
  }

  static MasterOutcome deactivate(Draft draft, AgentId id) {
    Agent agent = draft.agent(id);
    if (agent == null || agent.status() == AgentStatus.GONE) {
      return OperatorRules.refused(Why.INVALID, "Unknown agent");
    }
    become(draft, agent, new Upkeep(true, agent.upkeep().drain()));
    return new MasterOutcome.Accepted();
  }

  static MasterOutcome reactivate(Draft draft, AgentId id) {
    Agent agent = draft.agent(id);
    if (agent == null || agent.status() == AgentStatus.GONE || !agent.upkeep().deactivated()) {
      return OperatorRules.refused(Why.INVALID, "Agent is not deactivated");
    }
    if (agent.upkeep().draining()) {
      return OperatorRules.refused(Why.INVALID, "Agent is still in the DRAINING state");
    }
    become(draft, agent, Upkeep.NONE);
    draft.freed(id);
    return new MasterOutcome.Accepted();
  }

  private static void become(Draft draft, Agent agent, Upkeep next) {
    if (next.deactivated()) {
      OfferRules.rescindAll(draft, agent.id());
    }
    Agent after = draft.agent(agent.id()).with(next);
    draft.put(after);
    draft.remember(new MasterChange.AgentSaved(after));
  }

  /** Asks every task of a draining agent to end, also once more: kills may be repeated. */
  static void killAll(Draft draft, AgentId id) {
    Agent agent = draft.agent(id);
    if (!agent.upkeep().draining() || agent.link().stream().isEmpty()) {
      return;
    }
    String stream = agent.link().stream().get();
    Upkeep.Drain drain = agent.upkeep().drain().orElseThrow();
    for (TaskKey key : agent.tasks()) {
      Task task = draft.task(key);
      if (!task.state().isTerminal()) {
        draft.tell(new DrainTask(stream, id, task, drain.maxGrace(), drain.markGone()));
      }
    }
  }

  /** Draining agents on which nothing is left are drained, or gone if that was the wish. */
  static void settle(Draft draft) {
    for (AgentId id : List.copyOf(draft.upkeep.takeEmptied())) {
      Agent agent = draft.agent(id);
      if (agent == null || !agent.upkeep().draining() || !agent.status().countsInPool()) {
        continue;
      }
      // What the master itself found ended waits for its framework only, not for the agent.
      boolean empty = agent.tasks().stream().allMatch(key -> draft.task(key).concluded());
      if (!empty) {
        continue;
      }
      Upkeep.Drain drain = agent.upkeep().drain().orElseThrow();
      become(draft, agent, new Upkeep(true, Optional.of(drain.finished())));
      if (drain.markGone()) {
        AgentLoss.gone(draft, draft.agent(id));
      }
    }
  }
}
