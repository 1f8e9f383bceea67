package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
    for (Task task : tasks) {
      Agent agent = agentMap.get(task.agent());
      Framework framework = frameworkMap.get(task.framework());
      if (agent == null || framework == null) {
        continue;
      }
      framework = framework.withTasks(framework.tasks().plus(task.id(), task));
      agent = agent.withTasks(agent.tasks().plus(task.key()));
      if (Books.occupies(task)) {
        Resources charge = Books.chargeOf(agent, task);
        RoleUse weight = RolePath.weigh(charge);
        agent = Books.launched(agent, task, charge);
        framework = framework.using(task.role(), framework.use(task.role()).plus(weight));
        roles.add(task.role(), weight);
      }
      frameworkMap = frameworkMap.plus(framework.id(), framework);
      agentMap = agentMap.plus(agent.id(), agent);
    }
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
        agentMap,
        addresses,
        HashTreePSet.empty(),
        particular,
        frameworkMap,
        TreePVector.from(completed),
        offers,
        roles.books(),
        policy,
        roles.pool(),
        TreePSet.empty(),
        Maintenance.NONE,
        History.EMPTY);
  }
}
