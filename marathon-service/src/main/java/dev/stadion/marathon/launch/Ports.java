package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PortDefinition;
import dev.stadion.marathon.app.PortMapping;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.scheduling.matching.PortDemand;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The ports of one task, seen from inside and outside (marathon.md §10, §14.2). */
public final class Ports {
  private static final int FIRST_UNPRIVILEGED = 1025;

  private Ports() {}

  /**
   * One port of a task.
   *
   * @param requested the number its owner wrote, 0 when none
   * @param effective the number the task shall use
   * @param host whether {@code effective} is a port of the agent
   * @param container the port inside the container, same as {@code effective} under host networking
   */
  public record TaskPort(
      int requested,
      int effective,
      boolean host,
      int container,
      String protocol,
      Optional<String> name) {}

  /** What has to be taken from an offer. */
  public static List<PortDemand> demands(RunSpec spec) {
    return switch (spec) {
      case AppDefinition app -> demands(app);
      case PodDefinition pod -> PodPorts.demands(pod);
    };
  }

  private static List<PortDemand> demands(AppDefinition app) {
    var demands = new ArrayList<PortDemand>();
    if (app.isHostNetworked()) {
      for (PortDefinition port : app.portDefinitions().orElse(List.of())) {
        demands.add(
            app.requirePorts() && port.port() != 0
                ? new PortDemand.Fixed(port.port())
                : new PortDemand.Any());
      }
    } else {
      for (PortMapping mapping : app.portMappings()) {
        mapping
            .hostPort()
            .ifPresent(
                port -> demands.add(port == 0 ? new PortDemand.Any() : new PortDemand.Fixed(port)));
      }
    }
    return demands;
  }

  /**
   * All ports of a task that was given {@code hostPorts} for its {@link #demands}.
   *
   * @param salt chooses numbers for container ports that nobody fixed; the same salt gives the same
   *     numbers
   */
  public static List<TaskPort> of(AppDefinition app, List<Integer> hostPorts, String salt) {
    Iterator<Integer> host = hostPorts.iterator();
    var ports = new ArrayList<TaskPort>();
    if (app.isHostNetworked()) {
      for (PortDefinition port : app.portDefinitions().orElse(List.of())) {
        int assigned = host.next();
        ports.add(
            new TaskPort(port.port(), assigned, true, assigned, port.protocol(), port.name()));
      }
      return ports;
    }
    for (PortMapping mapping : app.portMappings()) {
      boolean onHost = mapping.hostPort().isPresent();
      int wanted = mapping.containerPort();
      int effective = onHost ? host.next() : wanted != 0 ? wanted : arbitrary(salt, ports.size());
      ports.add(
          new TaskPort(
              wanted,
              effective,
              onHost,
              wanted != 0 ? wanted : effective,
              mapping.protocol(),
              mapping.name()));
    }
    return ports;
  }

  private static int arbitrary(String salt, int index) {
    int span = 65536 - FIRST_UNPRIVILEGED;
    return FIRST_UNPRIVILEGED + Math.floorMod((salt + '#' + index).hashCode(), span);
  }
}
