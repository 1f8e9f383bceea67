package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import java.util.Map;
import java.util.Optional;

/** What a task must obey to be launched from an offer, apart from its form (mesos-v1.md §3.3). */
final class LaunchRules {
  private LaunchRules() {}

  /** The first broken rule, or empty. */
  static Optional<String> problem(TaskDescription task, Map<TaskId, Task> known, AgentId offered) {
    Task other = known.get(task.id());
    if (other != null && !other.state().isTerminal()) {
      return Optional.of("Task has duplicate ID: " + task.id());
    }
    if (!task.agent().equals(offered)) {
      return Optional.of(
          "Task uses invalid agent " + task.agent() + " while agent " + offered + " is expected");
    }
    if (task.resources().isEmpty()) {
      return Optional.of("Task uses no resources");
    }
    return Optional.empty();
  }
}
