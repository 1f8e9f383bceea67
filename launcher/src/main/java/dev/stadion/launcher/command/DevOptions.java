package dev.stadion.launcher.command;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How {@code stadion dev} shall run.
 *
 * @param ports which ports the servers listen on
 * @param dataDirectory where everything is kept; empty means {@code .stadion} below the working
 *     directory, or a temporary one if {@code ephemeral}
 * @param ephemeral keep everything in a temporary directory and delete it at the end; excludes a
 *     data directory
 * @param keepTasks leave tasks running when the suite stops
 * @param agents how many agents, from 1
 * @param taskPorts what tasks may listen on, shared out among the agents
 */
public record DevOptions(
    Ports ports,
    Optional<Path> dataDirectory,
    boolean ephemeral,
    boolean keepTasks,
    int agents,
    PortRange taskPorts) {

  public static final int MOST_AGENTS = 50;
  public static final int MOST_PORT_OFFSET = 40_000;

  static final DevOptions DEFAULT =
      new DevOptions(
          new Ports.Shifted(0), Optional.empty(), false, false, 1, new PortRange(31_000, 32_000));

  public DevOptions {
    requireNonNull(ports, "ports");
    requireNonNull(dataDirectory, "dataDirectory");
    requireNonNull(taskPorts, "taskPorts");
  }

  DevOptions withPorts(Ports next) {
    return new DevOptions(next, dataDirectory, ephemeral, keepTasks, agents, taskPorts);
  }

  DevOptions withDataDirectory(Path next) {
    return new DevOptions(ports, Optional.of(next), ephemeral, keepTasks, agents, taskPorts);
  }

  DevOptions withEphemeral() {
    return new DevOptions(ports, dataDirectory, true, keepTasks, agents, taskPorts);
  }

  DevOptions withKeepTasks() {
    return new DevOptions(ports, dataDirectory, ephemeral, true, agents, taskPorts);
  }

  DevOptions withAgents(int next) {
    return new DevOptions(ports, dataDirectory, ephemeral, keepTasks, next, taskPorts);
  }

  DevOptions withTaskPorts(PortRange next) {
    return new DevOptions(ports, dataDirectory, ephemeral, keepTasks, agents, next);
  }
}
