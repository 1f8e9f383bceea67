package dev.stadion.marathon.wire;

import static dev.stadion.marathon.wire.AppReader.MAX;

import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.Container.Docker;
import dev.stadion.marathon.app.Container.Volume;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.PortDefinition;
import dev.stadion.marathon.app.PortMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads networks, ports and the container, which depend on each other (marathon.md §5.2–§5.5). */
final class NetworkingReader {
  private static final int MAX_PORT = 65535;
  private static final Pattern PORT_NAME = Pattern.compile("[a-z0-9][-a-z0-9]*");
  private static final Pattern NETWORK_NAME = Pattern.compile("[a-z0-9][-a-z0-9_]*");
  private static final List<String> PROTOCOLS = List.of("tcp", "udp", "udp,tcp");

  private final List<Network> networks;
  private final Optional<Container> container;
  private final Optional<List<PortDefinition>> portDefinitions;

  /**
   * @param names that stand for those that were not given
   */
  NetworkingReader(ObjectReader app, ChosenNames names) {
    this.networks =
        app.objects("networks", network -> network(network, names))
            .filter(given -> !given.isEmpty())
            .orElse(List.of(Network.OF_THE_HOST));
    Optional<List<PortDefinition>> given =
        app.objects("portDefinitions", NetworkingReader::portDefinition);
    this.portDefinitions =
        isOfTheHost()
            ? given.or(() -> Optional.of(List.of(PortDefinition.DEFAULT)))
            : Optional.empty();
    Optional<Container> described = app.object("container").map(this::container);
    this.container =
        described.isPresent() || isOfTheHost()
            ? described
            : Optional.of(
                new Container(
                    Container.Type.MESOS,
                    Optional.empty(),
                    Optional.of(List.of(onBridge(PortMapping.DEFAULT))),
                    List.of(),
                    Optional.empty()));
  }

  boolean isOfTheHost() {
    return networks.stream().allMatch(network -> network.mode() == Network.Mode.HOST);
  }

  List<Network> networks() {
    return networks;
  }

  Optional<Container> container() {
    return container;
  }

  Optional<List<PortDefinition>> portDefinitions() {
    return portDefinitions;
  }

  int portCount() {
    return isOfTheHost()
        ? portDefinitions.map(List::size).orElse(0)
        : container.flatMap(Container::portMappings).map(List::size).orElse(0);
  }

  static Network network(ObjectReader network, ChosenNames names) {
    Network.Mode mode =
        switch (network.oneOf(
            "mode", "container", List.of("host", "container", "container/bridge"))) {
          case "host" -> Network.Mode.HOST;
          case "container/bridge" -> Network.Mode.BRIDGE;
          default -> Network.Mode.CONTAINER;
        };
    Optional<String> name = name(network, NETWORK_NAME, 63);
    return new Network(
        mode,
        mode == Network.Mode.CONTAINER ? name.or(names::defaultNetwork) : name,
        network.textMap("labels"));
  }

  private static Optional<String> name(ObjectReader owner, Pattern pattern, int max) {
    Optional<String> name = owner.text("name", 0, max);
    name.ifPresent(given -> {
      if (given.length() <= max && (!pattern.matcher(given).matches() || given.endsWith("-"))) {
        owner.fail("name", "error.pattern");
      }
    });
    return name;
  }

  private static PortDefinition portDefinition(ObjectReader port) {
    return new PortDefinition(
        port.integer("port", 0, 0, MAX_PORT),
        port.oneOf("protocol", "tcp", PROTOCOLS),
        name(port, PORT_NAME, MAX),
        port.textMap("labels"));
  }

  private PortMapping portMapping(ObjectReader mapping) {
    return onBridge(
        new PortMapping(
            mapping.integer("containerPort", 0, 0, MAX_PORT),
            mapping.integer("hostPort", 0, MAX_PORT),
            mapping.integer("servicePort", 0, 0, MAX_PORT),
            mapping.oneOf("protocol", "tcp", PROTOCOLS),
            name(mapping, PORT_NAME, MAX),
            mapping.textMap("labels"),
            mapping.texts("networkNames").orElse(List.of())));
  }

  /** On a bridge every port is reached through the host. */
  private PortMapping onBridge(PortMapping mapping) {
    boolean bridge = networks.stream().anyMatch(n -> n.mode() == Network.Mode.BRIDGE);
    return bridge && mapping.hostPort().isEmpty() ? mapping.withHostPort(0) : mapping;
  }

  private Container container(ObjectReader container) {
    Optional<List<PortMapping>> mappings = container.objects("portMappings", this::portMapping);
    if (!isOfTheHost()) {
      mappings = mappings.or(() -> Optional.of(List.of(onBridge(PortMapping.DEFAULT))));
    }
    return new Container(
        container.constant("type", Container.Type.class, Container.Type.DOCKER),
        container.object("docker").map(NetworkingReader::docker),
        // An empty list says nothing where there can be no mappings.
        mappings.filter(given -> !isOfTheHost() || !given.isEmpty()),
        container.objects("volumes", NetworkingReader::volume).orElse(List.of()),
        container.object("linuxInfo").map(NetworkingReader::linuxInfo));
  }

  private static Docker docker(ObjectReader docker) {
    return new Docker(
        docker.requiredText("image", 1, MAX),
        docker.bool("forcePullImage", false),
        docker.bool("privileged", false),
        docker
            .objects(
                "parameters",
                p -> Map.entry(p.requiredText("key", 1, MAX), p.requiredText("value")))
            .orElse(List.of()),
        docker.object("pullConfig").map(config -> config.requiredText("secret")),
        docker.has("credential"));
  }

  private static Volume volume(ObjectReader volume) {
    String path = volume.text("containerPath").orElse("");
    if (volume.has("secret")) {
      return new Volume.Secret(path, volume.requiredText("secret"));
    }
    String mode = volume.oneOf("mode", "RW", List.of("RO", "RW"));
    Optional<ObjectReader> persistent = volume.object("persistent");
    if (persistent.isPresent()) {
      return persistent(path, mode, persistent.get());
    }
    Optional<ObjectReader> external = volume.object("external");
    if (external.isPresent()) {
      ObjectReader given = external.get();
      return new Volume.External(
          path,
          mode,
          given.requiredText("name"),
          given.requiredText("provider"),
          given.integer("size", 0, MAX),
          given.textMap("options"),
          given.bool("shared", false));
    }
    for (String key : List.of("containerPath", "hostPath", "mode")) {
      if (!volume.has(key)) {
        volume.fail(key, "undefined");
      }
    }
    return new Volume.Host(path, volume.text("hostPath").orElse(""), mode);
  }

  static Volume.Persistent persistent(String path, String mode, ObjectReader persistent) {
    Optional<String> profile = persistent.text("profileName");
    var constraints = new ArrayList<List<String>>();
    persistent.textLists("constraints").orElse(List.of()).forEach(constraints::add);
    return new Volume.Persistent(
        path,
        mode,
        persistent.oneOf(
            "type", profile.isPresent() ? "mount" : "root", List.of("root", "path", "mount")),
        persistent.requiredInteger("size", 0, MAX),
        persistent.integer("maxSize", 0, MAX).map(Integer::longValue),
        profile,
        constraints);
  }

  static Container.LinuxInfo linuxInfo(ObjectReader info) {
    return new Container.LinuxInfo(
        info.object("seccomp")
            .map(s -> new Container.Seccomp(s.text("profileName"), s.bool("unconfined", false))),
        info.object("ipcInfo")
            .map(ipc ->
                new Container.Ipc(
                    ipc.oneOf("mode", "SHARE_PARENT", List.of("PRIVATE", "SHARE_PARENT")),
                    ipc.integer("shmSize", 0, MAX))));
  }
}
