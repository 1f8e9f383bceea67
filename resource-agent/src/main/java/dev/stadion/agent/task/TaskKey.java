package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.util.Comparator;

/** Names a task on an agent: two frameworks may use one task id. */
public record TaskKey(FrameworkId framework, TaskId task) implements Comparable<TaskKey> {
  private static final Comparator<TaskKey> ORDER =
      Comparator.comparing((TaskKey key) -> key.framework().value()).thenComparing(TaskKey::task);

  public TaskKey {
    requireNonNull(framework, "framework");
    requireNonNull(task, "task");
  }

  @Override
  public int compareTo(TaskKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return task + " of " + framework;
  }
}
