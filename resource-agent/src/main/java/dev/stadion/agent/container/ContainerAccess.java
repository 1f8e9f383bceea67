package dev.stadion.agent.container;

import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The way into containers that have a world of their own: Docker's. For checks. Thread-safe. */
public interface ContainerAccess {

  /**
   * Whether commands run in it only by {@link #execute}. Otherwise it is a process tree of this
   * machine, and any process in its directory sees what it sees.
   */
  boolean isClosed(ContainerId container);

  /** The address of a container that has one of its own; empty when it has the agent's. */
  Optional<String> ip(ContainerId container);

  /**
   * Runs a command inside a closed container and waits for its end; an interrupt ends the waiting.
   *
   * @param argv the whole argument vector
   * @param environment {@code NAME=value} each, beside the container's own
   * @return its exit status
   * @throws IOException when it could not be run
   */
  long execute(ContainerId container, List<String> argv, List<String> environment)
      throws IOException, InterruptedException;
}
