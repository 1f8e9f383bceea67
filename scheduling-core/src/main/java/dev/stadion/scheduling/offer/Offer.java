package dev.stadion.scheduling.offer;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Resources of one agent, held for one framework until it accepts or declines.
 *
 * @param role the role the offer was allocated to
 * @param hostname of the agent
 * @param domain where the agent stands, when it says so
 * @param unavailability the agent's next planned maintenance
 * @param agentUrl where the agent answers, when the master says so
 */
public record Offer(
    OfferId id,
    AgentId agent,
    String hostname,
    String role,
    Resources resources,
    List<Attribute> attributes,
    Optional<FaultDomain> domain,
    Optional<Unavailability> unavailability,
    Optional<URI> agentUrl) {
  public Offer {
    requireNonNull(id, "id");
    requireNonNull(agent, "agent");
    requireNonNull(hostname, "hostname");
    requireNonNull(role, "role");
    requireNonNull(resources, "resources");
    attributes = List.copyOf(attributes);
    requireNonNull(domain, "domain");
    requireNonNull(unavailability, "unavailability");
    requireNonNull(agentUrl, "agentUrl");
  }

  /** An offer of an agent that names no fault domain and plans no maintenance. */
  public Offer(
      OfferId id,
      AgentId agent,
      String hostname,
      String role,
      Resources resources,
      List<Attribute> attributes) {
    this(id, agent, hostname, role, resources, attributes, Optional.empty(), Optional.empty());
  }

  /** An offer of an agent whose address the master does not tell. */
  public Offer(
      OfferId id,
      AgentId agent,
      String hostname,
      String role,
      Resources resources,
      List<Attribute> attributes,
      Optional<FaultDomain> domain,
      Optional<Unavailability> unavailability) {
    this(
        id, agent, hostname, role, resources, attributes, domain, unavailability, Optional.empty());
  }

  public Offer withAgentUrl(Optional<URI> url) {
    return new Offer(id, agent, hostname, role, resources, attributes, domain, unavailability, url);
  }

  /** What is left of this offer after {@code taken} was promised to a task. */
  public Offer without(Resources taken) {
    return new Offer(
        id,
        agent,
        hostname,
        role,
        resources.minus(taken),
        attributes,
        domain,
        unavailability,
        agentUrl);
  }
}
