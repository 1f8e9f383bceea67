package dev.stadion.marathon.app;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A port under host networking (marathon.md §5.4).
 *
 * @param port the service port; 0 until one is assigned
 * @param protocol {@code tcp}, {@code udp} or {@code udp,tcp}
 */
public record PortDefinition(
    int port, String protocol, Optional<String> name, SortedMap<String, String> labels) {
  /** What an app gets that says nothing of ports. */
  public static final PortDefinition DEFAULT =
      new PortDefinition(0, "tcp", Optional.of("default"), new TreeMap<>());

  public PortDefinition {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  PortDefinition withPort(int assigned) {
    return new PortDefinition(assigned, protocol, name, labels);
  }
}
