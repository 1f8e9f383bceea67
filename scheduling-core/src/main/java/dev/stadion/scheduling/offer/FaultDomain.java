package dev.stadion.scheduling.offer;

import static java.util.Objects.requireNonNull;

/** Where an agent stands: what fails together shares a zone, what is near shares a region. */
public record FaultDomain(String region, String zone) {
  public FaultDomain {
    requireNonNull(region, "region");
    requireNonNull(zone, "zone");
  }
}
