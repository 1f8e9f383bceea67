package dev.stadion.master.heart;

import dev.stadion.master.heart.Agent.Executor;
import dev.stadion.master.heart.Agent.ExecutorKey;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a task must obey to be launched from an offer, apart from its form (mesos-v1.md §3.3). */
final class LaunchRules {
  private LaunchRules() {}

  /** The first broken rule, or empty. */
  static Optional<String> problem(
      TaskDescription task, Map<TaskId, Task> known, Agent agent, FrameworkId framework) {
    Task other = known.get(task.id());
    if (other != null && !other.state().isTerminal()) {
      return Optional.of("Task has duplicate ID: " + task.id());
    }
    AgentId offered = agent.id();
    if (!task.agent().equals(offered)) {
      return Optional.of(
          "Task uses invalid agent " + task.agent() + " while agent " + offered + " is expected");
    }
    if (task.resources().isEmpty()) {
      return Optional.of("Task uses no resources");
    }
    Optional<String> resources = resourceProblem(task);
    return resources.isPresent() ? resources : executorProblem(task, agent, framework);
  }

  /** Rules of a whole group that each of its tasks obeys by itself. */
  static Optional<String> groupProblem(List<TaskDescription> group) {
    if (group.isEmpty()) {
      return Optional.of("Task group cannot be empty");
    }
    var ids = new HashSet<TaskId>();
    for (TaskDescription task : group) {
      if (!ids.add(task.id())) {
        return Optional.of("Task group has task " + task.id() + " twice");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> resourceProblem(TaskDescription task) {
    Resources all =
        task.executor()
            .map(executor -> task.resources().plus(executor.resources()))
            .orElse(task.resources());
    var revocable = new HashMap<String, Boolean>();
    var volumes = new HashSet<String>();
    for (ResourceKey key : all.parts().keySet()) {
      Boolean before = revocable.putIfAbsent(key.name(), key.revocable());
      if (before != null && before != key.revocable()) {
        return Optional.of("Task mixes revocable and non-revocable " + key.name());
      }
      Optional<String> id = key.disk().flatMap(Disk::persistence).map(Disk.Persistence::id);
      if (id.isPresent() && !volumes.add(key.role() + " " + id.get())) {
        return Optional.of("Task uses persistence ID '" + id.get() + "' twice");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> executorProblem(
      TaskDescription task, Agent agent, FrameworkId framework) {
    if (task.executor().isEmpty()) {
      return Optional.empty();
    }
    ExecutorUse wanted = task.executor().get();
    Executor there = agent.executors().get(new ExecutorKey(framework.value(), wanted.id()));
    return there == null || there.use().isSame(wanted)
        ? Optional.empty()
        : Optional.of(
            "ExecutorInfo is not compatible with existing ExecutorInfo of executor '"
                + wanted.id()
                + "'");
  }
}
