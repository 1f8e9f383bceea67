package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.resource.Resources;
import java.util.List;

/**
 * What an agent says of itself.
 *
 * @param resources everything it has
 * @param capabilities wire names
 * @param info the whole description
 */
public record AgentDescription(
    String hostname,
    int port,
    Resources resources,
    List<String> capabilities,
    String version,
    Payload info) {
  public AgentDescription {
    requireNonNull(hostname, "hostname");
    requireNonNull(resources, "resources");
    capabilities = List.copyOf(capabilities);
    requireNonNull(version, "version");
    requireNonNull(info, "info");
  }

  /** Where it listens: two agents never share one. */
  public String address() {
    return hostname + ":" + port;
  }
}
