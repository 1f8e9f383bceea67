package dev.stadion.sim.suite;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;

/** What must be true of the master's books. */
final class MasterRules {
  private MasterRules() {}

  static void check(MasterState state) {
    state.agents().values().forEach(agent -> balanced(state, agent));
  }

  /**
   * Used, free and offered together never exceed what the agent has, and tasks explain the used.
   */
  private static void balanced(MasterState state, Agent agent) {
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
    Resources held = Resources.empty();
    for (Framework framework : state.frameworks().values()) {
      for (Task task : framework.tasks().values()) {
        if (task.agent().equals(agent.id())
            && !task.state().isTerminal()
            && task.state() != TaskState.UNREACHABLE) {
          held = held.plus(task.description().resources());
        }
      }
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
