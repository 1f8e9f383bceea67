package dev.stadion.marathon.app;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the task's processes are wrapped in (marathon.md §5.2).
 *
 * @param portMappings absent under host networking
 */
public record Container(
    Type type,
    Optional<Docker> docker,
    Optional<List<PortMapping>> portMappings,
    List<Volume> volumes,
    Optional<LinuxInfo> linuxInfo) {
  public Container {
    portMappings = portMappings.map(List::copyOf);
    volumes = List.copyOf(volumes);
  }

  /** Who runs the container. */
  public enum Type {
    MESOS,
    DOCKER
  }

  Container withPortMappings(Optional<List<PortMapping>> mappings) {
    return new Container(type, docker, mappings, volumes, linuxInfo);
  }

  /**
   * The image and how to run it.
   *
   * @param pullSecret names the declared secret with the registry's credentials
   */
  public record Docker(
      String image,
      boolean forcePullImage,
      boolean privileged,
      List<Map.Entry<String, String>> parameters,
      Optional<String> pullSecret,
      boolean hasCredential) {
    public Docker {
      parameters = List.copyOf(parameters);
    }
  }

  /** Something mounted into the container (marathon.md §5.5). */
  public sealed interface Volume {
    String containerPath();

    record Host(String containerPath, String hostPath, String mode) implements Volume {}

    record Persistent(
        String containerPath,
        String mode,
        String type,
        long size,
        Optional<Long> maxSize,
        Optional<String> profileName,
        List<List<String>> constraints)
        implements Volume {
      public Persistent {
        constraints = constraints.stream().map(List::copyOf).toList();
      }
    }

    record External(
        String containerPath,
        String mode,
        String name,
        String provider,
        Optional<Integer> size,
        SortedMap<String, String> options,
        boolean shared)
        implements Volume {
      public External {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
      }
    }

    record Secret(String containerPath, String secret) implements Volume {}
  }

  /** Kernel matters. */
  public record LinuxInfo(Optional<Seccomp> seccomp, Optional<Ipc> ipc) {}

  public record Seccomp(Optional<String> profileName, boolean unconfined) {}

  public record Ipc(String mode, Optional<Integer> shmSize) {}
}
