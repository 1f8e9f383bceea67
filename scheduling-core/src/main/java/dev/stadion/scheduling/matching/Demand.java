package dev.stadion.scheduling.matching;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.resource.Quantity.Scalar;
import java.util.List;
import java.util.Set;

/**
 * What one task needs from one offer.
 *
 * @param ports one entry for each host port, in the order in which the task will see them
 * @param roles the reservation roles whose resources may be used; {@code *} means unreserved
 */
public record Demand(
    Scalar cpus, Scalar mem, Scalar disk, Scalar gpus, List<PortDemand> ports, Set<String> roles) {
  public Demand {
    requireNonNull(cpus, "cpus");
    requireNonNull(mem, "mem");
    requireNonNull(disk, "disk");
    requireNonNull(gpus, "gpus");
    ports = List.copyOf(ports);
    roles = Set.copyOf(roles);
  }
}
