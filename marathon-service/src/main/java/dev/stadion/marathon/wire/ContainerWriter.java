package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.Container.Docker;
import dev.stadion.marathon.app.Container.Volume;
import dev.stadion.marathon.app.PortMapping;

/** Writes containers (marathon.md §5.2). */
final class ContainerWriter {
  private ContainerWriter() {}

  static ObjectNode write(Container container) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", container.type().name());
    container.docker().ifPresent(docker -> docker(json.putObject("docker"), container, docker));
    ArrayNode volumes = json.putArray("volumes");
    container.volumes().forEach(volume -> volumes.add(volume(volume)));
    container
        .portMappings()
        .ifPresent(mappings -> {
          ArrayNode array = json.putArray("portMappings");
          mappings.forEach(mapping -> array.add(mapping(mapping)));
        });
    container.linuxInfo().ifPresent(info -> linuxInfo(json.putObject("linuxInfo"), info));
    return json;
  }

  private static void docker(ObjectNode json, Container container, Docker docker) {
    json.put("image", docker.image()).put("forcePullImage", docker.forcePullImage());
    json.put("privileged", container.type() == Container.Type.DOCKER && docker.privileged());
    ArrayNode parameters = json.putArray("parameters");
    docker
        .parameters()
        .forEach(p -> parameters.addObject().put("key", p.getKey()).put("value", p.getValue()));
    docker.pullSecret().ifPresent(secret -> json.putObject("pullConfig").put("secret", secret));
  }

  private static ObjectNode mapping(PortMapping mapping) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("containerPort", mapping.containerPort());
    mapping.hostPort().ifPresent(port -> json.put("hostPort", port));
    AppWriter.labels(json.putObject("labels"), mapping.labels());
    mapping.name().ifPresent(name -> json.put("name", name));
    if (!mapping.networkNames().isEmpty()) {
      AppWriter.texts(json.putArray("networkNames"), mapping.networkNames());
    }
    return json.put("protocol", mapping.protocol()).put("servicePort", mapping.servicePort());
  }

  private static ObjectNode volume(Volume volume) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("containerPath", volume.containerPath());
    switch (volume) {
      case Volume.Host(var _, String hostPath, String mode) ->
          json.put("hostPath", hostPath).put("mode", mode);
      case Volume.Persistent persistent -> {
        json.put("mode", persistent.mode());
        persistent(json.putObject("persistent"), persistent);
      }
      case Volume.External external -> {
        json.put("mode", external.mode());
        ObjectNode node =
            json.putObject("external")
                .put("name", external.name())
                .put("provider", external.provider());
        external.size().ifPresent(size -> node.put("size", size));
        AppWriter.labels(node.putObject("options"), external.options());
        node.put("shared", external.shared());
      }
      case Volume.Secret(var _, String secret) -> json.put("secret", secret);
    }
    return json;
  }

  static void persistent(ObjectNode node, Volume.Persistent persistent) {
    node.put("type", persistent.type()).put("size", persistent.size());
    persistent.maxSize().ifPresent(max -> node.put("maxSize", max));
    persistent.profileName().ifPresent(name -> node.put("profileName", name));
    ArrayNode constraints = node.putArray("constraints");
    persistent.constraints().forEach(parts -> AppWriter.texts(constraints.addArray(), parts));
  }

  static void linuxInfo(ObjectNode json, Container.LinuxInfo info) {
    info.seccomp()
        .ifPresent(seccomp -> {
          ObjectNode node = json.putObject("seccomp");
          seccomp.profileName().ifPresent(name -> node.put("profileName", name));
          node.put("unconfined", seccomp.unconfined());
        });
    info.ipc()
        .ifPresent(ipc -> {
          ObjectNode node = json.putObject("ipcInfo").put("mode", ipc.mode());
          ipc.shmSize().ifPresent(size -> node.put("shmSize", size));
        });
  }
}
