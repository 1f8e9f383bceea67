package dev.stadion.master.wire;

import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.HealthCheck;
import java.util.Optional;

/** The rules of form of commands, checks and health checks (mesos-v1.md §6.7, §6.9, §6.10). */
final class Checks {
  private Checks() {}

  static Optional<String> commandProblem(CommandInfo command) {
    for (var variable : command.getEnvironment().getVariablesList()) {
      if (!isVariable(variable.getName())) {
        return Optional.of("An environment variable's name is illegal");
      }
      if (variable.getValue().indexOf('\0') >= 0) {
        return Optional.of(
            "The value of environment variable '" + variable.getName() + "' contains NUL");
      }
    }
    return Optional.empty();
  }

  /** By hand, because each task has a dozen of them: letters, digits and underscores. */
  private static boolean isVariable(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  static Optional<String> healthProblem(HealthCheck check) {
    Optional<String> problem =
        switch (healthType(check)) {
          case COMMAND ->
              check.hasCommand()
                  ? checkCommandProblem("Command health check", check.getCommand())
                  : Optional.of("Expecting 'command' to be set for COMMAND health check");
          case HTTP -> httpProblem(check);
          case TCP ->
              check.hasTcp()
                  ? Optional.empty()
                  : Optional.of("Expecting 'tcp' to be set for TCP health check");
          case UNKNOWN -> Optional.of("HealthCheck must specify 'type'");
        };
    return problem
        .or(() -> negative("delay_seconds", check.getDelaySeconds()))
        .or(() -> negative("grace_period_seconds", check.getGracePeriodSeconds()))
        .or(() -> negative("interval_seconds", check.getIntervalSeconds()))
        .or(() -> negative("timeout_seconds", check.getTimeoutSeconds()));
  }

  /** Where it is not said it follows from what is set. */
  private static HealthCheck.Type healthType(HealthCheck check) {
    if (check.hasType()) {
      return check.getType();
    }
    if (check.hasCommand()) {
      return HealthCheck.Type.COMMAND;
    }
    return check.hasHttp() ? HealthCheck.Type.HTTP : HealthCheck.Type.UNKNOWN;
  }

  private static Optional<String> httpProblem(HealthCheck check) {
    if (!check.hasHttp()) {
      return Optional.of("Expecting 'http' to be set for HTTP health check");
    }
    var http = check.getHttp();
    if (http.hasScheme() && !http.getScheme().equals("http") && !http.getScheme().equals("https")) {
      return Optional.of("Unsupported HTTP health check scheme: '" + http.getScheme() + "'");
    }
    return http.hasPath() && !http.getPath().startsWith("/")
        ? Optional.of("The path '" + http.getPath() + "' of HTTP health check must start with '/'")
        : Optional.empty();
  }

  static Optional<String> checkProblem(CheckInfo check) {
    Optional<String> problem =
        switch (check.getType()) {
          case COMMAND ->
              check.hasCommand()
                  ? checkCommandProblem("Command check", check.getCommand().getCommand())
                  : Optional.of("Expecting 'command' to be set for COMMAND check");
          case HTTP -> {
            if (!check.hasHttp()) {
              yield Optional.of("Expecting 'http' to be set for HTTP check");
            }
            yield check.getHttp().hasPath() && !check.getHttp().getPath().startsWith("/")
                ? Optional.of(
                    "The path '"
                        + check.getHttp().getPath()
                        + "' of HTTP check must start with '/'")
                : Optional.empty();
          }
          case TCP ->
              check.hasTcp()
                  ? Optional.empty()
                  : Optional.of("Expecting 'tcp' to be set for TCP check");
          case UNKNOWN -> Optional.of("CheckInfo must specify 'type'");
        };
    return problem
        .or(() -> negative("delay_seconds", check.getDelaySeconds()))
        .or(() -> negative("interval_seconds", check.getIntervalSeconds()))
        .or(() -> negative("timeout_seconds", check.getTimeoutSeconds()));
  }

  private static Optional<String> checkCommandProblem(String whose, CommandInfo command) {
    if (!command.hasValue()) {
      return Optional.of(
          whose
              + " must contain "
              + (command.getShell() ? "'shell command'" : "'executable path'"));
    }
    return commandProblem(command)
        .map(problem -> whose + "'s `CommandInfo` is invalid: " + problem);
  }

  private static Optional<String> negative(String field, double value) {
    return value >= 0
        ? Optional.empty()
        : Optional.of("Expecting '" + field + "' to be non-negative");
  }
}
