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
    HealthCheck.Builder info =
        HealthCheck.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setGracePeriodSeconds(check.gracePeriodSeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds())
            .setConsecutiveFailures(check.maxConsecutiveFailures());
    return switch (check.probe()) {
      case Probe.Http(var endpoint, var path, var scheme) ->
          port(endpoint)
              .map(port -> {
                info.setType(HealthCheck.Type.HTTP)
                    .getHttpBuilder()
                    .setPort(port)
                    .setScheme(scheme.equals("HTTPS") ? "https" : "http")
                    .setPath(path.orElse("/"));
                return info.build();
              });
      case Probe.Tcp(var endpoint) ->
          port(endpoint)
              .map(port -> {
                info.setType(HealthCheck.Type.TCP).getTcpBuilder().setPort(port);
                return info.build();
              });
      case Probe.Command(var exec) -> {
        exec(info.setType(HealthCheck.Type.COMMAND).getCommandBuilder(), exec, true);
        yield Optional.of(info.build());
      }
    };
  }

  /** Empty when its endpoint has no port that is known. */
  Optional<CheckInfo> of(PodCheck check) {
    CheckInfo.Builder info =
        CheckInfo.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds());
    return switch (check.probe()) {
      case Probe.Http(var endpoint, var path, var _) ->
          port(endpoint)
              .map(port -> {
                info.setType(CheckInfo.Type.HTTP)
                    .getHttpBuilder()
                    .setPort(port)
                    .setPath(path.orElse("/"));
                return info.build();
              });
      case Probe.Tcp(var endpoint) ->
          port(endpoint)
              .map(port -> {
                info.setType(CheckInfo.Type.TCP).getTcpBuilder().setPort(port);
                return info.build();
              });
      case Probe.Command(var exec) -> {
        CommandInfo.Builder command =
            info.setType(CheckInfo.Type.COMMAND).getCommandBuilder().getCommandBuilder();
        exec(command, exec, true);
        yield Optional.of(info.build());
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
