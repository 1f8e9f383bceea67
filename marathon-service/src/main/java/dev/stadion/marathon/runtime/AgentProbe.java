package dev.stadion.marathon.runtime;

import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.NetworkInfo;
import java.util.Optional;

/** How an agent looks at a task, for both messages in which it can be told. Pure. */
sealed interface AgentProbe {
  /**
   * @param scheme of health checks; a check is always asked for in the clear
   */
  record Http(int port, String scheme, String path, Optional<NetworkInfo.Protocol> protocol)
      implements AgentProbe {}

  record Tcp(int port, Optional<NetworkInfo.Protocol> protocol) implements AgentProbe {}

  record Command(CommandInfo command) implements AgentProbe {}

  /**
   * @param times when it looks and how often it may fail
   */
  default HealthCheck health(HealthCheck.Builder times) {
    switch (this) {
      case Http(int port, var scheme, var path, var protocol) -> {
        HealthCheck.HTTPCheckInfo.Builder http =
            times
                .setType(HealthCheck.Type.HTTP)
                .getHttpBuilder()
                .setPort(port)
                .setScheme(scheme)
                .setPath(path);
        protocol.ifPresent(http::setProtocol);
      }
      case Tcp(int port, var protocol) -> {
        HealthCheck.TCPCheckInfo.Builder tcp =
            times.setType(HealthCheck.Type.TCP).getTcpBuilder().setPort(port);
        protocol.ifPresent(tcp::setProtocol);
      }
      case Command(var command) -> times.setType(HealthCheck.Type.COMMAND).setCommand(command);
    }
    return times.build();
  }

  /**
   * @param times when it looks
   */
  default CheckInfo check(CheckInfo.Builder times) {
    switch (this) {
      case Http(int port, var _, var path, var _) ->
          times.setType(CheckInfo.Type.HTTP).getHttpBuilder().setPort(port).setPath(path);
      case Tcp(int port, var _) -> times.setType(CheckInfo.Type.TCP).getTcpBuilder().setPort(port);
      case Command(var command) ->
          times.setType(CheckInfo.Type.COMMAND).getCommandBuilder().setCommand(command);
    }
    return times.build();
  }
}
