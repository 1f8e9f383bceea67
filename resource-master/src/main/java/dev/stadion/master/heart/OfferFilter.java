package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;

/**
 * "Do not offer me this, or less, for a while" (mesos-v1.md §10.4).
 *
 * @param resources an offer contained in these is held back
 */
public record OfferFilter(String role, Resources resources, Instant until) {
  boolean blocks(String offeredRole, Resources offered, Instant now) {
    return role.equals(offeredRole) && now.isBefore(until) && resources.contains(offered);
  }
}
