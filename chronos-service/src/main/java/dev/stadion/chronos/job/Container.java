package dev.stadion.chronos.job;

import java.util.List;
import java.util.Optional;

/** The image a run is executed in (chronos.md §2.2). */
public record Container(
    Type type,
    String image,
    Network network,
    Optional<String> networkName,
    List<NetworkInfo> networkInfos,
    List<Volume> volumes,
    boolean forcePullImage,
    List<Pair> parameters) {
  public Container {
    networkInfos = List.copyOf(networkInfos);
    volumes = List.copyOf(volumes);
    parameters = List.copyOf(parameters);
  }

  public enum Type {
    DOCKER,
    MESOS
  }

  public enum Network {
    BRIDGE,
    HOST,
    USER
  }

  public enum Mode {
    RW,
    RO
  }

  /** A key and its value: a docker option, a label. */
  public record Pair(String key, String value) {}

  public record NetworkInfo(
      String name, Optional<String> protocol, List<Pair> labels, List<PortMapping> portMappings) {
    public NetworkInfo {
      labels = List.copyOf(labels);
      portMappings = List.copyOf(portMappings);
    }
  }

  public record PortMapping(int hostPort, int containerPort, Optional<String> protocol) {}

  public record Volume(
      Optional<String> hostPath,
      String containerPath,
      Optional<Mode> mode,
      Optional<ExternalVolume> external) {}

  public record ExternalVolume(String name, String provider, List<Pair> options) {
    public ExternalVolume {
      options = List.copyOf(options);
    }
  }
}
