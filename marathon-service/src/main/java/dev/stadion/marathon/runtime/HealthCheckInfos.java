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
        .flatMap(check -> probe(check, ports).map(probe -> probe.health(times(check))));
  }

  private static HealthCheck.Builder times(dev.stadion.marathon.app.HealthCheck check) {
    return HealthCheck.newBuilder()
        .setDelaySeconds(check.delaySeconds())
        .setGracePeriodSeconds(check.gracePeriodSeconds())
        .setIntervalSeconds(check.intervalSeconds())
        .setTimeoutSeconds(check.timeoutSeconds())
        .setConsecutiveFailures(check.maxConsecutiveFailures());
  }

  private static Optional<AgentProbe> probe(
      dev.stadion.marathon.app.HealthCheck check, List<TaskPort> ports) {
    Optional<Integer> port = port(check.port(), check.portIndex(), ports);
    return switch (check.protocol()) {
      case COMMAND -> check.command().map(command -> new AgentProbe.Command(shell(command)));
      case MESOS_HTTP -> port.map(p -> http(check, p, "http"));
      case MESOS_HTTPS -> port.map(p -> http(check, p, "https"));
      case MESOS_TCP -> port.map(p -> new AgentProbe.Tcp(p, protocol(check)));
      case HTTP, HTTPS, TCP -> Optional.empty();
    };
  }

  private static AgentProbe http(
      dev.stadion.marathon.app.HealthCheck check, int port, String scheme) {
    return new AgentProbe.Http(port, scheme, check.path().orElse("/"), protocol(check));
  }

  private static Optional<NetworkInfo.Protocol> protocol(
      dev.stadion.marathon.app.HealthCheck check) {
    return Optional.of(
        check.ipProtocol().equals("IPv6") ? NetworkInfo.Protocol.IPv6 : NetworkInfo.Protocol.IPv4);
  }

  static Optional<CheckInfo> of(Check check, List<TaskPort> ports) {
    CheckInfo.Builder times =
        CheckInfo.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds());
    return probe(check.probe(), ports).map(probe -> probe.check(times));
  }

  private static Optional<AgentProbe> probe(Check.Probe probe, List<TaskPort> ports) {
    return switch (probe) {
      case Check.Probe.Http(var index, var fixed, var path, var _) ->
          port(fixed, index, ports)
              .map(port -> new AgentProbe.Http(port, "http", path.orElse("/"), Optional.empty()));
      case Check.Probe.Tcp(var index, var fixed) ->
          port(fixed, index, ports).map(port -> new AgentProbe.Tcp(port, Optional.empty()));
      case Check.Probe.Shell(var command) -> Optional.of(new AgentProbe.Command(shell(command)));
      case Check.Probe.Argv(var arguments) ->
          Optional.of(
              new AgentProbe.Command(
                  CommandInfo.newBuilder()
                      .setShell(false)
                      .setValue(arguments.getFirst())
                      .addAllArguments(arguments)
                      .build()));
    };
  }

  /** A fixed port wins; inside a container it is the container's own number that counts. */
  private static Optional<Integer> port(
      Optional<Integer> fixed, Optional<Integer> index, List<TaskPort> ports) {
    return fixed.or(() -> index.filter(i -> i < ports.size()).map(i -> ports.get(i).container()));
  }

  private static CommandInfo shell(String command) {
    return CommandInfo.newBuilder().setShell(true).setValue(command).build();
  }
}
