package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;

/** What has changed, for operators who subscribed (mesos-v1.md §13). */
public sealed interface OperatorNote {
  /** A new subscriber, who is told the state as it was committed, and then what changes. */
  record Subscribed(String stream) implements OperatorNote {}

  record TaskAdded(Task task) implements OperatorNote {}

  /**
   * @param task as it is now
   * @param changed whether the state is another one; else only its checks may say something new
   */
  record TaskUpdated(Task task, StatusNote status, boolean changed) implements OperatorNote {}

  /** It registered, or came back after it was given up. */
  record AgentAdded(Agent agent) implements OperatorNote {}

  record AgentRemoved(AgentId agent) implements OperatorNote {}

  record FrameworkAdded(Framework framework) implements OperatorNote {}

  record FrameworkUpdated(Framework framework) implements OperatorNote {}

  record FrameworkRemoved(FrameworkId framework, FrameworkDescription description)
      implements OperatorNote {}
}
