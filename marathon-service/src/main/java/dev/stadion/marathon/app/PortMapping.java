package dev.stadion.marathon.app;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A port of a container and how it is reached (marathon.md §5.4).
 *
 * @param containerPort 0: the same as the host port
 * @param hostPort absent: not reachable through the host; 0: any
 * @param servicePort 0 until one is assigned
 */
public record PortMapping(
    int containerPort,
    Optional<Integer> hostPort,
    int servicePort,
    String protocol,
    Optional<String> name,
    SortedMap<String, String> labels,
    List<String> networkNames) {
  public PortMapping {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    networkNames = List.copyOf(networkNames);
  }

  /** What a container gets that says nothing of ports. */
  public static final PortMapping DEFAULT =
      new PortMapping(
          0, Optional.empty(), 0, "tcp", Optional.of("default"), new TreeMap<>(), List.of());

  PortMapping withServicePort(int assigned) {
    return new PortMapping(containerPort, hostPort, assigned, protocol, name, labels, networkNames);
  }

  public PortMapping withHostPort(int port) {
    return new PortMapping(
        containerPort, Optional.of(port), servicePort, protocol, name, labels, networkNames);
  }
}
