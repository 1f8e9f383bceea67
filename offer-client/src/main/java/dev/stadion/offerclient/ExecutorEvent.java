package dev.stadion.offerclient;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an executor learns from its agent, or of the connection to it (mesos-v1.md §11.1). */
public sealed interface ExecutorEvent {

  /** The agent knows us; what it has for us follows. Also after every reconnection. */
  record Subscribed(Event.Subscribed details) implements ExecutorEvent {}

  /**
   * Tasks to start: one, or a group that lives and dies together. Say what becomes of each by
   * {@link ExecutorClient#update}, STARTING or RUNNING first.
   */
  record Launched(List<TaskInfo> tasks, boolean group) implements ExecutorEvent {
    public Launched {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * End a task.
   *
   * @param grace how long it may take, when the scheduler said so
   */
  record KillAsked(TaskId task, Optional<Duration> grace) implements ExecutorEvent {}

  /** The scheduler said something. */
  record MessageReceived(ByteString data) implements ExecutorEvent {}

  /**
   * End all tasks, tell of their ends, and exit within the shutdown grace period: the agent or the
   * scheduler wants it, or the agent has been away for longer than we may wait.
   */
  record ShutdownAsked(String why) implements ExecutorEvent {}

  /** The agent is away. Tasks go on; updates are kept until it is back. */
  record Disconnected(String why) implements ExecutorEvent {}
}
