package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.google.protobuf.ByteString;
import dev.stadion.agent.process.ContainerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A container in the words of the engine, in the making. Used by one thread. */
final class DockerSpec {
  final ContainerId id;
  final String image;
  final HostConfig host = HostConfig.newHostConfig();
  final Map<String, String> environment = new LinkedHashMap<>();
  final Map<String, String> labels = new HashMap<>();
  final List<ExposedPort> exposed = new ArrayList<>();
  final List<PortBinding> bindings = new ArrayList<>();
  final List<String> binds = new ArrayList<>();
  final List<String> anonymousVolumes = new ArrayList<>();
  final List<String> aliases = new ArrayList<>();

  /** What has to be written to files of the host before the container is made. */
  final Map<Path, ByteString> secrets = new LinkedHashMap<>();

  List<String> entrypoint = List.of();
  List<String> command = List.of();
  String hostname = "";
  String domainName = "";
  String user = "";
  String workingDirectory = "";
  String macAddress = "";
  String ip = "";
  String stopSignal = "";
  boolean tty;

  DockerSpec(ContainerId id, String image) {
    this.id = id;
    this.image = image;
  }

  String name() {
    return nameOf(id);
  }

  static String nameOf(ContainerId id) {
    return "mesos-" + id;
  }
}
