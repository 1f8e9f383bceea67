package dev.stadion.master.heart;

/** One entry of a LAUNCH as it came over the wire. */
public sealed interface Launchable {
  /** The id as the framework wrote it, legal or not: the answer must name it. */
  String taskId();

  /** It can be read; whether it may be launched is decided here. */
  record Described(TaskDescription task) implements Launchable {
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
