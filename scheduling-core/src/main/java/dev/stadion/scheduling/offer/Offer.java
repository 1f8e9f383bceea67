package dev.stadion.scheduling.offer;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;

/**
 * Resources of one agent, held for one framework until it accepts or declines.
 *
 * @param role the role the offer was allocated to
 * @param hostname of the agent
 */
public record Offer(
    OfferId id,
    AgentId agent,
    String hostname,
    String role,
    Resources resources,
    List<Attribute> attributes) {
  public Offer {
    requireNonNull(id, "id");
    requireNonNull(agent, "agent");
    requireNonNull(hostname, "hostname");
    requireNonNull(role, "role");
    requireNonNull(resources, "resources");
    attributes = List.copyOf(attributes);
  }

  /** What is left of this offer after {@code taken} was promised to a task. */
  public Offer without(Resources taken) {
    return new Offer(id, agent, hostname, role, resources.minus(taken), attributes);
  }
}
