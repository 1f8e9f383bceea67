package dev.stadion.agent.process;

import static java.util.Objects.requireNonNull;

/** The newest status of one container's process. */
public record ProcessReport(ContainerId container, ProcessStatus status) {
  public ProcessReport {
    requireNonNull(container, "container");
    requireNonNull(status, "status");
  }
}
