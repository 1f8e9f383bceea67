package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rewrites spellings of old Marathons into today's (marathon.md §22). Works on what was sent,
 * before it is read; misfits are left in place for the reader to find.
 */
final class LegacyApp {
  private static final List<String> ARCHIVES =
      List.of(".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".gz", ".tgz", ".tbz2", ".txz", ".zip");

  private final ObjectNode app;
  private final Problems problems;

  private final String bridge;

  private LegacyApp(ObjectNode app, String bridge, Problems problems) {
    this.app = app;
    this.bridge = bridge;
    this.problems = problems;
  }

  /**
   * A rewritten copy of {@code sent}.
   *
   * @param bridge the name under which the bridge was asked for as if it were a network
   */
  static ObjectNode modernised(ObjectNode sent, String bridge, Problems problems) {
    var legacy = new LegacyApp(sent.deepCopy(), bridge, problems);
    legacy.dropNulls();
    legacy.uris();
    legacy.ports();
    legacy.networks();
    legacy.mappingsOfPorts();
    return legacy.app;
  }

  private void dropNulls() {
    app.properties().removeIf(entry -> entry.getValue().isNull());
    if (array(app, "args").filter(ArrayNode::isEmpty).isPresent()) {
      app.remove("args");
    }
  }

  private static Optional<ArrayNode> array(ObjectNode node, String key) {
    return node.get(key) instanceof ArrayNode array ? Optional.of(array) : Optional.empty();
  }

  private static Optional<ObjectNode> object(ObjectNode node, String key) {
    return node.get(key) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  private void uris() {
    Optional<ArrayNode> uris = array(app, "uris");
    if (uris.isEmpty()) {
      return;
    }
    if (app.has("fetch")) {
      if (!uris.get().isEmpty()) {
        problems.add("/uris", "may not be set in conjunction with fetch");
      }
    } else {
      ArrayNode fetch = app.putArray("fetch");
      for (JsonNode uri : uris.get()) {
        String lower = uri.asText().toLowerCase(Locale.ROOT);
        fetch.addObject().set("uri", uri);
        ((ObjectNode) fetch.get(fetch.size() - 1))
            .put("extract", ARCHIVES.stream().anyMatch(lower::endsWith));
      }
    }
    app.remove("uris");
  }

  private void ports() {
    Optional<ArrayNode> ports = array(app, "ports");
    if (ports.isEmpty()) {
      return;
    }
    Optional<ArrayNode> definitions = array(app, "portDefinitions");
    if (definitions.isPresent()) {
      // Several clients always send the empty list of old.
      if (!ports.get().isEmpty() && !numbers(ports.get()).equals(portsOf(definitions.get()))) {
        problems.add("/", "cannot specify both ports and port definitions");
      }
    } else if (app.has("ipAddress")) {
      if (!ports.get().isEmpty()) {
        problems.add("/", "cannot specify both an IP address and port");
      }
    } else {
      var made = JsonNodeFactory.instance.arrayNode();
      for (JsonNode port : ports.get()) {
        made.addObject().put("protocol", "tcp").set("port", port);
      }
      app.set("portDefinitions", made);
    }
    var given = numbers(ports.get()).stream().filter(port -> port != 0).toList();
    if (given.stream().distinct().count() != given.size()) {
      problems.add("/ports", "ports must be unique");
    }
    app.remove("ports");
  }

  private static List<Integer> numbers(ArrayNode ports) {
    return ports.valueStream().map(JsonNode::asInt).toList();
  }

  private static List<Integer> portsOf(ArrayNode definitions) {
    return definitions.valueStream().map(definition -> definition.path("port").asInt()).toList();
  }

  private void networks() {
    Optional<ObjectNode> container = object(app, "container");
    Optional<ObjectNode> docker = container.flatMap(c -> object(c, "docker"));
    Optional<String> network =
        docker.map(d -> d.get("network")).filter(JsonNode::isTextual).map(JsonNode::asText);
    Optional<ObjectNode> ipAddress = object(app, "ipAddress");
    if (app.has("networks")) {
      network.ifPresent(
          n -> problems.add("/", "must not specify both container.docker.network and networks"));
      ipAddress.ifPresent(ip -> problems.add("/", "must not specify both networks and ipAddress"));
    } else if (network.isPresent()) {
      ofDocker(network.get(), ipAddress);
    } else {
      ipAddress.ifPresent(ip -> ofIpAddress(ip, docker.isPresent()));
    }
    docker
        .filter(d -> container.orElseThrow().path("type").asText().equals("MESOS"))
        .ifPresent(this::ofMesos);
    docker.ifPresent(d -> mappings(container.orElseThrow(), d, network));
    app.remove("ipAddress");
  }

  /** Only Docker's engine ever had these. */
  private void ofMesos(ObjectNode docker) {
    for (String key : List.of("network", "portMappings")) {
      boolean empty = docker.path(key).isArray() && docker.path(key).isEmpty();
      problems.require(
          !docker.hasNonNull(key) || empty, "/container/docker/" + key, "must be empty");
    }
  }

  private void ofDocker(String network, Optional<ObjectNode> ipAddress) {
    ObjectNode made = app.putArray("networks").addObject();
    switch (network) {
      case "HOST" -> made.put("mode", "host");
      case "BRIDGE" -> made.put("mode", "container/bridge");
      case "USER" -> {
        made.put("mode", "container");
        ipAddress.ifPresent(ip -> describe(made, ip));
      }
      default -> {
        made.put("mode", "host");
        problems.add(
            "/container/docker/network",
            "unsupported docker network type " + ObjectReader.Quoted.shortened(network));
      }
    }
  }

  private void ofIpAddress(ObjectNode ipAddress, boolean docker) {
    ObjectNode made = app.putArray("networks").addObject().put("mode", "container");
    describe(made, ipAddress);
    if (made.path("name").asText().equals(bridge)) {
      made.put("mode", "container/bridge").remove("name");
    }
    ObjectNode container =
        object(app, "container").orElseGet(() -> app.putObject("container").put("type", "MESOS"));
    Optional<ArrayNode> ports = object(ipAddress, "discovery").flatMap(d -> array(d, "ports"));
    if (ports.isPresent() && docker) {
      problems.add(
          "/ipAddress/discovery", "ipAddress/discovery is not allowed for Docker containers");
    } else if (ports.isPresent() && !container.has("portMappings")) {
      ArrayNode mappings = container.putArray("portMappings");
      for (JsonNode port : ports.get()) {
        ObjectNode mapping = mappings.addObject();
        copy(port, "number", mapping, "containerPort");
        copy(port, "name", mapping, "name");
        copy(port, "protocol", mapping, "protocol");
        copy(port, "labels", mapping, "labels");
      }
    }
  }

  private static void describe(ObjectNode network, ObjectNode ipAddress) {
    copy(ipAddress, "networkName", network, "name");
    copy(ipAddress, "labels", network, "labels");
  }

  private static void copy(JsonNode from, String key, ObjectNode to, String as) {
    JsonNode value = from.get(key);
    if (value != null && !value.isNull()) {
      to.set(as, value);
    }
  }

  private void mappings(ObjectNode container, ObjectNode docker, Optional<String> network) {
    JsonNode legacy = docker.remove("portMappings");
    docker.remove("network");
    if (legacy == null || legacy.isNull()) {
      return;
    }
    if (container.hasNonNull("portMappings")) {
      problems.add(
          "/container/docker/portMappings",
          "cannot specify both portMappings and docker.portMappings");
    } else if ((network.isPresent() && !network.get().equals("HOST")) || hasContainerNetwork()) {
      container.set("portMappings", legacy);
    }
  }

  /**
   * Whoever wanted more ports than there are mappings gets as many; the definitions are dropped.
   */
  private void mappingsOfPorts() {
    Optional<ObjectNode> container = object(app, "container");
    int wanted = array(app, "portDefinitions").map(ArrayNode::size).orElse(0);
    if (container.isEmpty() || wanted < 2 || !hasContainerNetwork()) {
      return;
    }
    if (!container.get().hasNonNull("portMappings")) {
      container.get().putArray("portMappings").addObject().put("name", "default");
    }
    array(container.get(), "portMappings")
        .ifPresent(mappings -> {
          while (mappings.size() < wanted) {
            mappings.addObject();
          }
        });
  }

  private boolean hasContainerNetwork() {
    return array(app, "networks").stream()
        .flatMap(ArrayNode::valueStream)
        .anyMatch(network -> !network.path("mode").asText("container").equals("host"));
  }
}
