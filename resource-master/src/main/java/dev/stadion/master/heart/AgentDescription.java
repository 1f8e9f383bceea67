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
 * @param principal who it has shown to be, when it had to
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
    Optional<String> principal,
    Payload info) {
  public AgentDescription {
    requireNonNull(hostname, "hostname");
    requireNonNull(resources, "resources");
    attributes = List.copyOf(attributes);
    requireNonNull(domain, "domain");
    capabilities = List.copyOf(capabilities);
    requireNonNull(version, "version");
    requireNonNull(principal, "principal");
    requireNonNull(info, "info");
  }

  /** An agent that nobody has asked who it is. */
  public AgentDescription(
      String hostname,
      int port,
      Resources resources,
      List<Attribute> attributes,
      Optional<FaultDomain> domain,
      List<String> capabilities,
      String version,
      Payload info) {
    this(
        hostname,
        port,
        resources,
        attributes,
        domain,
        capabilities,
        version,
        Optional.empty(),
        info);
  }

  /** This, of an agent that has shown to be {@code shown}. */
  public AgentDescription by(Optional<String> shown) {
    return new AgentDescription(
        hostname, port, resources, attributes, domain, capabilities, version, shown, info);
  }

  /** Whether this agent has shown to be somebody else than {@code other} did. */
  boolean isForeignTo(AgentDescription other) {
    return principal.isPresent()
        && other.principal.isPresent()
        && !principal.equals(other.principal);
  }

  /** Where it listens: two agents never share one. */
  public String address() {
    return hostname + ":" + port;
  }
}
