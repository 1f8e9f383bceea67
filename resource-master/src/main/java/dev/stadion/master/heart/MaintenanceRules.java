package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.AgentClosed;
import dev.stadion.master.heart.MasterEffect.ShutdownFramework;
import dev.stadion.master.heart.MasterOutcome.OperatorRefused.Why;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The maintenance schedule: planned, begun and ended by operators (mesos-v1.md §13). */
final class MaintenanceRules {
  private static final Pattern IP = Pattern.compile("(\\d{1,3})(\\.(\\d{1,3})){3}");
  private static final int LARGEST_OCTET = 255;

  private MaintenanceRules() {}

  static MasterOutcome updateSchedule(Draft draft, List<OperatorCall.Window> windows) {
    Optional<String> problem = problem(draft, windows);
    if (problem.isPresent()) {
      return OperatorRules.refused(Why.INVALID, problem.get());
    }
    var machines = new ArrayList<Machine>();
    for (int i = 0; i < windows.size(); i++) {
      for (MachineId id : windows.get(i).machines()) {
        Machine.Mode mode =
            draft.upkeep.maintenance().machine(id).map(Machine::mode).orElse(Machine.Mode.DRAINING);
        machines.add(new Machine(id, mode, windows.get(i).unavailability(), i));
      }
    }
    reschedule(draft, machines);
    return new MasterOutcome.Accepted();
  }

  static MasterOutcome start(Draft draft, List<MachineId> ids) {
    Optional<String> problem =
        problem(draft, ids, Machine.Mode.DRAINING, "is not draining and cannot be brought down");
    if (problem.isPresent()) {
      return OperatorRules.refused(Why.INVALID, problem.get());
    }
    Set<MachineId> down = Set.copyOf(ids);
    var machines = new ArrayList<Machine>();
    for (Machine machine : draft.upkeep.maintenance().machines()) {
      machines.add(down.contains(machine.id()) ? machine.in(Machine.Mode.DOWN) : machine);
    }
    reschedule(draft, machines);
    for (Agent agent : List.copyOf(draft.agents())) {
      if (agent.status().countsInPool() && isDown(draft, agent.description())) {
        shutDown(draft, agent);
      }
    }
    return new MasterOutcome.Accepted();
  }

  /** Ends what runs there, and the agent's registration. It is turned away until STOP. */
  private static void shutDown(Draft draft, Agent agent) {
    agent.link().stream()
        .ifPresent(stream -> {
          Set<FrameworkId> frameworks =
              agent.tasks().stream().map(TaskKey::framework).collect(Collectors.toSet());
          frameworks.stream()
              .sorted()
              .forEach(id -> draft.tell(new ShutdownFramework(stream, agent.id(), id)));
          draft.tell(new AgentClosed(stream, agent.id()));
        });
    AgentLoss.remove(draft, agent, "Maintenance of the agent's machine has begun");
  }

  static MasterOutcome stop(Draft draft, List<MachineId> ids) {
    Optional<String> problem =
        problem(draft, ids, Machine.Mode.DOWN, "is not down and cannot be brought up");
    if (problem.isPresent()) {
      return OperatorRules.refused(Why.INVALID, problem.get());
    }
    Set<MachineId> up = Set.copyOf(ids);
    reschedule(
        draft,
        draft.upkeep.maintenance().machines().stream()
            .filter(machine -> !up.contains(machine.id()))
            .toList());
    return new MasterOutcome.Accepted();
  }

  static boolean isDown(Draft draft, AgentDescription agent) {
    return draft
        .upkeep
        .maintenance()
        .machineOf(agent)
        .filter(machine -> machine.mode() == Machine.Mode.DOWN)
        .isPresent();
  }

  private static void reschedule(Draft draft, List<Machine> machines) {
    Maintenance before = draft.upkeep.maintenance();
    Maintenance after = before.scheduled(machines);
    draft.upkeep.maintenance(after);
    draft.remember(new MasterChange.ScheduleSaved(machines));
    for (Agent agent : List.copyOf(draft.agents())) {
      Optional<Unavailability> was =
          before.machineOf(agent.description()).map(Machine::unavailability);
      Optional<Unavailability> is =
          after.machineOf(agent.description()).map(Machine::unavailability);
      if (!was.equals(is)) {
        // New offers say when the agent will be away; old ones do not.
        OfferRules.rescindAll(draft, agent.id());
        InverseOfferRules.withdraw(draft, agent.id());
        draft.upkeep.touched(agent.id());
        draft.freed(agent.id());
      }
    }
  }

  private static Optional<String> problem(Draft draft, List<OperatorCall.Window> windows) {
    var seen = new HashSet<MachineId>();
    for (OperatorCall.Window window : windows) {
      if (window.machines().isEmpty()) {
        return Optional.of("List of machines in the maintenance window is empty");
      }
      if (window.unavailability().durationNanos().filter(duration -> duration < 0).isPresent()) {
        return Optional.of("Unavailability 'duration' is negative");
      }
      Optional<String> problem = problem(window.machines(), seen);
      if (problem.isPresent()) {
        return problem;
      }
    }
    for (Machine machine : draft.upkeep.maintenance().machines()) {
      if (machine.mode() == Machine.Mode.DOWN && !seen.contains(machine.id())) {
        return Optional.of(
            "Machine '" + machine.id() + "' is down and cannot be removed from the schedule");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(
      Draft draft, List<MachineId> ids, Machine.Mode mode, String otherwise) {
    if (ids.isEmpty()) {
      return Optional.of("List of machines is empty");
    }
    Optional<String> problem = problem(ids, new HashSet<>());
    if (problem.isPresent()) {
      return problem;
    }
    for (MachineId id : ids) {
      Optional<Machine> machine = draft.upkeep.maintenance().machine(id);
      if (machine.isEmpty()) {
        return Optional.of("Machine '" + id + "' is not part of a maintenance schedule");
      }
      if (machine.get().mode() != mode) {
        return Optional.of("Machine '" + id + "' " + otherwise);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(List<MachineId> ids, Set<MachineId> seen) {
    for (MachineId id : ids) {
      if (id.hostname().isEmpty() && id.ip().isEmpty()) {
        return Optional.of("Both 'hostname' and 'ip' for a machine are empty");
      }
      if (!id.ip().isEmpty() && !isIp(id.ip())) {
        return Optional.of("'" + id.ip() + "' is not an IPv4 address");
      }
      if (!seen.add(id)) {
        return Optional.of("Machine '" + id + "' appears more than once in the schedule");
      }
    }
    return Optional.empty();
  }

  private static boolean isIp(String text) {
    if (!IP.matcher(text).matches()) {
      return false;
    }
    for (String octet : text.split("\\.", -1)) {
      if (Integer.parseInt(octet) > LARGEST_OCTET) {
        return false;
      }
    }
    return true;
  }
}
