package dev.stadion.scheduling.matching;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.resource.Quantity.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one task needs from one offer.
 *
 * @param ports one entry for each host port, in the order in which the task will see them
 * @param roles the reservation roles whose resources may be used; {@code *} means unreserved
 * @param allocationRole the role the offer must have been allocated to; empty when any will do
 * @param rules what the offer must fulfil besides, such as constraints
 */
public record Demand(
    Scalar cpus,
    Scalar mem,
    Scalar disk,
    Scalar gpus,
    List<PortDemand> ports,
    Set<String> roles,
    Optional<String> allocationRole,
    List<OfferRule> rules) {
  public Demand {
    requireNonNull(cpus, "cpus");
    requireNonNull(mem, "mem");
    requireNonNull(disk, "disk");
    requireNonNull(gpus, "gpus");
    ports = List.copyOf(ports);
    roles = Set.copyOf(roles);
    requireNonNull(allocationRole, "allocationRole");
    rules = List.copyOf(rules);
  }

  /** A demand that has no rules and takes offers allocated to any role. */
  public Demand(
      Scalar cpus,
      Scalar mem,
      Scalar disk,
      Scalar gpus,
      List<PortDemand> ports,
      Set<String> roles) {
    this(cpus, mem, disk, gpus, ports, roles, Optional.empty(), List.of());
  }

  /** The same demand, only of offers allocated to {@code role}. */
  public Demand allocatedTo(String role) {
    return new Demand(cpus, mem, disk, gpus, ports, roles, Optional.of(role), rules);
  }

  /** The same demand with these rules instead of its own. */
  public Demand withRules(List<OfferRule> rules) {
    return new Demand(cpus, mem, disk, gpus, ports, roles, allocationRole, rules);
  }
}
