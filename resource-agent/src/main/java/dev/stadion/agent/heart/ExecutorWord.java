package dev.stadion.agent.heart;

import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a custom executor is told (mesos-v1.md §11.1). */
public sealed interface ExecutorWord {

  record Subscribed(AgentId agent, Framework framework, ExecutorOrder executor)
      implements ExecutorWord {}

  record Launch(AgentTask task) implements ExecutorWord {}

  record LaunchGroup(List<AgentTask> tasks) implements ExecutorWord {
    public LaunchGroup {
      tasks = List.copyOf(tasks);
    }
  }

  record Kill(TaskId task, Optional<Duration> grace) implements ExecutorWord {}

  /** The update is remembered; it need not be repeated. */
  record Acknowledged(TaskId task, UUID update) implements ExecutorWord {}

  record Message(Document data) implements ExecutorWord {}

  record Shutdown() implements ExecutorWord {}
}
