package dev.stadion.agent.runtime;

import dev.stadion.agent.check.CheckState;
import dev.stadion.agent.check.HealthRules;
import dev.stadion.agent.check.HealthState;
import dev.stadion.agent.check.Look;
import dev.stadion.agent.check.Probe;
import dev.stadion.agent.check.Timing;
import dev.stadion.agent.container.ContainerAccess;
import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.ProcessContainerizer;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.master.CheckStatuses;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Turns the checks a task asks for into looks (mesos-v1.md §6.9, §6.10). */
record CheckLooks(Launchings launchings, ProcessContainerizer processes, ContainerAccess access) {
  private static final String IPV4 = "127.0.0.1";
  private static final String IPV6 = "::1";

  /**
   * @throws IOException when nobody can look, since the task's user is not known any more
   */
  List<Look> of(AgentEffect.Watch watch, TaskInfo info) throws IOException {
    StatusUpdate.Details said =
        watch.task().last().map(StatusUpdate::details).orElse(StatusUpdate.Details.NONE);
    var looks = new ArrayList<Look>();
    if (info.hasHealthCheck()) {
      HealthCheck check = info.getHealthCheck();
      looks.add(
          new Look.Health(
              probe(watch, info, check),
              Timing.ofSeconds(
                  check.getDelaySeconds(), check.getIntervalSeconds(), check.getTimeoutSeconds()),
              HealthRules.ofSeconds(check.getGracePeriodSeconds(), check.getConsecutiveFailures()),
              HealthState.resumed(said.healthy())));
    }
    if (info.hasCheck()) {
      CheckInfo check = info.getCheck();
      looks.add(
          new Look.Report(
              probe(watch, info, check),
              Timing.ofSeconds(
                  check.getDelaySeconds(), check.getIntervalSeconds(), check.getTimeoutSeconds()),
              said.checkStatus().map(CheckStatuses::read).orElse(CheckState.FRESH)));
    }
    return looks;
  }

  private Probe probe(AgentEffect.Watch watch, TaskInfo info, HealthCheck check)
      throws IOException {
    return switch (CheckStatuses.typeOf(check)) {
      case HTTP ->
          new Probe.Http(
              check.getHttp().getScheme().equals("https"),
              host(watch, check.getHttp().getProtocol()),
              check.getHttp().getPort(),
              check.getHttp().getPath());
      case TCP ->
          new Probe.Tcp(host(watch, check.getTcp().getProtocol()), check.getTcp().getPort());
      case COMMAND, UNKNOWN -> command(watch, info, check.getCommand());
    };
  }

  private Probe probe(AgentEffect.Watch watch, TaskInfo info, CheckInfo check) throws IOException {
    return switch (CheckStatuses.typeOf(check)) {
      case HTTP ->
          new Probe.Http(
              false,
              host(watch, NetworkInfo.Protocol.IPv4),
              check.getHttp().getPort(),
              check.getHttp().getPath());
      case TCP -> new Probe.Tcp(host(watch, NetworkInfo.Protocol.IPv4), check.getTcp().getPort());
      case COMMAND, UNKNOWN -> command(watch, info, check.getCommand().getCommand());
    };
  }

  /** Docker's containers have a world of their own; everything else is a process tree of ours. */
  private Probe command(AgentEffect.Watch watch, TaskInfo info, CommandInfo command)
      throws IOException {
    if (info.getContainer().getType() == ContainerInfo.Type.DOCKER && info.hasContainer()) {
      return new Probe.Inside(watch.task().container(), argv(command), environment(command));
    }
    Launching launching =
        launchings.of(new AgentEffect.Launch(watch.agent(), watch.framework(), watch.task()));
    return new Probe.Command(processes.beside(launching, command));
  }

  private static List<String> argv(CommandInfo command) {
    if (command.getShell()) {
      return List.of("/bin/sh", "-c", command.getValue());
    }
    return command.getArgumentsCount() == 0
        ? List.of(command.getValue())
        : command.getArgumentsList();
  }

  private static List<String> environment(CommandInfo command) {
    return command.getEnvironment().getVariablesList().stream()
        .map(variable -> variable.getName() + "=" + variable.getValue())
        .toList();
  }

  /** The task's own address: no other one is ever looked at (promises.md §7.8). */
  private String host(AgentEffect.Watch watch, NetworkInfo.Protocol protocol) {
    return access
        .ip(watch.task().container())
        .orElse(protocol == NetworkInfo.Protocol.IPv6 ? IPV6 : IPV4);
  }
}
