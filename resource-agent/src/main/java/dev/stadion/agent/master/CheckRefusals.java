package dev.stadion.agent.master;

import dev.stadion.agent.task.Refusal;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.TaskInfo;
import java.util.Optional;

/** Checks that cannot be looked at, in the words for it. Pure. */
final class CheckRefusals {
  private static final int HIGHEST_PORT = 65_535;

  private CheckRefusals() {}

  static Optional<Refusal> of(TaskInfo task) {
    Optional<Refusal> health = task.hasHealthCheck() ? of(task.getHealthCheck()) : Optional.empty();
    return health.isPresent() || !task.hasCheck() ? health : of(task.getCheck());
  }

  private static Optional<Refusal> of(HealthCheck check) {
    return switch (CheckStatuses.typeOf(check)) {
      case COMMAND, UNKNOWN ->
          check.hasCommand()
              ? Orders.command(check.getCommand())
              : lacks("health check", "command");
      case HTTP -> {
        String scheme = check.getHttp().getScheme();
        if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
          yield Orders.wrong("The scheme of the health check is neither http nor https");
        }
        yield check.hasHttp() ? port(check.getHttp().getPort()) : lacks("health check", "http");
      }
      case TCP -> check.hasTcp() ? port(check.getTcp().getPort()) : lacks("health check", "tcp");
    };
  }

  private static Optional<Refusal> of(CheckInfo check) {
    return switch (CheckStatuses.typeOf(check)) {
      case COMMAND, UNKNOWN ->
          check.getCommand().hasCommand()
              ? Orders.command(check.getCommand().getCommand())
              : lacks("check", "command");
      case HTTP -> check.hasHttp() ? port(check.getHttp().getPort()) : lacks("check", "http");
      case TCP -> check.hasTcp() ? port(check.getTcp().getPort()) : lacks("check", "tcp");
    };
  }

  private static Optional<Refusal> port(int port) {
    return port > 0 && port <= HIGHEST_PORT
        ? Optional.empty()
        : Orders.wrong("The port of a check is not between 1 and " + HIGHEST_PORT);
  }

  private static Optional<Refusal> lacks(String what, String part) {
    return Orders.wrong("The " + what + " has no " + part);
  }
}
