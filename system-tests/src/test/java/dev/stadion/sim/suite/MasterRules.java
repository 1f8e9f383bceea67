package dev.stadion.sim.suite;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.HashMap;
import java.util.Map;

/** What must be true of the master's books. */
final class MasterRules {
  private MasterRules() {}

  static void check(MasterState state) {
    Map<AgentId, Resources> held = heldByTasks(state);
    state
        .agents()
        .values()
        .forEach(agent -> balanced(state, agent, held.getOrDefault(agent.id(), Resources.empty())));
  }

  /** What the tasks that run say they use, in one pass over all frameworks for all agents. */
  private static Map<AgentId, Resources> heldByTasks(MasterState state) {
    Map<AgentId, Resources> held = new HashMap<>();
    for (Framework framework : state.frameworks().values()) {
      for (Task task : framework.tasks().values()) {
        if (!task.state().isTerminal() && task.state() != TaskState.UNREACHABLE) {
          held.merge(task.agent(), task.description().resources(), Resources::plus);
        }
      }
    }
    return held;
  }

  /**
   * Used, free and offered together never exceed what the agent has, and tasks explain the used.
   */
  private static void balanced(MasterState state, Agent agent, Resources held) {
    Resources sum = agent.used().plus(agent.free());
    for (OfferId id : agent.offers()) {
      HeldOffer offer = state.offers().get(id);
      if (offer == null) {
        throw new AssertionError(agent.id() + " has a forgotten offer " + id);
      }
      sum = sum.plus(offer.resources());
    }
    if (!agent.total().contains(sum) || hasPortTwice(state, agent, sum)) {
      throw new AssertionError(agent.id() + " is over-committed: " + agent + " sums to " + sum);
    }
    if (!held.equals(agent.used())) {
      throw new AssertionError(agent.id() + " books " + agent.used() + " for tasks of " + held);
    }
  }

  private static boolean hasPortTwice(MasterState state, Agent agent, Resources sum) {
    long parts =
        agent.used().ranges(Resources.PORTS).count() + agent.free().ranges(Resources.PORTS).count();
    for (OfferId id : agent.offers()) {
      parts += state.offers().get(id).resources().ranges(Resources.PORTS).count();
    }
    return parts != sum.ranges(Resources.PORTS).count();
  }
}
