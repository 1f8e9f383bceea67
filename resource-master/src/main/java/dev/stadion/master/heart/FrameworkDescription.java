package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a framework says of itself (mesos-v1.md §6.2).
 *
 * @param role the deprecated single role, when it was set
 * @param roles as sent; only MULTI_ROLE frameworks may use it
 * @param failoverTimeoutSeconds as sent, checked by {@link FrameworkRules}
 * @param offerMinimums the least that is worth an offer, for roles that say so
 * @param constraints which agents it wants; not durable
 * @param info the whole description
 */
public record FrameworkDescription(
    String user,
    String name,
    Optional<String> role,
    List<String> roles,
    Set<FrameworkCapability> capabilities,
    double failoverTimeoutSeconds,
    boolean checkpoint,
    Optional<String> principal,
    Map<String, OfferMinimum> offerMinimums,
    OfferConstraints constraints,
    Payload info) {
  public FrameworkDescription {
    requireNonNull(user, "user");
    requireNonNull(name, "name");
    requireNonNull(role, "role");
    roles = List.copyOf(roles);
    capabilities = Set.copyOf(capabilities);
    requireNonNull(principal, "principal");
    offerMinimums = Map.copyOf(offerMinimums);
    requireNonNull(constraints, "constraints");
    requireNonNull(info, "info");
  }

  public boolean has(FrameworkCapability capability) {
    return capabilities.contains(capability);
  }

  /** The roles it gets offers for. */
  public List<String> offerRoles() {
    return has(FrameworkCapability.MULTI_ROLE) ? roles : List.of(role.orElse("*"));
  }

  /** This, but with what may never change taken from {@code old}. */
  FrameworkDescription keepingFixedPartsOf(FrameworkDescription old) {
    return new FrameworkDescription(
        old.user,
        name,
        role,
        roles,
        capabilities,
        failoverTimeoutSeconds,
        old.checkpoint,
        old.principal.isPresent() ? old.principal : principal,
        offerMinimums,
        constraints,
        info);
  }
}
