package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.Container.Docker;
import dev.stadion.marathon.app.Container.Volume;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.launch.Ports.TaskPort;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Image;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Parameter;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.scheduling.id.TaskId;
import java.util.List;
import java.util.Optional;

/** Describes containers to a master (marathon.md §5.2). */
final class ContainerInfos {
  private ContainerInfos() {}

  static ContainerInfo of(
      AppDefinition app,
      Container container,
      TaskId task,
      List<TaskPort> ports,
      SecretValues secrets) {
    ContainerInfo.Builder info = ContainerInfo.newBuilder();
    switch (container.type()) {
      case DOCKER -> {
        info.setType(ContainerInfo.Type.DOCKER);
        container.docker().ifPresent(docker -> info.setDocker(docker(app, docker, task, ports)));
      }
      case MESOS -> {
        info.setType(ContainerInfo.Type.MESOS);
        container
            .docker()
            .ifPresent(docker ->
                info.getMesosBuilder()
                    .getImageBuilder()
                    .setType(Image.Type.DOCKER)
                    .setCached(!docker.forcePullImage())
                    .getDockerBuilder()
                    .setName(docker.image()));
      }
    }
    for (Volume volume : container.volumes()) {
      if (volume instanceof Volume.Host(String inside, String outside, String mode)) {
        info.addVolumesBuilder()
            .setContainerPath(inside)
            .setHostPath(outside)
            .setMode(dev.stadion.mesos.v1.Volume.Mode.valueOf(mode));
      }
      if (volume instanceof Volume.Secret(String inside, String secret)) {
        info.addVolumes(secret(inside, secrets.secret(app.secrets().get(secret))));
      }
    }
    for (Network network : app.networks()) {
      if (network.mode() == Network.Mode.CONTAINER) {
        NetworkInfo.Builder joined = info.addNetworkInfosBuilder();
        network.name().ifPresent(joined::setName);
        if (!network.labels().isEmpty()) {
          joined.setLabels(TaskInfos.labels(network.labels()));
        }
      }
    }
    return info.build();
  }

  /** A file that holds a secret. */
  static dev.stadion.mesos.v1.Volume secret(String inside, Secret secret) {
    var volume =
        dev.stadion.mesos.v1.Volume.newBuilder()
            .setContainerPath(inside)
            .setMode(dev.stadion.mesos.v1.Volume.Mode.RO);
    volume
        .getSourceBuilder()
        .setType(dev.stadion.mesos.v1.Volume.Source.Type.SECRET)
        .setSecret(secret);
    return volume.build();
  }

  private static ContainerInfo.DockerInfo docker(
      AppDefinition app, Docker docker, TaskId task, List<TaskPort> ports) {
    ContainerInfo.DockerInfo.Builder info =
        ContainerInfo.DockerInfo.newBuilder()
            .setImage(docker.image())
            .setForcePullImage(docker.forcePullImage())
            .setPrivileged(docker.privileged())
            .setNetwork(network(app));
    docker
        .parameters()
        .forEach(parameter ->
            info.addParameters(
                Parameter.newBuilder().setKey(parameter.getKey()).setValue(parameter.getValue())));
    info.addParameters(
        Parameter.newBuilder().setKey("label").setValue("MESOS_TASK_ID=" + task.value()));
    if (!app.isHostNetworked()) {
      for (TaskPort port : ports) {
        if (port.host()) {
          for (String protocol : port.protocol().split(",", -1)) {
            info.addPortMappingsBuilder()
                .setHostPort(port.effective())
                .setContainerPort(port.container())
                .setProtocol(protocol);
          }
        }
      }
    }
    return info.build();
  }

  private static ContainerInfo.DockerInfo.Network network(AppDefinition app) {
    Optional<Network> first = app.networks().stream().findFirst();
    return switch (first.map(Network::mode).orElse(Network.Mode.HOST)) {
      case HOST -> ContainerInfo.DockerInfo.Network.HOST;
      case BRIDGE -> ContainerInfo.DockerInfo.Network.BRIDGE;
      case CONTAINER -> ContainerInfo.DockerInfo.Network.USER;
    };
  }
}
