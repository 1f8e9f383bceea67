package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.PodDefinition.Exec;
import dev.stadion.marathon.app.PodDefinition.PodCheck;
import dev.stadion.marathon.app.PodDefinition.PodHealthCheck;
import dev.stadion.marathon.app.PodDefinition.Probe;
import dev.stadion.marathon.launch.PodPorts;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.HealthCheck;
import java.util.List;
import java.util.Optional;

/**
 * Describes checks of pods' containers to a master (marathon.md §8.1). Pure.
 *
 * @param ports of the instance
 */
record PodCheckInfos(List<PodPorts.Bound> ports) {
  /** Empty when its endpoint has no port that is known. */
  Optional<HealthCheck> of(PodHealthCheck check) {
    HealthCheck.Builder times =
        HealthCheck.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setGracePeriodSeconds(check.gracePeriodSeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds())
            .setConsecutiveFailures(check.maxConsecutiveFailures());
    return probe(check.probe()).map(probe -> probe.health(times));
  }

  /** Empty when its endpoint has no port that is known. */
  Optional<CheckInfo> of(PodCheck check) {
    CheckInfo.Builder times =
        CheckInfo.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds());
    return probe(check.probe()).map(probe -> probe.check(times));
  }

  private Optional<AgentProbe> probe(Probe probe) {
    return switch (probe) {
      case Probe.Http(var endpoint, var path, var scheme) ->
          port(endpoint)
              .map(port ->
                  new AgentProbe.Http(
                      port,
                      scheme.equals("HTTPS") ? "https" : "http",
                      path.orElse("/"),
                      Optional.empty()));
      case Probe.Tcp(var endpoint) ->
          port(endpoint).map(port -> new AgentProbe.Tcp(port, Optional.empty()));
      case Probe.Command(var exec) -> {
        CommandInfo.Builder command = CommandInfo.newBuilder();
        exec(command, exec, true);
        yield Optional.of(new AgentProbe.Command(command.build()));
      }
    };
  }

  private Optional<Integer> port(String endpoint) {
    return ports.stream()
        .filter(bound -> bound.endpoint().name().equals(endpoint))
        .findFirst()
        .flatMap(PodPorts.Bound::listening);
  }

  /**
   * @param whole whether the arguments say what to run; otherwise an image does
   */
  static void exec(CommandInfo.Builder command, Exec exec, boolean whole) {
    switch (exec) {
      case Exec.Shell(var text) -> command.setShell(true).setValue(text);
      case Exec.Argv(var arguments) -> {
        command.setShell(false).addAllArguments(arguments);
        if (whole) {
          command.setValue(arguments.getFirst());
        }
      }
    }
  }
}
