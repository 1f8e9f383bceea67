package dev.stadion.agent.heart;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.agent.task.VolumeId;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What can happen to an agent. */
public sealed interface AgentEvent {

  /** A word of the master; obeyed only if its epoch is the highest ever seen (promises.md §3). */
  sealed interface FromMaster extends AgentEvent {
    long epoch();
  }

  /** The master has registered this agent, or has it back. */
  record Subscribed(long epoch, AgentId id) implements FromMaster {}

  /** The master will not have this agent back: it was marked gone. */
  record Refused(long epoch, String why) implements FromMaster {}

  /**
   * @param executors those that the tasks belong to
   * @param orders all of one group, or of none
   * @param volumes that one of them uses
   */
  record Run(
      long epoch,
      Framework framework,
      List<ExecutorOrder> executors,
      List<TaskOrder> orders,
      Set<VolumeId> volumes)
      implements FromMaster {
    public Run {
      volumes = Set.copyOf(volumes);
      executors = List.copyOf(executors);
      orders = List.copyOf(orders);
    }

    /** Of tasks without volumes. */
    public Run(
        long epoch, Framework framework, List<ExecutorOrder> executors, List<TaskOrder> orders) {
      this(epoch, framework, executors, orders, Set.of());
    }

    /** Of command tasks. */
    public Run(long epoch, Framework framework, List<TaskOrder> orders) {
      this(epoch, framework, List.of(), orders, Set.of());
    }
  }

  /** The whole of what shall be reserved and kept here; replaces what was said before. */
  record ResourcesKept(long epoch, KeptResources resources) implements FromMaster {}

  record Kill(long epoch, TaskKey task, Optional<Duration> grace) implements FromMaster {}

  record Acknowledged(long epoch, List<Receipt> receipts) implements FromMaster {
    public Acknowledged {
      receipts = List.copyOf(receipts);
    }
  }

  record ShutdownFramework(long epoch, FrameworkId framework) implements FromMaster {}

  record ShutdownExecutor(long epoch, ExecutorKey executor) implements FromMaster {}

  /** A framework says something to its executor; best effort. */
  record FrameworkMessage(long epoch, ExecutorKey executor, Document data) implements FromMaster {}

  /** A framework describes itself anew. */
  record FrameworkUpdated(long epoch, Framework framework) implements FromMaster {}

  /** The master is alive; {@code connected} is whether it thinks the same of this agent. */
  record Pinged(long epoch, boolean connected) implements FromMaster {}

  /**
   * A custom executor listens, perhaps again.
   *
   * @param stream names its connection
   * @param tasks it was told of and of which it is not sure that it told us
   * @param updates it is not sure that we have
   */
  record ExecutorSubscribed(
      ExecutorKey executor, String stream, Set<TaskId> tasks, List<Heard> updates)
      implements AgentEvent {
    public ExecutorSubscribed {
      tasks = Set.copyOf(tasks);
      updates = List.copyOf(updates);
    }
  }

  record ExecutorUpdated(ExecutorKey executor, Heard heard) implements AgentEvent {}

  /** A custom executor says something to its framework. */
  record ExecutorMessage(ExecutorKey executor, Document data) implements AgentEvent {}

  /** A custom executor has nothing to say. */
  record ExecutorBeat(ExecutorKey executor) implements AgentEvent {}

  /** The connection over which an executor listened is gone. */
  record ExecutorDisconnected(ExecutorKey executor, String stream) implements AgentEvent {}

  /** The stream from the master broke. */
  record Disconnected() implements AgentEvent {}

  /**
   * The supervisor answers again and lists everything.
   *
   * @param restarted whether this is the first time since the agent's own start
   */
  record Recovered(List<Observation> everything, boolean restarted) implements AgentEvent {
    public Recovered {
      everything = List.copyOf(everything);
    }
  }

  /** The supervisor saw something change. */
  record Observed(List<Observation> news) implements AgentEvent {
    public Observed {
      news = List.copyOf(news);
    }
  }

  /**
   * A health check has something to tell.
   *
   * @param kill whether it failed once too often
   */
  record HealthSeen(ContainerId container, boolean healthy, boolean kill, String why)
      implements AgentEvent {}

  /**
   * A check found something else than before.
   *
   * @param checkStatus a CheckStatusInfo
   */
  record CheckSeen(ContainerId container, Document checkStatus) implements AgentEvent {}

  /** The agent is about to stop and shall leave no task behind. */
  record StopTasks() implements AgentEvent {}

  /** Time has passed. */
  record WakeUp() implements AgentEvent {}

  /** One acknowledgement. */
  record Receipt(TaskKey task, UUID uuid) {}

  /** What an executor says of a task. */
  record Heard(TaskId task, StatusUpdate update) {}

  /**
   * What became of a process.
   *
   * @param memoryLimit present when the kernel killed it for using too much memory, with the words
   *     for it
   */
  record Observation(ContainerId container, ProcessStatus status, Optional<String> memoryLimit) {}
}
