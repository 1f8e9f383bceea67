package dev.stadion.agent.heart;

import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.ExecutorEnding;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.id.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What an agent must remember, in the order in which it became true. */
public sealed interface AgentChange {

  /** A master of this epoch was obeyed; no lower one will be. */
  record EpochSeen(long epoch) implements AgentChange {}

  record Registered(AgentId id) implements AgentChange {}

  /** The id was given up, and with it everything said under it. */
  record Unregistered() implements AgentChange {}

  record FrameworkSeen(Framework framework) implements AgentChange {}

  record TaskOrdered(TaskOrder order) implements AgentChange {}

  record ProcessObserved(TaskKey task, ProcessStatus status, Instant at) implements AgentChange {}

  record EndOrdered(TaskKey task, Ending ending) implements AgentChange {}

  record UpdateSaid(TaskKey task, StatusUpdate update) implements AgentChange {}

  record UpdateAcknowledged(TaskKey task, UUID uuid) implements AgentChange {}

  /** Its custom executor is told of it. */
  record TaskDelivered(TaskKey task) implements AgentChange {}

  /** What a custom executor has said of a task, where the words themselves are not needed. */
  record UpdatesHeard(TaskKey task, List<UUID> updates) implements AgentChange {
    public UpdatesHeard {
      updates = List.copyOf(updates);
    }
  }

  record ExecutorOrdered(ExecutorOrder order) implements AgentChange {}

  /** It was told of some task, which need not be remembered any more. */
  record ExecutorUsed(ExecutorKey executor) implements AgentChange {}

  record ExecutorRegistered(ExecutorKey executor) implements AgentChange {}

  /** An end is the last thing that is remembered of it. */
  record ExecutorObserved(ExecutorKey executor, ProcessStatus status) implements AgentChange {}

  record ExecutorEndOrdered(ExecutorKey executor, ExecutorEnding ending) implements AgentChange {}

  /** What is reserved and kept here from now on. */
  record ResourcesKept(KeptResources resources) implements AgentChange {}

  /** Nobody has to hear of the task any more. */
  record TaskClosed(TaskKey task) implements AgentChange {}
}
