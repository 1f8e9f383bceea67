package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator can ask for (mesos-v1.md §13); its form was checked already. */
public sealed interface OperatorCall {
  /**
   * From here on every change is told to {@code stream}, after the whole state.
   *
   * @param stream names the connection
   */
  record Subscribe(String stream) implements OperatorCall {}

  record Teardown(FrameworkId framework) implements OperatorCall {}

  record MarkAgentGone(AgentId agent) implements OperatorCall {}

  /**
   * @param maxGrace bounds the time each task gets to end
   * @param markGone whether the empty agent is gone for ever
   */
  record DrainAgent(AgentId agent, Optional<Duration> maxGrace, boolean markGone)
      implements OperatorCall {}

  record DeactivateAgent(AgentId agent) implements OperatorCall {}

  record ReactivateAgent(AgentId agent) implements OperatorCall {}

  /** Reserves, unreserves, creates or destroys on one agent, all of it or nothing. */
  record ChangeResources(AgentId agent, Operation.Change change) implements OperatorCall {}

  /** Replaces the whole maintenance schedule. */
  record UpdateSchedule(List<Window> windows) implements OperatorCall {
    public UpdateSchedule {
      windows = List.copyOf(windows);
    }
  }

  /** Machines that will be away together. */
  record Window(List<MachineId> machines, Unavailability unavailability) {
    public Window {
      machines = List.copyOf(machines);
    }
  }

  /** The machines go down now. */
  record StartMaintenance(List<MachineId> machines) implements OperatorCall {
    public StartMaintenance {
      machines = List.copyOf(machines);
    }
  }

  /** The machines are back. */
  record StopMaintenance(List<MachineId> machines) implements OperatorCall {
    public StopMaintenance {
      machines = List.copyOf(machines);
    }
  }
}
