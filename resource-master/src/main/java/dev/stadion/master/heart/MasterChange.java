package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;

/** What the master must remember. Connections, offers, filters and kills are not among it. */
public sealed interface MasterChange {
  record CountersSaved(Counters counters) implements MasterChange {}

  record AgentSaved(Agent agent) implements MasterChange {}

  record AgentForgotten(AgentId agent) implements MasterChange {}

  /** The whole of what is reserved and kept on an agent. */
  record ResourcesCheckpointed(AgentId agent, Resources resources) implements MasterChange {}

  record FrameworkSaved(Framework framework) implements MasterChange {}

  /** Its tasks went before it. */
  record FrameworkCompleted(CompletedFramework framework) implements MasterChange {}

  /** The memory of a completed framework has faded. */
  record CompletedForgotten(FrameworkId framework) implements MasterChange {}

  /** Replaces the whole maintenance schedule. */
  record ScheduleSaved(List<Machine> machines) implements MasterChange {
    public ScheduleSaved {
      machines = List.copyOf(machines);
    }
  }

  record TaskSaved(Task task) implements MasterChange {}

  /**
   * Only the state and the status of a task that was saved before are others now. What it was
   * launched with is most of its row, and is not written again.
   */
  record TaskProgressed(Task task) implements MasterChange {}

  record TaskForgotten(TaskKey task) implements MasterChange {}

  /** All weights and quota limits as they are now. */
  record PolicySaved(RolePolicy policy) implements MasterChange {}
}
