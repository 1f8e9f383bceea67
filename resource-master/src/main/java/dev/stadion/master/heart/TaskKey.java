package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;

/** A task's full name: task ids are unique within their framework only. */
public record TaskKey(FrameworkId framework, TaskId task) implements Comparable<TaskKey> {
  public TaskKey {
    requireNonNull(framework, "framework");
    requireNonNull(task, "task");
  }

  @Override
  public int compareTo(TaskKey other) {
    int byFramework = framework.compareTo(other.framework);
    return byFramework != 0 ? byFramework : task.compareTo(other.task);
  }
}
