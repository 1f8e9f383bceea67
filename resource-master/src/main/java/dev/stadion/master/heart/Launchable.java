package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** One entry of a LAUNCH or a LAUNCH_GROUP as it came over the wire. */
public sealed interface Launchable {
  /** The id as the framework wrote it, legal or not: the answer must name it. */
  String taskId();

  /**
   * It can be read; whether it may be launched is decided here.
   *
   * @param allocated the role that its resources name as the one they were allocated to
   * @param user it shall run as; absent for the framework's
   */
  record Described(TaskDescription task, Optional<String> allocated, Optional<String> user)
      implements Launchable {
    public Described {
      requireNonNull(task, "task");
      requireNonNull(allocated, "allocated");
      requireNonNull(user, "user");
    }

    public Described(TaskDescription task) {
      this(task, Optional.empty(), Optional.empty());
    }

    @Override
    public String taskId() {
      return task.id().value();
    }
  }

  /**
   * Its shape is wrong already, so it becomes TASK_ERROR.
   *
   * @param problem the first broken rule in words
   */
  record Defective(String taskId, String problem) implements Launchable {}
}
