package dev.stadion.marathon.instance;

import dev.stadion.scheduling.id.TaskId;
import java.util.Optional;

/** What a task id of ours says: whose task it is, and the how-manieth. */
public record TaskName(InstanceId instance, int incarnation) {
  private static final String MARK = "._app.";

  /** Takes {@code task} apart; empty when it is not one of ours. */
  public static Optional<TaskName> parse(TaskId task) {
    String text = task.value();
    int mark = text.lastIndexOf(MARK);
    if (mark < 0) {
      return Optional.empty();
    }
    try {
      int incarnation = Integer.parseInt(text, mark + MARK.length(), text.length(), 10);
      return InstanceId.parse(text.substring(0, mark))
          .map(instance -> new TaskName(instance, incarnation))
          .filter(name -> name.instance().task(incarnation).equals(task));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
