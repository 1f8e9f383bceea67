package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How resources are offered (mesos-v1.md §10).
 *
 * @param minimum the least that is worth an offer, unless a framework says otherwise
 * @param timeout an offer nobody answers is taken back after this; empty: never
 * @param excludedFromFairSharing resource names that count in no share
 * @param region where this master stands; agents elsewhere are offered to REGION_AWARE frameworks
 *     only; empty: there are no regions
 */
public record OfferSettings(
    OfferMinimum minimum,
    Optional<Duration> timeout,
    Set<String> excludedFromFairSharing,
    Optional<String> region) {
  public static final OfferSettings DEFAULT =
      new OfferSettings(OfferMinimum.DEFAULT, Optional.empty(), Set.of(), Optional.empty());

  public OfferSettings {
    requireNonNull(minimum, "minimum");
    requireNonNull(timeout, "timeout");
    excludedFromFairSharing = Set.copyOf(excludedFromFairSharing);
    requireNonNull(region, "region");
    if (timeout.filter(limit -> !limit.isPositive()).isPresent()) {
      throw new IllegalArgumentException("an offer timeout must be positive");
    }
  }
}
