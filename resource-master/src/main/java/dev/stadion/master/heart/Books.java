package dev.stadion.master.heart;

import dev.stadion.master.heart.Agent.Executor;
import dev.stadion.master.heart.Agent.ExecutorKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;

/** Who holds what of an agent. */
final class Books {
  private Books() {}

  /** Whether a task holds resources: neither ended nor out of reach. */
  static boolean occupies(Task task) {
    return !task.state().isTerminal() && task.state() != TaskState.UNREACHABLE;
  }

  /** What launching {@code task} takes from its agent: an executor is paid for once. */
  static Resources chargeOf(Agent agent, Task task) {
    Resources resources = task.description().resources();
    if (task.description().executor().isEmpty()) {
      return resources;
    }
    ExecutorUse executor = task.description().executor().get();
    return agent.executors().containsKey(executorKey(task, executor))
        ? resources
        : resources.plus(executor.resources());
  }

  /** The agent with {@code charge} moved to used; the caller has taken it from free or an offer. */
  static Agent launched(Agent agent, Task task, Resources charge) {
    Agent next = agent.holding(agent.used().plus(charge), agent.free());
    if (task.description().executor().isEmpty()) {
      return next;
    }
    ExecutorUse executor = task.description().executor().get();
    ExecutorKey key = executorKey(task, executor);
    return next.executors().containsKey(key)
        ? next
        : next.withExecutors(
            next.executors().plus(key, new Executor(executor, task.role(), false)));
  }

  /** The agent with {@code release} moved from used to free. */
  static Agent released(Agent agent, Resources release) {
    Resources used = agent.used().minus(release);
    return agent.holding(used, freeAfter(agent, release));
  }

  /** The agent, connected, with nothing offered: all that is not used is free. */
  static Agent allUnusedFree(Agent agent) {
    Resources total = agent.total();
    // An agent that came back smaller than what its tasks hold has nothing to offer.
    Resources free = total.contains(agent.used()) ? total.minus(agent.used()) : Resources.empty();
    return agent.holding(agent.used(), free);
  }

  private static Resources freeAfter(Agent agent, Resources release) {
    if (!agent.connected()) {
      return Resources.empty();
    }
    return agent.offers().isEmpty()
        ? allUnusedFree(agent.holding(agent.used().minus(release), agent.free())).free()
        : agent.free().plus(release);
  }

  static ExecutorKey executorKey(Task task, ExecutorUse executor) {
    return new ExecutorKey(task.framework().value(), executor.id());
  }
}
