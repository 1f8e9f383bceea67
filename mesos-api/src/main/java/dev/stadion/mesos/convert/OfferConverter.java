package dev.stadion.mesos.convert;

import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.ResourceKey;

/** Offers (mesos-v1.md §6.3). */
public final class OfferConverter {
  private OfferConverter() {}

  /**
   * @throws IllegalArgumentException when an id, a resource or an attribute breaks its rule
   */
  public static Offer fromProto(dev.stadion.mesos.v1.Offer offer) {
    return new Offer(
        Ids.fromProto(offer.getId()),
        Ids.fromProto(offer.getAgentId()),
        offer.getHostname(),
        offer.getAllocationInfo().hasRole()
            ? offer.getAllocationInfo().getRole()
            : ResourceKey.UNRESERVED,
        ResourceConverter.fromProto(offer.getResourcesList()),
        AttributeConverter.fromProto(offer.getAttributesList()));
  }
}
