package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.launch.Bookings;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** What shall be done once the decision is remembered. */
public sealed interface MarathonEffect {

  /** What is said to the master. */
  sealed interface ToMaster extends MarathonEffect {}

  /**
   * Use offers of one agent.
   *
   * @param refuse for how long what is left over shall not be offered again
   * @param bookings what is reserved and given back first
   */
  record Launch(
      List<OfferId> offers,
      List<TaskLaunch> tasks,
      List<PodLaunch> pods,
      Duration refuse,
      Bookings bookings)
      implements ToMaster {}

  record Decline(List<OfferId> offers, Duration refuse) implements ToMaster {}

  /**
   * @param grace from the request to stop to the end by force; the agent's own when absent
   */
  record Kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace) implements ToMaster {}

  /** That something was heard and will not be forgotten: nobody is in a hurry for it. */
  sealed interface Receipt extends ToMaster {}

  record Acknowledge(TaskId task, AgentId agent, UUID uuid) implements Receipt {}

  record AcknowledgeOperation(String operation, AgentId agent, UUID uuid) implements Receipt {}

  /**
   * @param tasks that we want to hear of; empty: all there are
   */
  record Reconcile(Map<TaskId, Optional<AgentId>> tasks) implements ToMaster {}

  /** Be known under these roles from now on; none of them is suppressed. */
  record UpdateRoles(Set<String> roles) implements ToMaster {
    public UpdateRoles {
      roles = Set.copyOf(roles);
    }
  }

  /** Want offers to these roles again. */
  record Revive(Set<String> roles) implements ToMaster {
    public Revive {
      roles = Set.copyOf(roles);
    }
  }

  /** Want no more offers to these roles. */
  record Suppress(Set<String> roles) implements ToMaster {
    public Suppress {
      roles = Set.copyOf(roles);
    }
  }

  /** Look at a task from now on. */
  record Watch(TaskName task, List<Probe> probes) implements MarathonEffect {
    public Watch {
      probes = List.copyOf(probes);
    }
  }

  /** Do not look at a task any more. */
  record Unwatch(TaskName task) implements MarathonEffect {}

  /** Do not look at any task any more; those that shall be looked at are named anew. */
  record UnwatchAll() implements MarathonEffect {}

  /**
   * Tell those who watch.
   *
   * @param id under which it is remembered; empty when it is not
   */
  record Publish(OptionalLong id, Announcement announcement) implements MarathonEffect {}

  /** An operator should know. */
  record Warn(String message) implements MarathonEffect {}

  /**
   * Going on would do harm: end the process.
   *
   * @param exitCode of marathon.md §19
   */
  record Halt(int exitCode, String reason) implements MarathonEffect {}
}
