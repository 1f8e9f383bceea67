package dev.stadion.marathon.app;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which networks go together, and which ports go with them (marathon.md §5.3, §5.4). */
final class NetworkValidation {
  private NetworkValidation() {}

  static void check(AppDefinition app, Problems problems) {
    networks(app.networks(), problems);
    problems.require(
        app.networks().size() <= 1
            || app.container().filter(c -> c.type() == Container.Type.DOCKER).isEmpty(),
        "/networks",
        "may only specify a single container network when using the Docker container engine");
    mappings(app, problems);
  }

  static void networks(List<Network> networks, Problems problems) {
    for (int i = 0; i < networks.size(); i++) {
      Network network = networks.get(i);
      String path = "/networks(" + i + ")";
      switch (network.mode()) {
        case HOST ->
            problems.require(
                network.name().isEmpty() && network.labels().isEmpty(),
                path,
                "Host networks may not have names or labels");
        case BRIDGE ->
            problems.require(network.name().isEmpty(), path, "Bridge networks may not have names");
        case CONTAINER ->
            problems.require(
                network.name().isPresent(),
                path,
                "Network name must be specified when container network is selected.");
      }
    }
    problems.require(
        new HashSet<>(networks).size() == networks.size(),
        "/networks",
        "Duplicate networks are not allowed");
    boolean onlyContainer =
        networks.stream().allMatch(network -> network.mode() == Network.Mode.CONTAINER);
    problems.require(
        networks.size() == 1 || onlyContainer,
        "/networks",
        "May specify a single host network, single bridge network, or else 1-to-n container"
            + " networks");
  }

  private static void mappings(AppDefinition app, Problems problems) {
    Set<String> names =
        app.networks().stream().flatMap(n -> n.name().stream()).collect(Collectors.toSet());
    List<PortMapping> mappings = app.portMappings();
    problems.require(
        mappings.isEmpty() || !app.isHostNetworked(),
        "/container/portMappings",
        "portMappings are not allowed with host-networking");
    for (int i = 0; i < mappings.size(); i++) {
      PortMapping mapping = mappings.get(i);
      String path = "/container/portMappings(" + i + ")";
      for (String name : mapping.networkNames()) {
        problems.require(
            names.contains(name),
            path + "/networkNames",
            "is not one of (" + String.join(",", names.stream().sorted().toList()) + ")");
      }
      problems.require(
          mapping.hostPort().isEmpty() || names.size() <= 1 || mapping.networkNames().size() == 1,
          path,
          "networkNames must be a single item list when hostPort is specified and more than 1"
              + " container network is defined");
    }
  }
}
