package dev.stadion.scheduling.id;

/**
 * Names a task; chosen by the framework and never reused.
 *
 * @param value non-empty, at most 255 characters, no control characters, no slash (mesos-v1.md
 *     §6.1)
 */
public record TaskId(String value) implements Comparable<TaskId> {
  public TaskId {
    IdRules.check("task id", value);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
