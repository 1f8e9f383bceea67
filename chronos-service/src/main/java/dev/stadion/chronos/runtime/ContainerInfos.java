package dev.stadion.chronos.runtime;

import dev.stadion.chronos.job.Container;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ContainerInfo.DockerInfo;
import dev.stadion.mesos.v1.Image;
import dev.stadion.mesos.v1.Label;
import dev.stadion.mesos.v1.Labels;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Parameter;
import dev.stadion.mesos.v1.Parameters;
import dev.stadion.mesos.v1.Volume;

/** A job's container as the master wants it (chronos.md §2.2). Pure. */
final class ContainerInfos {
  private ContainerInfos() {}

  static ContainerInfo of(Container container) {
    var info = ContainerInfo.newBuilder();
    switch (container.type()) {
      case DOCKER -> info.setType(ContainerInfo.Type.DOCKER).setDocker(docker(container));
      case MESOS ->
          info.setType(ContainerInfo.Type.MESOS)
              .setMesos(
                  ContainerInfo.MesosInfo.newBuilder()
                      .setImage(
                          Image.newBuilder()
                              .setType(Image.Type.DOCKER)
                              .setDocker(Image.Docker.newBuilder().setName(container.image()))
                              .setCached(!container.forcePullImage())));
    }
    container.volumes().forEach(volume -> info.addVolumes(volume(volume)));
    container
        .networkName()
        .ifPresent(name -> info.addNetworkInfos(NetworkInfo.newBuilder().setName(name)));
    container.networkInfos().forEach(network -> info.addNetworkInfos(network(network)));
    return info.build();
  }

  private static DockerInfo docker(Container container) {
    var docker =
        DockerInfo.newBuilder()
            .setImage(container.image())
            .setNetwork(
                switch (container.network()) {
                  case BRIDGE -> DockerInfo.Network.BRIDGE;
                  case HOST -> DockerInfo.Network.HOST;
                  case USER -> DockerInfo.Network.USER;
                })
            .setForcePullImage(container.forcePullImage());
    container.parameters().forEach(p -> docker.addParameters(parameter(p)));
    for (Container.NetworkInfo network : container.networkInfos()) {
      for (Container.PortMapping port : network.portMappings()) {
        var mapping =
            DockerInfo.PortMapping.newBuilder()
                .setHostPort(port.hostPort())
                .setContainerPort(port.containerPort());
        port.protocol().ifPresent(mapping::setProtocol);
        docker.addPortMappings(mapping);
      }
    }
    return docker.build();
  }

  private static Parameter parameter(Container.Pair pair) {
    return Parameter.newBuilder().setKey(pair.key()).setValue(pair.value()).build();
  }

  private static Volume volume(Container.Volume volume) {
    var info =
        Volume.newBuilder()
            .setContainerPath(volume.containerPath())
            .setMode(
                volume.mode().filter(Container.Mode.RO::equals).isPresent()
                    ? Volume.Mode.RO
                    : Volume.Mode.RW);
    volume.hostPath().ifPresent(info::setHostPath);
    volume
        .external()
        .ifPresent(external -> {
          var options = Parameters.newBuilder();
          external.options().forEach(o -> options.addParameter(parameter(o)));
          info.setSource(
              Volume.Source.newBuilder()
                  .setType(Volume.Source.Type.DOCKER_VOLUME)
                  .setDockerVolume(
                      Volume.Source.DockerVolume.newBuilder()
                          .setDriver(external.provider())
                          .setName(external.name())
                          .setDriverOptions(options)));
        });
    return info.build();
  }

  private static NetworkInfo network(Container.NetworkInfo network) {
    var info = NetworkInfo.newBuilder().setName(network.name());
    network
        .protocol()
        .ifPresent(protocol ->
            info.addIpAddresses(
                NetworkInfo.IPAddress.newBuilder()
                    .setProtocol(NetworkInfo.Protocol.valueOf(protocol))));
    var labels = Labels.newBuilder();
    network
        .labels()
        .forEach(l -> labels.addLabels(Label.newBuilder().setKey(l.key()).setValue(l.value())));
    info.setLabels(labels);
    for (Container.PortMapping port : network.portMappings()) {
      var mapping =
          NetworkInfo.PortMapping.newBuilder()
              .setHostPort(port.hostPort())
              .setContainerPort(port.containerPort());
      port.protocol().ifPresent(mapping::setProtocol);
      info.addPortMappings(mapping);
    }
    return info.build();
  }
}
