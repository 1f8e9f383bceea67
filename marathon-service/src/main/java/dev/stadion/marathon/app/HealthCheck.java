package dev.stadion.marathon.app;

import java.util.Optional;

/** How to find out whether a task is well (marathon.md §15.1). */
public record HealthCheck(
    Protocol protocol,
    Optional<String> path,
    Optional<Integer> port,
    Optional<Integer> portIndex,
    Optional<String> command,
    int gracePeriodSeconds,
    int intervalSeconds,
    int timeoutSeconds,
    int maxConsecutiveFailures,
    int delaySeconds,
    boolean ignoreHttp1xx,
    String ipProtocol) {

  /** Who probes, and how. */
  public enum Protocol {
    HTTP,
    HTTPS,
    TCP,
    COMMAND,
    MESOS_HTTP,
    MESOS_HTTPS,
    MESOS_TCP;

    /** Whether the agent probes; otherwise the scheduler does. */
    public boolean isOfAgent() {
      return switch (this) {
        case COMMAND, MESOS_HTTP, MESOS_HTTPS, MESOS_TCP -> true;
        case HTTP, HTTPS, TCP -> false;
      };
    }
  }

  HealthCheck withPortIndex(int index) {
    return new HealthCheck(
        protocol,
        path,
        port,
        Optional.of(index),
        command,
        gracePeriodSeconds,
        intervalSeconds,
        timeoutSeconds,
        maxConsecutiveFailures,
        delaySeconds,
        ignoreHttp1xx,
        ipProtocol);
  }
}
