package dev.stadion.marathon.instance;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.TaskId;
import java.util.Optional;

/**
 * What a task id of ours says: whose task it is, and the how-manieth.
 *
 * @param container of a pod; absent for the only task of an app's instance
 */
public record TaskName(InstanceId instance, Optional<String> container, int incarnation) {
  private static final String OF_APP = "_app";

  public TaskName {
    requireNonNull(instance, "instance");
    requireNonNull(container, "container");
  }

  /** A task of an app. */
  public TaskName(InstanceId instance, int incarnation) {
    this(instance, Optional.empty(), incarnation);
  }

  public TaskId task() {
    return container
        .map(name -> instance.task(name, incarnation))
        .orElseGet(() -> instance.task(incarnation));
  }

  /** Takes {@code task} apart; empty when it is not one of ours. */
  public static Optional<TaskName> parse(TaskId task) {
    String text = task.value();
    int last = text.lastIndexOf('.');
    int first = text.lastIndexOf('.', last - 1);
    if (first < 0 || last <= first + 1) {
      return Optional.empty();
    }
    String name = text.substring(first + 1, last);
    Optional<String> container = name.equals(OF_APP) ? Optional.empty() : Optional.of(name);
    try {
      int incarnation = Integer.parseInt(text, last + 1, text.length(), 10);
      // What is spelled in another way is not ours.
      return InstanceId.parse(text.substring(0, first))
          .map(instance -> new TaskName(instance, container, incarnation))
          .filter(parsed -> incarnation > 0 && parsed.task().equals(task));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
