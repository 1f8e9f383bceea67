package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.Container.Docker;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.PortMapping;
import dev.stadion.marathon.launch.Ports.TaskPort;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Parameter;
import dev.stadion.scheduling.id.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes containers of apps to a master (marathon.md §5.2). */
final class ContainerInfos {
  private final AppDefinition app;
  private final List<TaskPort> ports;
  private final SecretValues secrets;
  private final ChosenNames names;

  private ContainerInfos(
      AppDefinition app, List<TaskPort> ports, SecretValues secrets, ChosenNames names) {
    this.app = app;
    this.ports = ports;
    this.secrets = secrets;
    this.names = names;
  }

  /**
   * Empty for an app that runs as a plain process.
   *
   * @param ports of the task, in the order in which the app declares them
   */
  static Optional<ContainerInfo> of(
      AppDefinition app,
      TaskId task,
      List<TaskPort> ports,
      SecretValues secrets,
      ChosenNames names) {
    boolean terminal = app.tty().orElse(false);
    if (app.container().isEmpty() && !terminal) {
      return Optional.empty();
    }
    var described = new ContainerInfos(app, ports, secrets, names);
    ContainerInfo.Builder info =
        app.container()
            .map(container -> described.container(container, task))
            .orElseGet(() -> ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS));
    if (terminal) {
      info.setTtyInfo(LinuxInfos.TERMINAL);
    }
    return Optional.of(info.build());
  }

  private ContainerInfo.Builder container(Container container, TaskId task) {
    ContainerInfo.Builder info = ContainerInfo.newBuilder();
    switch (container.type()) {
      case DOCKER -> {
        info.setType(ContainerInfo.Type.DOCKER);
        container.docker().ifPresent(docker -> info.setDocker(docker(docker, task)));
        app.networks().stream()
            .filter(network -> network.mode() == Network.Mode.CONTAINER)
            .forEach(network -> info.addNetworkInfos(named(network)));
      }
      case MESOS -> {
        info.setType(ContainerInfo.Type.MESOS);
        container
            .docker()
            .ifPresent(docker ->
                info.getMesosBuilder()
                    .setImage(
                        Images.of(
                            docker.image(),
                            docker.forcePullImage(),
                            docker.pullSecret(),
                            app.secrets(),
                            secrets)));
        app.networks().stream()
            .flatMap(network -> NetworkInfos.of(network, mapped(), names).stream())
            .forEach(info::addNetworkInfos);
      }
    }
    container.volumes().forEach(volume -> VolumeInfos.add(info, volume, app.secrets(), secrets));
    container.linuxInfo().map(LinuxInfos::of).ifPresent(info::setLinuxInfo);
    return info;
  }

  /** Docker's engine is told no more of a network than which one it is. */
  private static NetworkInfo named(Network network) {
    NetworkInfo.Builder joined = NetworkInfo.newBuilder();
    network.name().ifPresent(joined::setName);
    if (!network.labels().isEmpty()) {
      joined.setLabels(TaskInfos.labels(network.labels()));
    }
    return joined.build();
  }

  private List<NetworkInfos.Mapped> mapped() {
    List<PortMapping> mappings = app.portMappings();
    var mapped = new ArrayList<NetworkInfos.Mapped>();
    for (int i = 0; i < mappings.size() && i < ports.size(); i++) {
      TaskPort port = ports.get(i);
      if (port.host()) {
        mapped.add(
            new NetworkInfos.Mapped(
                port.effective(),
                port.container(),
                List.of(port.protocol().split(",", -1)),
                mappings.get(i).networkNames()));
      }
    }
    return mapped;
  }

  private ContainerInfo.DockerInfo docker(Docker docker, TaskId task) {
    ContainerInfo.DockerInfo.Builder info =
        ContainerInfo.DockerInfo.newBuilder()
            .setImage(docker.image())
            .setForcePullImage(docker.forcePullImage())
            .setPrivileged(docker.privileged())
            .setNetwork(network());
    docker
        .parameters()
        .forEach(parameter ->
            info.addParameters(
                Parameter.newBuilder().setKey(parameter.getKey()).setValue(parameter.getValue())));
    info.addParameters(
        Parameter.newBuilder().setKey("label").setValue("MESOS_TASK_ID=" + task.value()));
    if (!app.isHostNetworked()) {
      for (NetworkInfos.Mapped port : mapped()) {
        for (String protocol : port.protocols()) {
          info.addPortMappingsBuilder()
              .setHostPort(port.hostPort())
              .setContainerPort(port.containerPort())
              .setProtocol(protocol);
        }
      }
    }
    return info.build();
  }

  private ContainerInfo.DockerInfo.Network network() {
    Optional<Network> first = app.networks().stream().findFirst();
    return switch (first.map(Network::mode).orElse(Network.Mode.HOST)) {
      case HOST -> ContainerInfo.DockerInfo.Network.HOST;
      case BRIDGE -> ContainerInfo.DockerInfo.Network.BRIDGE;
      case CONTAINER -> ContainerInfo.DockerInfo.Network.USER;
    };
  }
}
