package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.Acls;
import dev.stadion.master.heart.Acls.Action;
import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.heart.History;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * The cluster as one reader may see it: what the {@code view_…} ACLs keep from them is as if it
 * were not there (mesos-v1.md §14). Amounts stay as they are: nobody may think an agent is free
 * because they cannot see whose it is.
 */
final class Viewpoint {
  private final Acls acls;
  private final Optional<String> principal;

  Viewpoint(Acls acls, Optional<String> principal) {
    this.acls = requireNonNull(acls, "acls");
    this.principal = requireNonNull(principal, "principal");
  }

  /** Whether nothing that lives and has a user is hidden. */
  boolean seesEverything() {
    return acls.allowAll(Action.VIEW_FRAMEWORKS, principal)
        && acls.allowAll(Action.VIEW_TASKS, principal)
        && acls.allowAll(Action.VIEW_EXECUTORS, principal);
  }

  boolean seesAllRoles() {
    return acls.allowAll(Action.VIEW_ROLES, principal);
  }

  boolean seesRole(String role) {
    return acls.allow(Action.VIEW_ROLES, principal, Optional.of(role));
  }

  boolean seesFlags() {
    return acls.allow(Action.VIEW_FLAGS, principal, Optional.empty());
  }

  /**
   * Lets somebody see how the master is set up, or not.
   *
   * @throws Refusal with 403 when they may not
   */
  void mustSeeFlags() throws Refusal {
    if (!seesFlags()) {
      throw new Refusal(403, "Not authorized: view_flags");
    }
  }

  /**
   * Lets somebody read the master's log, or not.
   *
   * @throws Refusal with 403 when they may not
   */
  void mustReadLogs() throws Refusal {
    if (!acls.allow(Action.ACCESS_MESOS_LOGS, principal, Optional.empty())) {
      throw new Refusal(403, "Not authorized: access_mesos_logs");
    }
  }

  /**
   * Lets somebody watch everything, or not: what a stream says is the same for all who watch.
   *
   * @throws Refusal with 403 when something would have to be kept from them
   */
  void mustSeeEverything() throws Refusal {
    if (!seesEverything()) {
      throw new Refusal(
          403, "Not authorized to watch: view_frameworks, view_tasks or view_executors hide some");
    }
  }

  /** What this reader sees of it; the same object when that is everything. */
  MasterState of(MasterState state) {
    if (seesEverything()) {
      return state;
    }
    PSortedMap<FrameworkId, Framework> frameworks = TreePMap.empty();
    PMap<FrameworkId, PVector<Task>> history = HashTreePMap.empty();
    for (Framework framework : state.frameworks().values()) {
      if (sees(framework.description())) {
        frameworks = frameworks.plus(framework.id(), of(framework));
        history =
            history.plus(framework.id(), ended(state, framework.id(), framework.description()));
      }
    }
    PVector<CompletedFramework> completed = TreePVector.empty();
    for (CompletedFramework framework : state.completed()) {
      if (sees(framework.description())) {
        completed = completed.plus(framework);
        history =
            history.plus(framework.id(), ended(state, framework.id(), framework.description()));
      }
    }
    PMap<AgentId, Agent> agents = state.agents();
    for (Agent agent : state.agents().values()) {
      if (!agent.executors().isEmpty()) {
        agents = agents.plus(agent.id(), of(agent, frameworks));
      }
    }
    return state.showing(agents, frameworks, completed, new History(history));
  }

  private boolean sees(FrameworkDescription framework) {
    return acls.allow(Action.VIEW_FRAMEWORKS, principal, Optional.of(framework.user()));
  }

  private boolean sees(Task task, FrameworkDescription framework) {
    String user = Tasks.user(Tasks.info(task.description())).orElse(framework.user());
    return acls.allow(Action.VIEW_TASKS, principal, Optional.of(user));
  }

  private Framework of(Framework framework) {
    PMap<TaskId, Task> tasks = framework.tasks();
    for (Map.Entry<TaskId, Task> task : framework.tasks().entrySet()) {
      if (!sees(task.getValue(), framework.description())) {
        tasks = tasks.minus(task.getKey());
      }
    }
    return framework.showing(tasks);
  }

  private PVector<Task> ended(MasterState state, FrameworkId id, FrameworkDescription framework) {
    return TreePVector.from(
        state.history().of(id).stream().filter(task -> sees(task, framework)).toList());
  }

  private Agent of(Agent agent, PSortedMap<FrameworkId, Framework> frameworks) {
    PMap<Agent.ExecutorKey, Agent.Executor> executors = agent.executors();
    for (Map.Entry<Agent.ExecutorKey, Agent.Executor> each : agent.executors().entrySet()) {
      Framework framework = frameworks.get(new FrameworkId(each.getKey().framework()));
      if (framework == null || !sees(each.getValue(), framework.description())) {
        executors = executors.minus(each.getKey());
      }
    }
    return agent.showing(executors);
  }

  private boolean sees(Agent.Executor executor, FrameworkDescription framework) {
    CommandInfo command = Tasks.info(executor.use()).getCommand();
    String user = command.hasUser() ? command.getUser() : framework.user();
    return acls.allow(Action.VIEW_EXECUTORS, principal, Optional.of(user));
  }
}
