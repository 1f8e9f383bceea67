package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.mesos.v1.DiscoveryInfo;
import dev.stadion.mesos.v1.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects what others shall find of a task through a master (marathon.md §10). */
final class DiscoveryInfos {
  private final DiscoveryInfo.Builder discovery;
  private final List<Network> networks;
  private final boolean hostNetworked;

  /**
   * @param networks that the task joins
   */
  DiscoveryInfos(RunSpec spec, List<Network> networks) {
    this.discovery =
        DiscoveryInfo.newBuilder()
            .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
            .setName(spec.id().hostName());
    this.networks = List.copyOf(networks);
    this.hostNetworked = networks.stream().allMatch(n -> n.mode() == Network.Mode.HOST);
  }

  /**
   * A port.
   *
   * @param onHost whether {@code number} is a port of the agent
   * @param ofNetworks to which it belongs when it is not; empty is all
   */
  record Found(
      int number,
      boolean onHost,
      List<String> protocols,
      Optional<String> name,
      SortedMap<String, String> labels,
      List<String> ofNetworks) {}

  void add(Found port) {
    if (hostNetworked) {
      add(port, Map.of());
    } else if (port.onHost()) {
      add(port, Map.of("network-scope", "host"));
    } else {
      for (Network network : networks) {
        String name = network.name().orElse("");
        if (port.ofNetworks().isEmpty() || port.ofNetworks().contains(name)) {
          add(port, Map.of("network-scope", "container", "network-name", name));
        }
      }
    }
  }

  /** One entry for each protocol. */
  private void add(Found port, Map<String, String> more) {
    var labels = new TreeMap<>(port.labels());
    labels.putAll(more);
    for (String protocol : port.protocols()) {
      Port.Builder entry =
          discovery
              .getPortsBuilder()
              .addPortsBuilder()
              .setNumber(port.number())
              .setProtocol(protocol);
      port.name().ifPresent(entry::setName);
      if (!labels.isEmpty()) {
        entry.setLabels(TaskInfos.labels(labels));
      }
    }
  }

  DiscoveryInfo build() {
    return discovery.build();
  }
}
