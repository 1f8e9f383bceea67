package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which agents a framework wants to see at all, by role (mesos-v1.md §3.2). Part of a subscription,
 * not of the framework's description: a new master hears of them anew.
 *
 * @param groups an agent is wanted when every constraint of one group admits it; a role without
 *     groups wants all
 * @param problem why they cannot be used, when they cannot
 * @param sent as the framework wrote them, for who asks; empty without any
 */
public record OfferConstraints(
    Map<String, List<List<AttributeConstraint>>> groups,
    Optional<String> problem,
    Optional<Payload> sent) {
  public static final OfferConstraints NONE =
      new OfferConstraints(Map.of(), Optional.empty(), Optional.empty());

  public OfferConstraints {
    groups = Map.copyOf(groups);
    requireNonNull(problem, "problem");
    requireNonNull(sent, "sent");
  }

  public static OfferConstraints refused(String problem) {
    return new OfferConstraints(Map.of(), Optional.of(problem), Optional.empty());
  }

  boolean admit(String role, AgentDescription agent) {
    List<List<AttributeConstraint>> wanted = groups.get(role);
    return wanted == null
        || wanted.stream()
            .anyMatch(group -> group.stream().allMatch(constraint -> constraint.admits(agent)));
  }
}
