package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.Network;
import dev.stadion.mesos.v1.NetworkInfo;
import java.util.List;
import java.util.Optional;

/** Describes networks that agents' own containers join to a master (marathon.md §5.3). Pure. */
final class NetworkInfos {
  private NetworkInfos() {}

  /**
   * A port of the host that leads to one of the container.
   *
   * @param networks to which it belongs; empty is all
   */
  record Mapped(int hostPort, int containerPort, List<String> protocols, List<String> networks) {
    Mapped {
      protocols = List.copyOf(protocols);
      networks = List.copyOf(networks);
    }

    private boolean isOf(Optional<String> network) {
      return networks.stream().allMatch(name -> network.filter(name::equals).isPresent());
    }
  }

  /** Empty for the host's own network, which nobody has to join. */
  static Optional<NetworkInfo> of(Network network, List<Mapped> ports, ChosenNames names) {
    return switch (network.mode()) {
      case HOST -> Optional.empty();
      case BRIDGE -> Optional.of(joined(network, Optional.of(names.bridge()), ports));
      case CONTAINER ->
          Optional.of(
              joined(
                  network,
                  network.name(),
                  ports.stream().filter(port -> port.isOf(network.name())).toList()));
    };
  }

  private static NetworkInfo joined(Network network, Optional<String> name, List<Mapped> ports) {
    NetworkInfo.Builder info = NetworkInfo.newBuilder();
    name.ifPresent(info::setName);
    if (!network.labels().isEmpty()) {
      info.setLabels(TaskInfos.labels(network.labels()));
    }
    for (Mapped port : ports) {
      for (String protocol : port.protocols()) {
        info.addPortMappingsBuilder()
            .setHostPort(port.hostPort())
            .setContainerPort(port.containerPort())
            .setProtocol(protocol);
      }
    }
    return info.build();
  }
}
