package dev.stadion.scheduling.matching;

import static dev.stadion.scheduling.matching.RefusalReason.INSUFFICIENT_CPUS;
import static dev.stadion.scheduling.matching.RefusalReason.INSUFFICIENT_DISK;
import static dev.stadion.scheduling.matching.RefusalReason.INSUFFICIENT_GPUS;
import static dev.stadion.scheduling.matching.RefusalReason.INSUFFICIENT_MEMORY;
import static dev.stadion.scheduling.matching.RefusalReason.UNFULFILLED_ROLE;

import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Holds a demand against an offer (marathon.md §14.1, §14.2). Pure: the same offer, demand and seed
 * always give the same match.
 *
 * <p>Of the roles a demand may use, resources reserved for one are taken before unreserved ones, so
 * that others find the unreserved ones. An amount may be put together from several roles.
 */
public final class OfferMatcher {
  private static final Comparator<ResourceKey> RESERVED_FIRST =
      Comparator.<ResourceKey, Boolean>comparing(key -> key.reservations().isEmpty())
          .thenComparing(Comparator.naturalOrder());

  private OfferMatcher() {}

  /**
   * @param seed where to start looking for ports that may be any; equal seeds choose equal ports,
   *     and different seeds keep a port from being reused at once
   */
  public static Match match(Offer offer, Demand demand, long seed) {
    var refusals = new ArrayList<Match.Refusal>();
    // Somebody's data, and what may be taken away again, is nothing a demand can ask for.
    Resources usable =
        offer.resources().filter(key -> key.isPlain() && demand.roles().contains(key.role()));

    role(offer, demand, usable, refusals);
    enough(INSUFFICIENT_CPUS, demand.cpus(), Resources.CPUS, "cpus", usable, refusals);
    enough(INSUFFICIENT_MEMORY, demand.mem(), Resources.MEM, "MB of memory", usable, refusals);
    enough(INSUFFICIENT_DISK, demand.disk(), Resources.DISK, "MB of disk", usable, refusals);
    enough(INSUFFICIENT_GPUS, demand.gpus(), Resources.GPUS, "gpus", usable, refusals);
    for (OfferRule rule : demand.rules()) {
      rule.refusal(offer).ifPresent(refusals::add);
    }
    if (!refusals.isEmpty()) {
      // The sort is stable: rules of one reason stay in the demand's order.
      refusals.sort(Comparator.comparing(Match.Refusal::reason));
      return new Match.Refused(refusals);
    }

    List<ResourceKey> keys = inOrderOfUse(usable);
    return switch (PortChoice.choose(usable, demand.ports(), keys, seed)) {
      case PortChoice.Missing(String detail) ->
          new Match.Refused(List.of(new Match.Refusal(RefusalReason.INSUFFICIENT_PORTS, detail)));
      case PortChoice.Chosen(var ports, var byKey) -> {
        var taken = new TreeMap<ResourceKey, Quantity>(byKey);
        take(demand.cpus(), Resources.CPUS, usable, keys, taken);
        take(demand.mem(), Resources.MEM, usable, keys, taken);
        take(demand.disk(), Resources.DISK, usable, keys, taken);
        take(demand.gpus(), Resources.GPUS, usable, keys, taken);
        yield new Match.Fits(Resources.of(taken), ports);
      }
    };
  }

  private static List<ResourceKey> inOrderOfUse(Resources usable) {
    return usable.parts().keySet().stream().sorted(RESERVED_FIRST).toList();
  }

  private static void role(
      Offer offer, Demand demand, Resources usable, List<Match.Refusal> refusals) {
    if (demand.allocationRole().filter(role -> !role.equals(offer.role())).isPresent()) {
      refusals.add(
          new Match.Refusal(
              UNFULFILLED_ROLE,
              "wants offers to role "
                  + demand.allocationRole().orElseThrow()
                  + ", this one is to "
                  + offer.role()));
    } else if (usable.isEmpty()) {
      refusals.add(
          new Match.Refusal(
              UNFULFILLED_ROLE,
              "wants resources of role " + words(demand.roles()) + ", offered none"));
    }
  }

  private static String words(Set<String> roles) {
    return roles.stream()
        .sorted(
            Comparator.<String, Boolean>comparing(ResourceKey.UNRESERVED::equals)
                .thenComparing(Comparator.naturalOrder()))
        .collect(Collectors.joining(" or "));
  }

  private static void enough(
      RefusalReason reason,
      Scalar wanted,
      String name,
      String unit,
      Resources usable,
      List<Match.Refusal> refusals) {
    long offered = usable.millis(name);
    if (offered < wanted.millis()) {
      refusals.add(
          new Match.Refusal(
              reason,
              "wants "
                  + ResourcesText.value(wanted)
                  + " "
                  + unit
                  + ", offered "
                  + ResourcesText.value(new Scalar(offered))));
    }
  }

  private static void take(
      Scalar wanted,
      String name,
      Resources usable,
      List<ResourceKey> keys,
      Map<ResourceKey, Quantity> taken) {
    long left = wanted.millis();
    for (ResourceKey key : keys) {
      if (left == 0) {
        return;
      }
      if (key.name().equals(name)
          && usable.quantity(key).orElse(Scalar.ZERO) instanceof Scalar(long offered)
          && offered > 0) {
        long part = Math.min(left, offered);
        taken.put(key, new Scalar(part));
        left -= part;
      }
    }
  }
}
