package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.PortDefinition;
import dev.stadion.marathon.app.PortMapping;
import dev.stadion.marathon.launch.Ports;
import dev.stadion.marathon.launch.Ports.TaskPort;
import dev.stadion.marathon.launch.TaskEnvironment;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.DiscoveryInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.Label;
import dev.stadion.mesos.v1.Labels;
import dev.stadion.mesos.v1.Port;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Describes tasks to a master (marathon.md §10). Pure. */
public final class TaskInfos {
  private TaskInfos() {}

  /**
   * What is to be put into the launch operation.
   *
   * @param secrets that the app may have declared
   */
  public static TaskInfo of(TaskLaunch launch, SecretValues secrets) {
    AppDefinition app = launch.app().application();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(app.id().hostName())
            .setTaskId(Ids.toProto(launch.task()))
            .setAgentId(Ids.toProto(launch.place().agent()))
            .addAllResources(
                ResourceConverter.allocatedTo(
                    app.role(), ResourceConverter.toProto(launch.taken())))
            .setCommand(command(launch, secrets))
            .setDiscovery(discovery(launch));
    if (!app.labels().isEmpty()) {
      task.setLabels(labels(app.labels()));
    }
    app.taskKillGracePeriodSeconds()
        .ifPresent(seconds ->
            task.setKillPolicy(
                KillPolicy.newBuilder()
                    .setGracePeriod(Durations.toProto(Duration.ofSeconds(seconds)))));
    app.resourceLimits().ifPresent(limits -> task.putAllLimits(limits(limits)));
    List<TaskPort> ports = ports(launch);
    HealthCheckInfos.of(app, ports).ifPresent(task::setHealthCheck);
    app.check().flatMap(check -> HealthCheckInfos.of(check, ports)).ifPresent(task::setCheck);
    app.container()
        .ifPresent(container ->
            task.setContainer(ContainerInfos.of(app, container, launch.task(), ports, secrets)));
    return task.build();
  }

  /** What a task may use beyond what it asked for; infinity is no limit at all. */
  static Map<String, Value.Scalar> limits(AppDefinition.Limits limits) {
    var most = new TreeMap<String, Value.Scalar>();
    limits.cpus().ifPresent(cpus -> most.put("cpus", scalar(cpus)));
    limits.mem().ifPresent(mem -> most.put("mem", scalar(mem)));
    return most;
  }

  private static Value.Scalar scalar(double value) {
    return Value.Scalar.newBuilder().setValue(value).build();
  }

  private static List<TaskPort> ports(TaskLaunch launch) {
    return Ports.of(launch.app().application(), launch.place().hostPorts(), launch.task().value());
  }

  private static CommandInfo command(TaskLaunch launch, SecretValues secrets) {
    AppDefinition app = launch.app().application();
    CommandInfo.Builder command = CommandInfo.newBuilder();
    if (app.cmd().isPresent()) {
      command.setShell(true).setValue(app.cmd().get());
    } else {
      boolean image = app.container().flatMap(Container::docker).isPresent();
      command.setShell(false).addAllArguments(app.args());
      if (!image && !app.args().isEmpty()) {
        command.setValue(app.args().getFirst());
      }
    }
    app.user().ifPresent(command::setUser);
    artifacts(command, app.fetch());
    Environment.Builder environment = command.getEnvironmentBuilder();
    TaskEnvironment.of(launch)
        .forEach((name, value) -> environment.addVariablesBuilder().setName(name).setValue(value));
    secrets(environment, app.env(), app.secrets(), secrets);
    return command.build();
  }

  /** Variables whose values are secrets. */
  static void secrets(
      Environment.Builder environment,
      Map<String, EnvValue> variables,
      Map<String, String> declared,
      SecretValues secrets) {
    variables.forEach((name, value) -> {
      if (value instanceof EnvValue.SecretReference(String secret)) {
        environment
            .addVariablesBuilder()
            .setName(name)
            .setType(Environment.Variable.Type.SECRET)
            .setSecret(secrets.secret(declared.get(secret)));
      }
    });
  }

  /** What is fetched into the sandbox before the command is run. */
  static void artifacts(CommandInfo.Builder command, List<AppDefinition.Artifact> artifacts) {
    for (AppDefinition.Artifact artifact : artifacts) {
      CommandInfo.URI.Builder uri =
          command
              .addUrisBuilder()
              .setValue(artifact.uri())
              .setExtract(artifact.extract())
              .setExecutable(artifact.executable())
              .setCache(artifact.cache());
      artifact.destPath().ifPresent(uri::setOutputFile);
    }
  }

  private static DiscoveryInfo discovery(TaskLaunch launch) {
    AppDefinition app = launch.app().application();
    DiscoveryInfo.Builder discovery =
        DiscoveryInfo.newBuilder()
            .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
            .setName(app.id().hostName());
    List<TaskPort> ports = ports(launch);
    for (int i = 0; i < ports.size(); i++) {
      TaskPort port = ports.get(i);
      SortedMap<String, String> own = ownLabels(app, i);
      if (app.isHostNetworked()) {
        add(discovery, port, own);
      } else if (port.host()) {
        add(discovery, port, with(own, Map.of("network-scope", "host")));
      } else {
        for (Network network : app.networks()) {
          add(
              discovery,
              port,
              with(
                  own,
                  Map.of("network-scope", "container", "network-name", network.name().orElse(""))));
        }
      }
    }
    return discovery.build();
  }

  private static SortedMap<String, String> ownLabels(AppDefinition app, int index) {
    return app.isHostNetworked()
        ? app.portDefinitions()
            .map(list -> list.get(index))
            .map(PortDefinition::labels)
            .orElseThrow()
        : app.portMappings().stream()
            .skip(index)
            .findFirst()
            .map(PortMapping::labels)
            .orElseThrow();
  }

  private static SortedMap<String, String> with(
      SortedMap<String, String> labels, Map<String, String> more) {
    var all = new TreeMap<>(labels);
    all.putAll(more);
    return all;
  }

  /** One entry for each port and protocol. */
  private static void add(
      DiscoveryInfo.Builder discovery, TaskPort port, SortedMap<String, String> labels) {
    for (String protocol : port.protocol().split(",", -1)) {
      Port.Builder entry =
          discovery
              .getPortsBuilder()
              .addPortsBuilder()
              .setNumber(port.effective())
              .setProtocol(protocol);
      port.name().ifPresent(entry::setName);
      if (!labels.isEmpty()) {
        entry.setLabels(labels(labels));
      }
    }
  }

  static Labels labels(Map<String, String> labels) {
    Labels.Builder all = Labels.newBuilder();
    labels.forEach((key, value) -> all.addLabels(Label.newBuilder().setKey(key).setValue(value)));
    return all.build();
  }
}
