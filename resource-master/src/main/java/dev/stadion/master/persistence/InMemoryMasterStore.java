package dev.stadion.master.persistence;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.Machine;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.heart.Recovery;
import dev.stadion.master.heart.RolePolicy;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pcollections.TreePVector;

/**
 * The model of {@link PostgresMasterStore}: remembers exactly what that one remembers. Used by
 * tests and the simulation, from any thread.
 */
public final class InMemoryMasterStore implements StateStore<MasterState, MasterChange> {
  private final String masterId;
  private final Map<AgentId, Agent> agents = new TreeMap<>();
  private final Map<AgentId, Resources> checkpoints = new TreeMap<>();
  private final Map<FrameworkId, Framework> frameworks = new TreeMap<>();
  private final Map<FrameworkId, CompletedFramework> completed = new LinkedHashMap<>();
  private final Map<TaskKey, Task> tasks = new TreeMap<>();
  private List<Machine> schedule = List.of();
  private Counters counters = Counters.START;
  private RolePolicy policy = RolePolicy.NONE;
  private long epoch;

  public InMemoryMasterStore(String masterId) {
    this.masterId = requireNonNull(masterId, "masterId");
  }

  @Override
  public synchronized MasterState load(long newEpoch) {
    fence(newEpoch);
    epoch = newEpoch;
    return Recovery.assemble(
            masterId,
            epoch,
            counters,
            agents.values().stream().map(this::kept).toList(),
            frameworks.values(),
            tasks.values(),
            List.copyOf(completed.values()),
            policy)
        .scheduled(schedule);
  }

  @Override
  public synchronized void commit(long asEpoch, List<MasterChange> changes) {
    fence(asEpoch);
    changes.forEach(this::apply);
  }

  private Agent kept(Agent agent) {
    return agent.keeping(checkpoints.getOrDefault(agent.id(), Resources.empty()));
  }

  private void fence(long asEpoch) {
    if (asEpoch < epoch) {
      throw new StaleEpochException("master", asEpoch);
    }
  }

  private void apply(MasterChange change) {
    switch (change) {
      case MasterChange.CountersSaved(var saved) -> counters = saved;
      case MasterChange.AgentSaved(var agent) ->
          agents.put(
              agent.id(),
              Agent.remembered(
                  agent.id(), agent.description(), agent.status(), agent.times(), agent.upkeep()));
      case MasterChange.AgentForgotten(var id) -> {
        agents.remove(id);
        checkpoints.remove(id);
      }
      case MasterChange.ResourcesCheckpointed(var id, var resources) ->
          checkpoints.put(id, resources);
      case MasterChange.FrameworkSaved(var framework) ->
          frameworks.put(
              framework.id(),
              Framework.remembered(framework.id(), framework.description(), framework.times()));
      case MasterChange.FrameworkCompleted(var framework) -> {
        frameworks.remove(framework.id());
        completed.put(framework.id(), framework);
      }
      case MasterChange.CompletedForgotten(var id) -> completed.remove(id);
      case MasterChange.ScheduleSaved(var machines) -> schedule = machines;
      case MasterChange.TaskSaved(var task) -> tasks.put(task.key(), remembered(task));
      case MasterChange.TaskProgressed(var task) -> tasks.put(task.key(), remembered(task));
      case MasterChange.TaskForgotten(var key) -> tasks.remove(key);
      case MasterChange.PolicySaved(var saved) -> policy = saved;
    }
  }

  private static Task remembered(Task task) {
    return new Task(
        task.framework(),
        task.description(),
        task.role(),
        task.state(),
        task.latest().map(TreePVector::singleton).orElseGet(TreePVector::empty),
        task.concluded(),
        Optional.empty(),
        task.launchedAt(),
        task.epoch());
  }
}
