package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.launch.PodEnvironment;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.PodPorts;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.DiscoveryInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.LinuxInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Describes instances of pods to a master: one executor, one group of tasks. Pure. */
final class PodInfos {
  private final PodLaunch launch;
  private final SecretValues secrets;
  private final ChosenNames names;
  private final PodDefinition pod;
  private final List<PodPorts.Bound> ports;
  private final Shares shares;
  private final PodVolumes volumes;

  private PodInfos(PodLaunch launch, SecretValues secrets, ChosenNames names) {
    this.launch = launch;
    this.secrets = secrets;
    this.names = names;
    this.pod = launch.pod().pod();
    this.ports = PodPorts.of(pod, launch.place().hostPorts());
    this.shares = new Shares(launch.taken(), pod.role());
    this.volumes = new PodVolumes(pod, launch.taken(), secrets);
  }

  /** The operation that launches all of it or nothing. */
  static Offer.Operation of(PodLaunch launch, SecretValues secrets, ChosenNames names) {
    return new PodInfos(launch, secrets, names).operation();
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
                    ResourceConverter.toProto(
                        shares.take(pod.executorResources(), List.of()).plus(volumes.shared()))));
    if (!pod.labels().isEmpty()) {
      executor.setLabels(TaskInfos.labels(pod.labels()));
    }
    container().ifPresent(executor::setContainer);
    return executor.build();
  }

  /** What all containers share; empty when that is nothing but the sandbox. */
  private Optional<ContainerInfo> container() {
    ContainerInfo.Builder container = ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
    pod.networks().stream()
        .flatMap(network -> NetworkInfos.of(network, mapped(), names).stream())
        .forEach(container::addNetworkInfos);
    pod.shared().linuxInfo().map(LinuxInfos::of).ifPresent(container::setLinuxInfo);
    return container.getNetworkInfosCount() > 0 || container.hasLinuxInfo()
        ? Optional.of(container.build())
        : Optional.empty();
  }

  private List<NetworkInfos.Mapped> mapped() {
    return ports.stream()
        .filter(bound -> bound.hostPort().isPresent())
        .map(bound ->
            new NetworkInfos.Mapped(
                bound.hostPort().get(),
                bound.listening().orElseThrow(),
                bound.endpoint().protocol(),
                bound.endpoint().networkNames()))
        .toList();
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
                        shares.take(container.resources(), hostPorts).plus(volumes.of(container)))))
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
    var checks = new PodCheckInfos(ports);
    container.healthCheck().flatMap(checks::of).ifPresent(task::setHealthCheck);
    container.check().flatMap(checks::of).ifPresent(task::setCheck);
    return task.setContainer(container(container)).setDiscovery(discovery(container)).build();
  }

  private DiscoveryInfo discovery(PodContainer container) {
    var discovery = new DiscoveryInfos(pod, pod.networks());
    for (PodPorts.Bound bound : ports) {
      Optional<Integer> number = bound.hostPort().or(bound::listening);
      if (bound.container().equals(container) && number.isPresent()) {
        PodDefinition.Endpoint endpoint = bound.endpoint();
        discovery.add(
            new DiscoveryInfos.Found(
                number.get(),
                bound.hostPort().isPresent(),
                endpoint.protocol(),
                Optional.of(endpoint.name()),
                endpoint.labels(),
                endpoint.networkNames()));
      }
    }
    return discovery.build();
  }

  private CommandInfo command(PodContainer container, TaskId task) {
    CommandInfo.Builder command = CommandInfo.newBuilder();
    container
        .exec()
        .ifPresentOrElse(
            exec ->
                PodCheckInfos.exec(
                    command,
                    exec,
                    container.image().isEmpty() || container.overrideEntrypoint().orElse(false)),
            () -> command.setShell(false));
    container.user().or(pod::user).ifPresent(command::setUser);
    TaskInfos.artifacts(command, container.artifacts());
    Environment.Builder environment = command.getEnvironmentBuilder();
    PodEnvironment.of(launch, container, task, executorId(), names.variables())
        .forEach((name, value) -> environment.addVariablesBuilder().setName(name).setValue(value));
    var variables = new TreeMap<>(pod.environment());
    variables.putAll(container.environment());
    TaskInfos.secrets(environment, variables, pod.secrets(), secrets);
    return command.build();
  }

  private ContainerInfo container(PodContainer container) {
    ContainerInfo.Builder info = ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
    container
        .image()
        .ifPresent(image ->
            info.getMesosBuilder()
                .setImage(
                    Images.of(
                        image.id(),
                        image.forcePull(),
                        image.pullSecret(),
                        pod.secrets(),
                        secrets)));
    info.addAllVolumes(volumes.mounts(container));
    if (container.tty().orElse(false)) {
      info.setTtyInfo(LinuxInfos.TERMINAL);
    }
    info.setLinuxInfo(
        container
            .linuxInfo()
            .map(LinuxInfos::builder)
            .orElseGet(LinuxInfo::newBuilder)
            .setShareCgroups(pod.shared().legacyCgroups().orElse(false)));
    return info.build();
  }
}
