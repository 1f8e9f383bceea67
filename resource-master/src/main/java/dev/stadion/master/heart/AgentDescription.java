package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.FaultDomain;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Optional;

/**
 * What an agent says of itself.
 *
 * @param resources everything it has
 * @param attributes facts about it that offers show
 * @param domain where it stands, when it knows
 * @param capabilities wire names
 * @param info the whole description
 */
public record AgentDescription(
    String hostname,
    int port,
    Resources resources,
    List<Attribute> attributes,
    Optional<FaultDomain> domain,
    List<String> capabilities,
    String version,
    Payload info) {
  public AgentDescription {
    requireNonNull(hostname, "hostname");
    requireNonNull(resources, "resources");
    attributes = List.copyOf(attributes);
    requireNonNull(domain, "domain");
    capabilities = List.copyOf(capabilities);
    requireNonNull(version, "version");
    requireNonNull(info, "info");
  }

  /** Where it listens: two agents never share one. */
  public String address() {
    return hostname + ":" + port;
  }
}
