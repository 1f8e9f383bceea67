package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks images, networks and volumes of a Metronome job (dcos.md §5.2). */
final class ContainerSpecReader {
  private static final Set<String> MODES = Set.of("host", "container", "container/bridge");

  private ContainerSpecReader() {}

  static void read(Sent run, ObjectNode to) {
    if (run.has("docker") && run.has("ucr")) {
      run.problem("docker", "docker and ucr exclude each other");
    }
    if (run.has("docker")) {
      to.set("docker", docker(run.object("docker")));
    }
    if (run.has("ucr")) {
      to.set("ucr", ucr(run.object("ucr")));
    }
    to.set("volumes", volumes(run));
    to.set("networks", networks(run));
  }

  private static ObjectNode docker(Sent sent) {
    ObjectNode docker = JsonNodeFactory.instance.objectNode();
    docker.put("image", sent.text("image"));
    docker.put("forcePullImage", sent.flag("forcePullImage", false));
    docker.put("privileged", sent.flag("privileged", false));
    ArrayNode parameters = docker.putArray("parameters");
    for (Sent parameter : sent.objects("parameters")) {
      parameters
          .addObject()
          .put("key", parameter.text("key"))
          .put("value", parameter.text("value"));
    }
    return docker;
  }

  private static ObjectNode ucr(Sent sent) {
    ObjectNode ucr = JsonNodeFactory.instance.objectNode();
    Sent image = sent.object("image");
    ucr.putObject("image")
        .put("id", image.text("id"))
        .put("kind", image.choice("kind", Set.of("docker", "appc"), "docker"))
        .put("forcePull", image.flag("forcePull", false));
    ucr.put("privileged", sent.flag("privileged", false));
    return ucr;
  }

  private static ArrayNode volumes(Sent run) {
    ArrayNode volumes = JsonNodeFactory.instance.arrayNode();
    for (Sent volume : run.objects("volumes")) {
      if (volume.has("secret")) {
        volume.problem("secret", "secrets are not kept here");
      }
      volumes
          .addObject()
          .put("containerPath", volume.text("containerPath"))
          .put("hostPath", volume.text("hostPath"))
          .put("mode", volume.choice("mode", Set.of("RO", "RW"), "RW"));
    }
    return volumes;
  }

  private static ArrayNode networks(Sent run) {
    ArrayNode networks = JsonNodeFactory.instance.arrayNode();
    var modes = new HashSet<String>();
    var names = new HashSet<String>();
    List<Sent> sent = run.objects("networks");
    for (Sent network : sent) {
      ObjectNode one = networks.addObject();
      String mode = network.choice("mode", MODES, "container");
      modes.add(mode);
      one.put("mode", mode);
      if (network.has("name")) {
        network.copyText("name", one);
        if (!names.add(network.text("name"))) {
          network.problem("name", "must be unique");
        }
      }
      if (network.has("labels")) {
        one.set("labels", network.texts("labels"));
      }
    }
    if (modes.size() > 1) {
      run.problem("networks", "modes must not be mixed");
    }
    boolean image = run.has("docker") || run.has("ucr");
    if (!image && !Set.of("host").containsAll(modes)) {
      run.problem("networks", "a job without an image can only use the host's network");
    }
    if (run.has("docker") && sent.size() > 1) {
      run.problem("networks", "a Docker container can only be in one network");
    }
    return networks;
  }
}
