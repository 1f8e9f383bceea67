package dev.stadion.marathon.runtime;

import com.google.protobuf.ByteString;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.PortMapping;
import dev.stadion.marathon.launch.Ports;
import dev.stadion.marathon.launch.Ports.TaskPort;
import dev.stadion.marathon.launch.TaskEnvironment;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.wire.AppWriter;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.DiscoveryInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.Label;
import dev.stadion.mesos.v1.Labels;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Describes tasks to a master (marathon.md §10). Pure. */
public final class TaskInfos {
  private TaskInfos() {}

  /**
   * What is to be put into the launch operation.
   *
   * @param secrets that the app may have declared
   * @param names that the installation chose
   */
  public static TaskInfo of(TaskLaunch launch, SecretValues secrets, ChosenNames names) {
    AppDefinition app = launch.app().application();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(app.id().hostName())
            .setTaskId(Ids.toProto(launch.task()))
            .setAgentId(Ids.toProto(launch.place().agent()))
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
    CommandInfo command = command(launch, secrets, names);
    Optional<ContainerInfo> container =
        ContainerInfos.of(app, launch.task(), ports, secrets, names);
    var shares = new Shares(launch.taken(), app.role());
    if (app.executorPath().isPresent()) {
      task.setExecutor(OwnExecutors.of(launch, command, container, shares))
          .setData(ByteString.copyFromUtf8(AppWriter.write(app).toString()));
    } else {
      task.setCommand(command);
      container.ifPresent(task::setContainer);
    }
    return task.addAllResources(
            ResourceConverter.allocatedTo(app.role(), ResourceConverter.toProto(shares.rest())))
        .build();
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

  private static CommandInfo command(TaskLaunch launch, SecretValues secrets, ChosenNames names) {
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
    TaskEnvironment.of(launch, names.variables())
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
    var discovery = new DiscoveryInfos(app, app.networks());
    List<TaskPort> ports = ports(launch);
    for (int i = 0; i < ports.size(); i++) {
      TaskPort port = ports.get(i);
      Optional<PortMapping> mapping = app.portMappings().stream().skip(i).findFirst();
      discovery.add(
          new DiscoveryInfos.Found(
              port.effective(),
              port.host(),
              List.of(port.protocol().split(",", -1)),
              port.name(),
              app.isHostNetworked()
                  ? app.portDefinitions().orElseThrow().get(i).labels()
                  : mapping.orElseThrow().labels(),
              mapping.map(PortMapping::networkNames).orElse(List.of())));
    }
    return discovery.build();
  }

  static Labels labels(Map<String, String> labels) {
    Labels.Builder all = Labels.newBuilder();
    labels.forEach((key, value) -> all.addLabels(Label.newBuilder().setKey(key).setValue(value)));
    return all.build();
  }
}
