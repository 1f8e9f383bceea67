package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.pcollections.TreePVector;

/**
 * Builds the state of a new leader from what the database remembers: every agent and framework is
 * away, nothing is offered, every task is where it was (promises.md §5).
 */
public final class Recovery {
  private Recovery() {}

  /**
   * @param tasks whose agent or framework is missing are left out: nobody can be told of them
   */
  public static MasterState assemble(
      String masterId,
      long epoch,
      Counters counters,
      Collection<Agent> agents,
      Collection<Framework> frameworks,
      Collection<Task> tasks,
      List<CompletedFramework> completed,
      RolePolicy policy) {
    PMap<AgentId, Agent> agentMap = HashTreePMap.empty();
    PMap<String, AgentId> addresses = HashTreePMap.empty();
    for (Agent agent : agents) {
      AgentStatus status =
          switch (agent.status()) {
            case UNREACHABLE, GONE -> agent.status();
            case RECOVERED, REGISTERED, DISCONNECTED -> AgentStatus.RECOVERED;
          };
      agentMap = agentMap.plus(agent.id(), agent.as(status, Agent.Link.NONE, agent.times()));
      addresses = addresses.plus(agent.description().address(), agent.id());
    }
    TreePMap<FrameworkId, Framework> frameworkMap = TreePMap.empty();
    PSet<FrameworkId> particular = HashTreePSet.empty();
    for (Framework framework : frameworks) {
      frameworkMap = frameworkMap.plus(framework.id(), framework);
      if (!framework.description().offerMinimums().isEmpty()) {
        particular = particular.plus(framework.id());
      }
    }
    var roles = new RoleLedger(TreePMap.empty(), Scalars.ZERO);
    var placed = new Placed(agentMap, frameworkMap, roles);
    tasks.forEach(placed::add);
    PMap<OfferId, HeldOffer> offers = HashTreePMap.empty();
    return new MasterState(
        masterId,
        epoch,
        new Counters(
            counters.nextFramework(),
            counters.nextAgent(),
            counters.offerIdsReserved(),
            counters.offerIdsReserved()),
        Optional.empty(),
        placed.agents(),
        addresses,
        HashTreePSet.empty(),
        particular,
        placed.frameworks(),
        TreePVector.from(completed),
        offers,
        roles.books(),
        policy,
        roles.pool(),
        TreePSet.empty(),
        Maintenance.NONE,
        History.EMPTY);
  }

  /**
   * The books while the tasks are entered. A cluster has a hundred thousand of them, so maps are
   * made immutable once, at the end.
   */
  private static final class Placed {
    private final Map<AgentId, Agent> agents;
    private final Map<AgentId, Set<TaskKey>> onAgent = new HashMap<>();
    private final Map<FrameworkId, Framework> frameworks;
    private final Map<FrameworkId, Map<TaskId, Task>> ofFramework = new HashMap<>();
    private final RoleLedger roles;

    Placed(Map<AgentId, Agent> agents, Map<FrameworkId, Framework> frameworks, RoleLedger roles) {
      this.agents = new HashMap<>(agents);
      this.frameworks = new HashMap<>(frameworks);
      this.roles = roles;
    }

    void add(Task task) {
      Agent agent = agents.get(task.agent());
      Framework framework = frameworks.get(task.framework());
      if (agent == null || framework == null) {
        return;
      }
      onAgent.computeIfAbsent(agent.id(), _ -> new HashSet<>()).add(task.key());
      ofFramework.computeIfAbsent(framework.id(), _ -> new HashMap<>()).put(task.id(), task);
      if (Books.occupies(task)) {
        Resources charge = Books.chargeOf(agent, task);
        RoleUse weight = RolePath.weigh(charge);
        agents.put(agent.id(), Books.launched(agent, task, charge));
        frameworks.put(
            framework.id(), framework.using(task.role(), framework.use(task.role()).plus(weight)));
        roles.add(task.role(), weight);
      }
    }

    PMap<AgentId, Agent> agents() {
      onAgent.forEach((id, keys) ->
          agents.computeIfPresent(id, (_, agent) -> agent.withTasks(agent.tasks().plusAll(keys))));
      return HashTreePMap.from(agents);
    }

    TreePMap<FrameworkId, Framework> frameworks() {
      ofFramework.forEach((id, tasks) ->
          frameworks.computeIfPresent(
              id, (_, framework) -> framework.withTasks(framework.tasks().plusAll(tasks))));
      return TreePMap.from(frameworks);
    }
  }
}
