package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.Exec;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.app.PodDefinition.PodHealthCheck;
import dev.stadion.marathon.app.PodDefinition.VolumeMount;
import dev.stadion.marathon.launch.PodEnvironment;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.PodPorts;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.Image;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.matching.PortDemand;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Describes instances of pods to a master: one executor, one group of tasks. Pure. */
final class PodInfos {
  private final PodLaunch launch;
  private final SecretValues secrets;
  private final PodDefinition pod;
  private final List<PodPorts.Bound> ports;
  private Resources left;

  private PodInfos(PodLaunch launch, SecretValues secrets) {
    this.launch = launch;
    this.secrets = secrets;
    this.pod = launch.pod().pod();
    this.ports = PodPorts.of(pod, launch.place().hostPorts());
    this.left = launch.taken();
  }

  /** The operation that launches all of it or nothing. */
  static Offer.Operation of(PodLaunch launch, SecretValues secrets) {
    return new PodInfos(launch, secrets).operation();
  }

  private Offer.Operation operation() {
    Offer.Operation.Builder operation =
        Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH_GROUP);
    operation.getLaunchGroupBuilder().setExecutor(executor());
    for (PodContainer container : pod.containers()) {
      operation.getLaunchGroupBuilder().getTaskGroupBuilder().addTasks(task(container));
    }
    return operation.build();
  }

  private String executorId() {
    String id = "instance-" + launch.instance().app().safe() + "." + launch.instance().uuid();
    // The executor of the task before may still be ending.
    return launch.incarnation() == 1 ? id : id + "." + launch.incarnation();
  }

  private ExecutorInfo executor() {
    ExecutorInfo.Builder executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.DEFAULT)
            .setExecutorId(ExecutorID.newBuilder().setValue(executorId()))
            .addAllResources(
                ResourceConverter.allocatedTo(
                    pod.role(),
                    ResourceConverter.toProto(take(pod.executorResources(), List.of()))));
    if (!pod.labels().isEmpty()) {
      executor.setLabels(TaskInfos.labels(pod.labels()));
    }
    if (!pod.isHostNetworked()) {
      ContainerInfo.Builder container =
          executor.getContainerBuilder().setType(ContainerInfo.Type.MESOS);
      pod.networks().forEach(network -> container.addNetworkInfos(network(network)));
    }
    return executor.build();
  }

  private NetworkInfo network(Network network) {
    NetworkInfo.Builder info = NetworkInfo.newBuilder();
    network.name().ifPresent(info::setName);
    if (!network.labels().isEmpty()) {
      info.setLabels(TaskInfos.labels(network.labels()));
    }
    for (PodPorts.Bound bound : ports) {
      if (bound.hostPort().isPresent()) {
        info.addPortMappingsBuilder()
            .setHostPort(bound.hostPort().get())
            .setContainerPort(bound.listening().orElseThrow());
      }
    }
    return info.build();
  }

  /** Takes these amounts off what is left of the offer; there is enough, for it was asked for. */
  private Resources take(Amounts amounts, List<Integer> hostPorts) {
    Set<String> roles = new HashSet<>();
    left.forEach((key, quantity) -> roles.add(key.role()));
    roles.add(ResourceKey.UNRESERVED);
    var rest =
        new dev.stadion.scheduling.offer.Offer(
            new OfferId("rest"),
            launch.place().agent(),
            launch.place().hostname(),
            pod.role(),
            left,
            List.of());
    var demand =
        new Demand(
            Scalar.of(amounts.cpus()),
            Scalar.of(amounts.mem()),
            Scalar.of(amounts.disk()),
            Scalar.of(amounts.gpus()),
            hostPorts.stream().<PortDemand>map(PortDemand.Fixed::new).toList(),
            roles);
    return switch (OfferMatcher.match(rest, demand, 0)) {
      case Match.Fits(var taken, var _) -> {
        left = left.minus(taken);
        yield taken;
      }
      case Match.Refused(var why) ->
          throw new IllegalStateException(pod.id() + " does not fit into what it took: " + why);
    };
  }

  private TaskInfo task(PodContainer container) {
    TaskId id = launch.instance().task(container.name(), launch.incarnation());
    List<Integer> hostPorts =
        ports.stream()
            .filter(bound -> bound.container().equals(container))
            .flatMap(bound -> bound.hostPort().stream())
            .toList();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(container.name())
            .setTaskId(Ids.toProto(id))
            .setAgentId(Ids.toProto(launch.place().agent()))
            .addAllResources(
                ResourceConverter.allocatedTo(
                    pod.role(),
                    ResourceConverter.toProto(
                        take(container.resources(), hostPorts).plus(kept(container)))))
            .setCommand(command(container, id));
    if (!container.labels().isEmpty()) {
      task.setLabels(TaskInfos.labels(container.labels()));
    }
    container
        .killGracePeriodSeconds()
        .ifPresent(seconds ->
            task.setKillPolicy(
                KillPolicy.newBuilder()
                    .setGracePeriod(
                        Durations.toProto(Duration.ofMillis(Math.round(seconds * 1000))))));
    container.resourceLimits().ifPresent(most -> task.putAllLimits(TaskInfos.limits(most)));
    container.healthCheck().flatMap(this::healthCheck).ifPresent(task::setHealthCheck);
    if (container.image().isPresent() || !container.volumeMounts().isEmpty()) {
      task.setContainer(container(container));
    }
    return task.build();
  }

  private CommandInfo command(PodContainer container, TaskId task) {
    CommandInfo.Builder command = CommandInfo.newBuilder();
    exec(command, container.exec());
    container.user().or(pod::user).ifPresent(command::setUser);
    TaskInfos.artifacts(command, container.artifacts());
    Environment.Builder environment = command.getEnvironmentBuilder();
    PodEnvironment.of(launch, container, task, executorId())
        .forEach((name, value) -> environment.addVariablesBuilder().setName(name).setValue(value));
    var variables = new TreeMap<>(pod.environment());
    variables.putAll(container.environment());
    TaskInfos.secrets(environment, variables, pod.secrets(), secrets);
    return command.build();
  }

  private static void exec(CommandInfo.Builder command, Optional<Exec> exec) {
    switch (exec.orElse(null)) {
      case Exec.Shell(var text) -> command.setShell(true).setValue(text);
      case Exec.Argv(var arguments) ->
          command.setShell(false).setValue(arguments.getFirst()).addAllArguments(arguments);
      case null -> command.setShell(false);
    }
  }

  private Optional<HealthCheck> healthCheck(PodHealthCheck check) {
    HealthCheck.Builder info =
        HealthCheck.newBuilder()
            .setDelaySeconds(check.delaySeconds())
            .setGracePeriodSeconds(check.gracePeriodSeconds())
            .setIntervalSeconds(check.intervalSeconds())
            .setTimeoutSeconds(check.timeoutSeconds())
            .setConsecutiveFailures(check.maxConsecutiveFailures());
    return switch (check.probe()) {
      case PodHealthCheck.Probe.Http(var endpoint, var path, var scheme) ->
          port(endpoint)
              .map(port -> {
                info.setType(HealthCheck.Type.HTTP)
                    .getHttpBuilder()
                    .setPort(port)
                    .setScheme(scheme.equals("HTTPS") ? "https" : "http")
                    .setPath(path.orElse("/"));
                return info.build();
              });
      case PodHealthCheck.Probe.Tcp(var endpoint) ->
          port(endpoint)
              .map(port -> {
                info.setType(HealthCheck.Type.TCP).getTcpBuilder().setPort(port);
                return info.build();
              });
      case PodHealthCheck.Probe.Command(var exec) -> {
        exec(info.setType(HealthCheck.Type.COMMAND).getCommandBuilder(), Optional.of(exec));
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

  private ContainerInfo container(PodContainer container) {
    ContainerInfo.Builder info = ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
    container
        .image()
        .ifPresent(image ->
            info.getMesosBuilder()
                .getImageBuilder()
                .setType(Image.Type.DOCKER)
                .setCached(!image.forcePull())
                .getDockerBuilder()
                .setName(image.id()));
    for (VolumeMount mount : container.volumeMounts()) {
      pod.volumes().stream()
          .filter(volume -> volume.name().equals(mount.name()))
          .findFirst()
          .flatMap(volume -> volume(volume, mount))
          .ifPresent(info::addVolumes);
    }
    return info.build();
  }

  /** The persistent volumes that a container mounts; each is mounted by one container only. */
  private Resources kept(PodContainer container) {
    Set<String> mounted = new HashSet<>();
    container.volumeMounts().forEach(mount -> mounted.add(mount.name()));
    return launch
        .taken()
        .filter(key ->
            key.isPersistentVolume()
                && key.disk()
                    .flatMap(Disk::volume)
                    .filter(volume -> mounted.contains(volume.containerPath()))
                    .isPresent());
  }

  /** What lies in a sandbox under this name. */
  private static Volume inSandbox(
      Volume.Builder info, Volume.Source.SandboxPath.Type whose, String name) {
    info.getSourceBuilder()
        .setType(Volume.Source.Type.SANDBOX_PATH)
        .getSandboxPathBuilder()
        .setType(whose)
        .setPath(name);
    return info.build();
  }

  private Optional<Volume> volume(PodDefinition.Volume volume, VolumeMount mount) {
    Volume.Builder info =
        Volume.newBuilder()
            .setContainerPath(mount.mountPath())
            .setMode(mount.readOnly() ? Volume.Mode.RO : Volume.Mode.RW);
    return switch (volume) {
      case PodDefinition.Volume.Host(var _, var path) ->
          Optional.of(info.setHostPath(path).build());
      case PodDefinition.Volume.Ephemeral(var name) ->
          Optional.of(inSandbox(info, Volume.Source.SandboxPath.Type.PARENT, name));
      // It is in the task's own sandbox under its name already.
      case PodDefinition.Volume.Persistent(var name, var _) ->
          mount.mountPath().equals(name)
              ? Optional.empty()
              : Optional.of(inSandbox(info, Volume.Source.SandboxPath.Type.SELF, name));
      case PodDefinition.Volume.Secret(var _, var secret) ->
          Optional.of(
              ContainerInfos.secret(mount.mountPath(), secrets.secret(pod.secrets().get(secret))));
    };
  }
}
