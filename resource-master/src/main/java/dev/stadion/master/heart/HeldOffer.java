package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Resources of one agent in the hands of one framework. Offers live in memory only: a new master
 * starts without any.
 *
 * @param description of the agent, as it stood when the offer was made
 * @param executors the framework's own executors on that agent
 * @param expiresAt when it is taken back unless it was answered; empty: never
 */
public record HeldOffer(
    OfferId id,
    FrameworkId framework,
    AgentId agent,
    String role,
    Resources resources,
    AgentDescription description,
    List<String> executors,
    Optional<Instant> expiresAt) {
  public HeldOffer {
    requireNonNull(id, "id");
    requireNonNull(framework, "framework");
    requireNonNull(agent, "agent");
    requireNonNull(role, "role");
    requireNonNull(resources, "resources");
    requireNonNull(description, "description");
    executors = List.copyOf(executors);
    requireNonNull(expiresAt, "expiresAt");
  }

  /** When to take it back. */
  Optional<Deadline> expiry() {
    return expiresAt.map(
        at -> new Deadline(at, Deadline.Kind.OFFER_TIMES_OUT, framework.value(), id.value()));
  }
}
