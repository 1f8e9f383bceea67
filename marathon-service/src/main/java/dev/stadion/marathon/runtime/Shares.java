package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.matching.PortDemand;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Divides what was taken from an offer among an executor and its tasks. */
final class Shares {
  private static final AgentId ANY = new AgentId("any");

  private final String role;
  private Resources left;

  /**
   * @param role to which it was offered
   */
  Shares(Resources taken, String role) {
    this.left = taken;
    this.role = role;
  }

  /** Takes these amounts off what is left; there is enough, for it was asked for. */
  Resources take(Amounts amounts, List<Integer> hostPorts) {
    Set<String> roles = new HashSet<>();
    left.forEach((key, quantity) -> roles.add(key.role()));
    roles.add(ResourceKey.UNRESERVED);
    var rest = new Offer(new OfferId("rest"), ANY, "any", role, left, List.of());
    var demand =
        new Demand(
            Scalar.of(amounts.cpus()),
            Scalar.of(amounts.mem()),
            Scalar.of(amounts.disk()),
            Scalar.of(amounts.gpus()),
            hostPorts.stream().<PortDemand>map(PortDemand.Fixed::new).toList(),
            roles);
    return switch (OfferMatcher.match(rest, demand, 0)) {
      case Match.Fits(var taken, var _) -> {
        left = left.minus(taken);
        yield taken;
      }
      case Match.Refused(var why) ->
          throw new IllegalStateException(amounts + " are not among what was taken: " + why);
    };
  }

  /** What nobody has taken. */
  Resources rest() {
    return left;
  }
}
