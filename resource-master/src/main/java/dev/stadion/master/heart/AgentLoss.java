package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.AgentClosed;
import dev.stadion.master.heart.MasterEffect.AgentFailed;
import dev.stadion.master.heart.MasterEffect.AgentRefused;
import dev.stadion.master.heart.MasterEffect.GiveUp;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ways in which an agent is lost, and what frameworks hear of it (mesos-v1.md §8.1). */
final class AgentLoss {
  private static final int PERCENT = 100;
  static final String GONE = "Agent has been marked gone";

  private AgentLoss() {}

  static void reregistrationTimedOut(Draft draft, Deadline due) {
    Agent agent = draft.agent(new AgentId(due.agent()));
    if (agent == null || !agent.link().reregisterBy().equals(Optional.of(due.at()))) {
      return;
    }
    if (agent.status() == AgentStatus.RECOVERED && tooManyAreMissing(draft)) {
      draft.tell(
          new GiveUp(
              "More than "
                  + draft.settings.upkeep().recoveryRemovalLimit() * PERCENT
                  + " % of the agents have not come back"));
      return;
    }
    RemovalRate.giveUp(draft, agent);
  }

  /** Rather the master is wrong than that many agents. */
  private static boolean tooManyAreMissing(Draft draft) {
    long missing =
        draft.agents().stream().filter(agent -> agent.status() == AgentStatus.RECOVERED).count();
    int before = draft.agenda.clock().orElseThrow().recovered();
    return missing > draft.settings.upkeep().recoveryRemovalLimit() * before;
  }

  /** It was silent for too long. It may come back, and so may its tasks. */
  static void unreachable(Draft draft, Agent lost) {
    lost.link().stream().ifPresent(stream -> draft.tell(new AgentClosed(stream, lost.id())));
    Agent away = leave(draft, lost, AgentStatus.UNREACHABLE);
    for (TaskKey key : away.tasks()) {
      Task task = draft.task(key);
      if (!task.state().isTerminal()) {
        TaskRules.conclude(
            draft,
            task,
            TaskState.UNREACHABLE,
            "AGENT_REMOVED",
            "Agent " + away.description().hostname() + " is unreachable");
      }
    }
    ExecutorRules.releaseAll(draft, away.id());
    tellLoss(draft, away.id());
  }

  /** An operator's word: neither the agent nor its tasks will ever be back. */
  static void gone(Draft draft, Agent lost) {
    lost.link().stream().ifPresent(stream -> draft.tell(new AgentRefused(stream, lost.id(), GONE)));
    Agent away = leave(draft, lost, AgentStatus.GONE);
    OfferRules.clearFilters(draft, away.id());
    for (TaskKey key : away.tasks()) {
      Task task = draft.task(key);
      if (!task.state().isTerminal()) {
        boolean aware = draft.framework(key.framework()).partitionAware();
        TaskRules.conclude(
            draft,
            task,
            aware ? TaskState.GONE_BY_OPERATOR : TaskState.LOST,
            aware ? "AGENT_REMOVED_BY_OPERATOR" : "AGENT_REMOVED",
            GONE);
      } else if (!task.concluded()) {
        // Nobody will send its last status again, nor could an acknowledgement be delivered.
        draft.forget(task);
      }
    }
    ExecutorRules.releaseAll(draft, away.id());
    tellLoss(draft, away.id());
  }

  private static Agent leave(Draft draft, Agent lost, AgentStatus status) {
    AgentId id = lost.id();
    OfferRules.rescindAll(draft, id);
    lost.link().reregisterBy().ifPresent(at -> draft.agenda.cancel(reregistration(id, at)));
    Agent current = draft.agent(id);
    Agent away =
        current
            .as(
                status,
                Agent.Link.NONE,
                new Agent.Times(
                    current.times().registered(),
                    current.times().reregistered(),
                    Optional.of(draft.now)))
            .holding(current.used(), Resources.empty());
    draft.put(away);
    draft.remember(new MasterChange.AgentSaved(away));
    return away;
  }

  static void unregister(Draft draft, MasterEvent.AgentUnregister event) {
    Agent agent = draft.agent(event.agent());
    if (agent != null && agent.link().stream().equals(Optional.of(event.stream()))) {
      draft.tell(new AgentClosed(event.stream(), agent.id()));
      remove(draft, agent, "Agent " + agent.description().hostname() + " has left");
    }
  }

  /** It is no agent any more: out of the registry, its tasks lost for every framework. */
  static void remove(Draft draft, Agent agent, String message) {
    OfferRules.rescindAll(draft, agent.id());
    OfferRules.clearFilters(draft, agent.id());
    agent
        .link()
        .reregisterBy()
        .ifPresent(at -> draft.agenda.cancel(reregistration(agent.id(), at)));
    for (TaskKey key : agent.tasks()) {
      Task task = draft.task(key);
      if (!task.state().isTerminal()) {
        TaskRules.conclude(draft, task, TaskState.LOST, "AGENT_REMOVED", message);
      }
      Task rest = draft.task(key);
      if (rest != null) {
        draft.forget(rest);
      }
    }
    ExecutorRules.releaseAll(draft, agent.id());
    draft.forget(draft.agent(agent.id()));
    tellLoss(draft, agent.id());
  }

  private static void tellLoss(Draft draft, AgentId agent) {
    for (Framework framework : List.copyOf(draft.frameworks())) {
      framework.link().stream()
          .ifPresent(stream -> draft.tell(new AgentFailed(stream, framework.id(), agent)));
    }
  }

  static Deadline reregistration(AgentId agent, Instant at) {
    return new Deadline(at, Deadline.Kind.AGENT_REREGISTRATION, "", agent.value());
  }
}
