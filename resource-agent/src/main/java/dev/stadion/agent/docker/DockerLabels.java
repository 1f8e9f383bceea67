package dev.stadion.agent.docker;

import dev.stadion.agent.process.ContainerId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is written on each container, so that a later life of the agent finds it again.
 *
 * @param agent names one work directory on this machine
 */
record DockerLabels(String agent) {
  private static final String AGENT = "dev.stadion.agent";
  private static final String CONTAINER = "dev.stadion.container";
  private static final String SANDBOX = "dev.stadion.sandbox";
  private static final String STDOUT = "dev.stadion.stdout-from";
  private static final String STDERR = "dev.stadion.stderr-from";

  /** What is known of a container from its labels. */
  record Found(ContainerId id, Path sandbox, ContainerOutput.Start start) {}

  Map<String, String> filter() {
    return Map.of(AGENT, agent);
  }

  void put(DockerSpec spec, Path sandbox, ContainerOutput.Start start) {
    spec.labels.put(AGENT, agent);
    spec.labels.put(CONTAINER, spec.id.value());
    spec.labels.put(SANDBOX, sandbox.toString());
    spec.labels.put(STDOUT, Long.toString(start.stdout()));
    spec.labels.put(STDERR, Long.toString(start.stderr()));
  }

  static Optional<Found> read(Map<String, String> labels) {
    try {
      return Optional.of(
          new Found(
              new ContainerId(labels.getOrDefault(CONTAINER, "")),
              Path.of(labels.getOrDefault(SANDBOX, "")),
              new ContainerOutput.Start(
                  Long.parseLong(labels.getOrDefault(STDOUT, "0")),
                  Long.parseLong(labels.getOrDefault(STDERR, "0")))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // somebody else's idea of our labels
    }
  }
}
