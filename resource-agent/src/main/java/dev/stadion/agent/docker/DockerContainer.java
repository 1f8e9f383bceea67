package dev.stadion.agent.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What the engine says of one container, in the agent's words. Pure. */
record DockerContainer(
    ContainerId id,
    boolean started,
    ProcessStatus status,
    Optional<String> memoryLimit,
    Optional<String> ip,
    String stopSignal) {

  static DockerContainer of(ContainerId id, InspectContainerResponse seen, Instant now) {
    ContainerState state = seen.getState();
    boolean runs = Boolean.TRUE.equals(state.getRunning());
    boolean started = runs || !"created".equals(state.getStatus());
    Long code = state.getExitCodeLong();
    int pid = state.getPidLong() == null ? 0 : state.getPidLong().intValue();
    ProcessStatus status =
        runs
            ? new ProcessStatus.Running(pid, 0)
            : new ProcessStatus.Exited(
                code == null ? -1 : code.intValue(), instant(state.getFinishedAt(), now));
    return new DockerContainer(
        id,
        started,
        status,
        Boolean.TRUE.equals(state.getOOMKilled()) ? Optional.of(words(seen)) : Optional.empty(),
        ip(seen),
        stopSignal(seen));
  }

  Observation observation() {
    return new Observation(id, status, memoryLimit);
  }

  private static String words(InspectContainerResponse seen) {
    Long limit = seen.getHostConfig() == null ? null : seen.getHostConfig().getMemory();
    return "Memory limit exceeded: Requested: "
        + (limit == null ? "unknown" : (limit >> 20) + "MB")
        + "; the kernel killed the container";
  }

  private static Optional<String> ip(InspectContainerResponse seen) {
    if (seen.getNetworkSettings() == null || seen.getNetworkSettings().getNetworks() == null) {
      return Optional.empty();
    }
    return seen.getNetworkSettings().getNetworks().values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isEmpty())
        .findFirst();
  }

  /** An image may name another signal than TERM; the library has no word for it. */
  private static String stopSignal(InspectContainerResponse seen) {
    Object signal =
        seen.getConfig() == null ? null : seen.getConfig().getRawValues().get("StopSignal");
    return signal instanceof String name && !name.isEmpty() ? name : "SIGTERM";
  }

  private static Instant instant(String text, Instant now) {
    try {
      return text == null ? now : Instant.parse(text);
    } catch (DateTimeException e) {
      return now;
    }
  }
}
