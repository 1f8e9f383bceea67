package dev.stadion.master.heart;

import dev.stadion.master.heart.Agent.Executor;
import dev.stadion.master.heart.Agent.ExecutorKey;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import java.util.Set;

/**
 * Executors as the master sees them: paid for with the first task, kept while idle, released when
 * the agent says that they have ended (mesos-v1.md §9.3). An agent's report is the truth about
 * them, so they are not in the database.
 */
final class ExecutorRules {
  private ExecutorRules() {}

  /** The agent tells of an end; its tasks end by updates of their own. */
  static void terminated(Draft draft, MasterEvent.ExecutorTerminated event) {
    Agent agent = draft.agent(event.agent());
    var key = new ExecutorKey(event.framework().value(), event.executor());
    Executor executor = agent.executors().get(key);
    if (executor == null) {
      return;
    }
    if (hasTasks(draft, agent, key)) {
      // Perhaps one of them was launched after the end and starts the executor anew: it must not
      // run unpaid.
      draft.put(
          agent.withExecutors(
              agent.executors().plus(key, new Executor(executor.use(), executor.role(), true))));
    } else {
      release(draft, agent.id(), key);
    }
    Framework framework = draft.framework(event.framework());
    if (framework != null) {
      framework.link().stream()
          .ifPresent(stream ->
              draft.tell(
                  new MasterEffect.ExecutorFailed(
                      stream, framework.id(), agent.id(), event.executor(), event.status())));
    }
  }

  /** After a task's end: an executor that has ended before goes with its last task. */
  static void taskEnded(Draft draft, Task task) {
    if (task.description().executor().isEmpty()) {
      return;
    }
    Agent agent = draft.agent(task.agent());
    ExecutorKey key = Books.executorKey(task, task.description().executor().get());
    Executor executor = agent.executors().get(key);
    if (executor != null && executor.ended() && !hasOtherTasks(draft, agent, key, task)) {
      release(draft, agent.id(), key);
    }
  }

  /** Everything the agent has of one framework, or all, ends. */
  static void releaseAll(Draft draft, AgentId id) {
    for (ExecutorKey key : Set.copyOf(draft.agent(id).executors().keySet())) {
      release(draft, id, key);
    }
  }

  static void releaseAll(Draft draft, AgentId id, FrameworkId framework) {
    for (ExecutorKey key : Set.copyOf(draft.agent(id).executors().keySet())) {
      if (key.framework().equals(framework.value())) {
        release(draft, id, key);
      }
    }
  }

  /** An agent has come back with this executor. */
  static void adopt(Draft draft, AgentId id, MasterEvent.ReportedExecutor reported) {
    hold(
        draft,
        draft.agent(id),
        new ExecutorKey(reported.framework().value(), reported.use().id()),
        new Executor(reported.use(), reported.role(), false));
  }

  /** Tasks whose executor nobody has reported bring it along. */
  static void adoptOf(Draft draft, AgentId id) {
    for (TaskKey each : draft.agent(id).tasks()) {
      Task task = draft.framework(each.framework()).tasks().get(each.task());
      if (task.description().executor().isPresent() && Books.occupies(task)) {
        ExecutorUse use = task.description().executor().get();
        ExecutorKey key = Books.executorKey(task, use);
        if (!draft.agent(id).executors().containsKey(key)) {
          hold(draft, draft.agent(id), key, new Executor(use, task.role(), false));
        }
      }
    }
  }

  private static void hold(Draft draft, Agent agent, ExecutorKey key, Executor executor) {
    Resources charge = executor.use().resources();
    draft.put(
        agent
            .holding(agent.used().plus(charge), agent.free())
            .withExecutors(agent.executors().plus(key, executor)));
    draft.carry(new FrameworkId(key.framework()), executor.role(), charge);
  }

  private static void release(Draft draft, AgentId id, ExecutorKey key) {
    Agent agent = draft.agent(id);
    Executor executor = agent.executors().get(key);
    Resources release = executor.use().resources();
    draft.put(Books.released(agent, release).withExecutors(agent.executors().minus(key)));
    if (draft.framework(new FrameworkId(key.framework())) != null) {
      draft.release(new FrameworkId(key.framework()), executor.role(), release);
    }
    draft.freed(id);
  }

  private static boolean hasTasks(Draft draft, Agent agent, ExecutorKey key) {
    return hasOtherTasks(draft, agent, key, null);
  }

  private static boolean hasOtherTasks(Draft draft, Agent agent, ExecutorKey key, Task but) {
    Framework framework = draft.framework(new FrameworkId(key.framework()));
    for (TaskKey each : agent.tasks()) {
      if (framework == null || !each.framework().equals(framework.id())) {
        continue;
      }
      Task task = framework.tasks().get(each.task());
      boolean other = but == null || !task.key().equals(but.key());
      if (other
          && Books.occupies(task)
          && task.description()
              .executor()
              .filter(use -> use.id().equals(key.executor()))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }
}
