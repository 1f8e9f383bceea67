package dev.stadion.marathon.instance;

import dev.stadion.scheduling.task.TaskUpdate;
import java.util.Set;

/** Reads conditions out of what a master says (marathon.md §17). */
public final class Conditions {
  private static final Set<String> AGENT_GONE =
      Set.of("SLAVE_REMOVED_BY_OPERATOR", "AGENT_REMOVED_BY_OPERATOR");
  private static final Set<String> AGENT_AWAY =
      Set.of(
          "SLAVE_DISCONNECTED",
          "AGENT_DISCONNECTED",
          "SLAVE_REMOVED",
          "AGENT_REMOVED",
          "SLAVE_RESTARTED",
          "AGENT_RESTARTED",
          // It hides the real reason, so the task may come back.
          "RECONCILIATION");
  private static final Set<String> NOBODY_KNOWS =
      Set.of("SLAVE_UNKNOWN", "AGENT_UNKNOWN", "TASK_UNKNOWN");

  private Conditions() {}

  /** What {@code update} makes of its task. */
  public static Condition of(TaskUpdate update) {
    return switch (update.state()) {
      case STAGING -> Condition.STAGING;
      case STARTING -> Condition.STARTING;
      case RUNNING -> Condition.RUNNING;
      case KILLING -> Condition.KILLING;
      case FINISHED -> Condition.FINISHED;
      case FAILED -> Condition.FAILED;
      case KILLED -> Condition.KILLED;
      case ERROR -> Condition.ERROR;
      case DROPPED -> Condition.DROPPED;
      case UNREACHABLE -> Condition.UNREACHABLE;
      case GONE, GONE_BY_OPERATOR -> Condition.GONE;
      case UNKNOWN -> Condition.UNKNOWN;
      case LOST -> ofLost(update);
    };
  }

  /** Masters of old say LOST for everything; the reason tells what they mean. */
  private static Condition ofLost(TaskUpdate update) {
    if (update.message().startsWith("Reconciliation: Task is unknown to the")
        || update.reason().filter(NOBODY_KNOWS::contains).isPresent()) {
      return Condition.UNKNOWN;
    }
    if (update.reason().filter(AGENT_GONE::contains).isPresent()) {
      return Condition.GONE;
    }
    return update.reason().filter(AGENT_AWAY::contains).isPresent()
        ? Condition.UNREACHABLE
        : Condition.DROPPED;
  }
}
