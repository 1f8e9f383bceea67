package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.Check;
import dev.stadion.marathon.launch.Ports.TaskPort;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.NetworkInfo;
import java.util.List;
import java.util.Optional;

/** Describes the checks that agents do to a master (marathon.md §15.5, §15.6). Pure. */
final class HealthCheckInfos {
  private HealthCheckInfos() {}

  /** The first check that is an agent's; a task can have one. */
  static Optional<HealthCheck> of(AppDefinition app, List<TaskPort> ports) {
    return app.healthChecks().stream()
        .filter(check -> check.protocol().isOfAgent())
        .findFirst()
        .flatMap(check -> of(check, ports));
  }

  private static Optional<HealthCheck> of(
      dev.stadion.marathon.app.HealthCheck check, List<TaskPort> ports) {
    HealthCheck.Builder info =
        HealthCheck.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setGracePeriodSeconds(check.gracePeriodSeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds())
            .setConsecutiveFailures(check.maxConsecutiveFailures());
    Optional<Integer> port = port(check.port(), check.portIndex(), ports);
    return switch (check.protocol()) {
      case COMMAND ->
          check
              .command()
              .map(command ->
                  info.setType(HealthCheck.Type.COMMAND).setCommand(shell(command)).build());
      case MESOS_HTTP -> port.map(p -> http(info, check, p, "http"));
      case MESOS_HTTPS -> port.map(p -> http(info, check, p, "https"));
      case MESOS_TCP ->
          port.map(p -> {
            info.setType(HealthCheck.Type.TCP)
                .getTcpBuilder()
                .setPort(p)
                .setProtocol(protocol(check));
            return info.build();
          });
      case HTTP, HTTPS, TCP -> Optional.empty();
    };
  }

  private static HealthCheck http(
      HealthCheck.Builder info,
      dev.stadion.marathon.app.HealthCheck check,
      int port,
      String scheme) {
    info.setType(HealthCheck.Type.HTTP)
        .getHttpBuilder()
        .setPort(port)
        .setScheme(scheme)
        .setPath(check.path().orElse("/"))
        .setProtocol(protocol(check));
    return info.build();
  }

  private static NetworkInfo.Protocol protocol(dev.stadion.marathon.app.HealthCheck check) {
    return check.ipProtocol().equals("IPv6")
        ? NetworkInfo.Protocol.IPv6
        : NetworkInfo.Protocol.IPv4;
  }

  /** A fixed port wins; inside a container it is the container's own number that counts. */
  private static Optional<Integer> port(
      Optional<Integer> fixed, Optional<Integer> index, List<TaskPort> ports) {
    return fixed.or(() -> index.filter(i -> i < ports.size()).map(i -> ports.get(i).container()));
  }

  private static CommandInfo shell(String command) {
    return CommandInfo.newBuilder().setShell(true).setValue(command).build();
  }

  static Optional<CheckInfo> of(Check check, List<TaskPort> ports) {
    CheckInfo.Builder info =
        CheckInfo.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds());
    return switch (check.probe()) {
      case Check.Probe.Http(var index, var fixed, var path, var _) ->
          port(fixed, index, ports)
              .map(port -> {
                info.setType(CheckInfo.Type.HTTP)
                    .getHttpBuilder()
                    .setPort(port)
                    .setPath(path.orElse("/"));
                return info.build();
              });
      case Check.Probe.Tcp(var index, var fixed) ->
          port(fixed, index, ports)
              .map(port -> {
                info.setType(CheckInfo.Type.TCP).getTcpBuilder().setPort(port);
                return info.build();
              });
      case Check.Probe.Shell(var command) -> Optional.of(command(info, shell(command)));
      case Check.Probe.Argv(var arguments) ->
          Optional.of(
              command(
                  info,
                  CommandInfo.newBuilder()
                      .setShell(false)
                      .setValue(arguments.getFirst())
                      .addAllArguments(arguments)
                      .build()));
    };
  }

  private static CheckInfo command(CheckInfo.Builder info, CommandInfo command) {
    info.setType(CheckInfo.Type.COMMAND).getCommandBuilder().setCommand(command);
    return info.build();
  }
}
