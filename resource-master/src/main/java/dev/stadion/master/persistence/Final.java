package dev.stadion.master.persistence;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.Machine;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.heart.RolePolicy;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a batch of changes leads: of many changes of one row only the last is written. A task that
 * starts and ends within one batch is not written at all.
 */
final class Final {
  Optional<Counters> counters = Optional.empty();
  Optional<RolePolicy> policy = Optional.empty();
  Optional<List<Machine>> schedule = Optional.empty();
  private final Map<AgentId, Optional<Agent>> agents = new LinkedHashMap<>();
  private final Map<AgentId, Resources> checkpoints = new LinkedHashMap<>();
  private final Map<FrameworkId, Optional<Framework>> frameworks = new LinkedHashMap<>();
  private final Map<FrameworkId, CompletedFramework> completed = new LinkedHashMap<>();
  private final Map<TaskKey, Optional<Task>> tasks = new LinkedHashMap<>();
  private final Map<TaskKey, Task> progress = new LinkedHashMap<>();

  static Final of(List<MasterChange> changes) {
    var result = new Final();
    changes.forEach(result::add);
    return result;
  }

  private void add(MasterChange change) {
    switch (change) {
      case MasterChange.CountersSaved(var saved) -> counters = Optional.of(saved);
      case MasterChange.AgentSaved(var agent) -> agents.put(agent.id(), Optional.of(agent));
      case MasterChange.AgentForgotten(var id) -> {
        agents.put(id, Optional.empty());
        checkpoints.remove(id);
      }
      case MasterChange.ResourcesCheckpointed(var id, var resources) ->
          checkpoints.put(id, resources);
      case MasterChange.FrameworkSaved(var framework) ->
          frameworks.put(framework.id(), Optional.of(framework));
      case MasterChange.FrameworkCompleted(var framework) -> {
        frameworks.remove(framework.id());
        completed.put(framework.id(), framework);
      }
      case MasterChange.CompletedForgotten(var id) -> {
        completed.remove(id);
        frameworks.put(id, Optional.empty());
      }
      case MasterChange.ScheduleSaved(var machines) -> schedule = Optional.of(machines);
      case MasterChange.TaskSaved(var task) -> {
        progress.remove(task.key());
        tasks.put(task.key(), Optional.of(task));
      }
      case MasterChange.TaskProgressed(var task) -> {
        if (tasks.containsKey(task.key())) {
          tasks.put(task.key(), Optional.of(task));
        } else {
          progress.put(task.key(), task);
        }
      }
      case MasterChange.TaskForgotten(var key) -> {
        progress.remove(key);
        tasks.put(key, Optional.empty());
      }
      case MasterChange.PolicySaved(var saved) -> policy = Optional.of(saved);
    }
  }

  List<Agent> savedAgents() {
    return present(agents);
  }

  Map<AgentId, Resources> checkpoints() {
    return checkpoints;
  }

  List<AgentId> forgottenAgents() {
    return absent(agents);
  }

  List<Framework> savedFrameworks() {
    return present(frameworks);
  }

  List<CompletedFramework> completedFrameworks() {
    return List.copyOf(completed.values());
  }

  List<FrameworkId> forgottenFrameworks() {
    return absent(frameworks);
  }

  List<Task> savedTasks() {
    return present(tasks);
  }

  /** Tasks whose rows are there, and of which only state and status are to be written. */
  List<Task> progressedTasks() {
    return List.copyOf(progress.values());
  }

  List<TaskKey> forgottenTasks() {
    return absent(tasks);
  }

  private static <K, V> List<V> present(Map<K, Optional<V>> rows) {
    return rows.values().stream().flatMap(Optional::stream).toList();
  }

  private static <K, V> List<K> absent(Map<K, Optional<V>> rows) {
    var keys = new ArrayList<K>();
    rows.forEach((key, row) -> {
      if (row.isEmpty()) {
        keys.add(key);
      }
    });
    return keys;
  }
}
