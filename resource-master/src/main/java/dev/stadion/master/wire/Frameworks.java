package dev.stadion.master.wire;

import dev.stadion.master.heart.FrameworkCapability;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.heart.OfferConstraints;
import dev.stadion.master.heart.OfferMinimum;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.OfferFilters;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Quantity;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Framework descriptions and {@code FrameworkInfo}. */
public final class Frameworks {
  private Frameworks() {}

  public static FrameworkDescription describe(FrameworkInfo info) {
    return describe(info, OfferConstraints.NONE);
  }

  static FrameworkDescription describe(FrameworkInfo info, OfferConstraints constraints) {
    var capabilities = EnumSet.noneOf(FrameworkCapability.class);
    for (FrameworkInfo.Capability capability : info.getCapabilitiesList()) {
      for (FrameworkCapability known : FrameworkCapability.values()) {
        if (known.name().equals(capability.getType().name())) {
          capabilities.add(known);
        }
      }
    }
    return new FrameworkDescription(
        info.getUser(),
        info.getName(),
        info.hasRole() ? Optional.of(info.getRole()) : Optional.empty(),
        info.getRolesList(),
        capabilities,
        info.getFailoverTimeout(),
        info.getCheckpoint(),
        info.hasPrincipal() ? Optional.of(info.getPrincipal()) : Optional.empty(),
        minimums(info),
        constraints,
        new ProtoPayload(info));
  }

  private static Map<String, OfferMinimum> minimums(FrameworkInfo info) {
    var minimums = new HashMap<String, OfferMinimum>();
    info.getOfferFiltersMap()
        .forEach((role, filters) -> {
          if (filters.hasMinAllocatableResources()) {
            minimums.put(
                role,
                new OfferMinimum(
                    filters.getMinAllocatableResources().getQuantitiesList().stream()
                        .map(Frameworks::amounts)
                        .toList()));
          }
        });
    return minimums;
  }

  private static List<OfferMinimum.Amount> amounts(OfferFilters.ResourceQuantities quantities) {
    return quantities.getQuantitiesMap().entrySet().stream()
        .map(amount ->
            new OfferMinimum.Amount(
                amount.getKey(), Quantity.Scalar.of(amount.getValue().getValue()).millis()))
        .toList();
  }

  /** Which agents it wants to see, as it said; empty when it wants all. */
  public static Optional<dev.stadion.mesos.v1.scheduler.OfferConstraints> constraints(
      FrameworkDescription description) {
    return description
        .constraints()
        .sent()
        .map(sent ->
            ProtoPayload.read(
                sent,
                dev.stadion.mesos.v1.scheduler.OfferConstraints.class,
                dev.stadion.mesos.v1.scheduler.OfferConstraints.parser()));
  }

  /** The message again, with the parts that the master decides. */
  public static FrameworkInfo info(FrameworkId id, FrameworkDescription description) {
    FrameworkInfo info =
        ProtoPayload.read(description.info(), FrameworkInfo.class, FrameworkInfo.parser());
    boolean same =
        info.getId().getValue().equals(id.value())
            && info.getUser().equals(description.user())
            && info.getCheckpoint() == description.checkpoint();
    if (same) {
      return info;
    }
    return info.toBuilder()
        .setId(Ids.toProto(id))
        .setUser(description.user())
        .setCheckpoint(description.checkpoint())
        .build();
  }
}
