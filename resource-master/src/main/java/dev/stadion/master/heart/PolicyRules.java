package dev.stadion.master.heart;

import static java.util.Comparator.comparing;

import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Weights and quota: what operators may decide, and how it takes effect (mesos-v1.md §10). */
public final class PolicyRules {
  /** A trillion of anything, and an exabyte in megabytes, in thousandths. */
  private static final long MOST_OF_ANYTHING = 1_000_000_000_000_000L;

  private static final long MOST_MEGABYTES = 1024L * 1024 * 1024 * 1024 * 1000;

  private PolicyRules() {}

  /** All outstanding offers end with it, so that what is free is shared by the new weights. */
  static MasterOutcome updateWeights(Draft draft, Map<String, Double> weights) {
    for (var weight : weights.entrySet()) {
      Optional<String> problem = FrameworkRules.roleProblem(weight.getKey());
      if (problem.isPresent()) {
        return new MasterOutcome.PolicyRefused("Invalid role: " + problem.get());
      }
      double value = weight.getValue();
      if (!(value > 0) || Double.isInfinite(value)) {
        return new MasterOutcome.PolicyRefused(
            "Invalid weight " + value + " of role '" + weight.getKey() + "': it must be positive");
      }
    }
    if (weights.isEmpty()) {
      return new MasterOutcome.Accepted();
    }
    draft.decree(draft.policy().withWeights(weights));
    boolean known =
        draft.frameworks().stream()
            .flatMap(framework -> framework.description().offerRoles().stream())
            .anyMatch(weights::containsKey);
    if (known) {
      offersById(draft).forEach(offer -> OfferRules.rescind(draft, offer));
    }
    return new MasterOutcome.Accepted();
  }

  /** Offers of a role that would hold more than its new limit are rescinded. Its tasks stay. */
  static MasterOutcome updateQuota(Draft draft, MasterEvent.UpdateQuota call) {
    for (var entry : call.limits().entrySet()) {
      String role = entry.getKey();
      Optional<String> problem = quotaProblem(role, entry.getValue());
      if (problem.isPresent()) {
        return new MasterOutcome.PolicyRefused("Invalid QuotaConfig: " + problem.get());
      }
      Scalars consumed = consumed(draft.roles().book(role), role, draft.offers());
      if (!call.force() && !entry.getValue().allows(consumed)) {
        return new MasterOutcome.PolicyRefused(
            "Invalid QuotaConfig: Role '"
                + role
                + "' is already consuming '"
                + consumed
                + "'; this is more than the requested limits (use 'force' to set them all the"
                + " same)");
      }
    }
    if (call.limits().isEmpty()) {
      return new MasterOutcome.Accepted();
    }
    draft.decree(draft.policy().withLimits(call.limits()));
    call.limits().forEach((role, limits) -> rescindAbove(draft, role, limits));
    draft.offerEverything();
    return new MasterOutcome.Accepted();
  }

  /** As in Mesos, a role that has no quota is a mistake of the caller's here, and is none above. */
  static MasterOutcome removeQuota(Draft draft, String role) {
    if (!draft.policy().limits().containsKey(role)) {
      return new MasterOutcome.PolicyRefused(
          "Failed to remove quota: Role '" + role + "' has no quota set");
    }
    var none = new TreeMap<>(Map.of(role, new QuotaLimits(new TreeMap<>())));
    return updateQuota(draft, new MasterEvent.UpdateQuota(false, none));
  }

  private static Optional<String> quotaProblem(String role, QuotaLimits limits) {
    Optional<String> problem = FrameworkRules.roleProblem(role);
    if (problem.isPresent()) {
      return problem;
    }
    if (role.contains("/")) {
      return Optional.of("Updating quota on nested role '" + role + "' is not supported");
    }
    for (Map.Entry<String, Long> limit : limits.millis().entrySet()) {
      boolean megabytes =
          limit.getKey().equals(Resources.MEM) || limit.getKey().equals(Resources.DISK);
      if (limit.getValue() > (megabytes ? MOST_MEGABYTES : MOST_OF_ANYTHING)) {
        return Optional.of(
            "the limit of '" + limit.getKey() + "' for role '" + role + "' is too large");
      }
    }
    return Optional.empty();
  }

  private static void rescindAbove(Draft draft, String role, QuotaLimits limits) {
    for (HeldOffer offer : offersById(draft)) {
      if (limits.allows(draft.roles().book(role).charged())) {
        return;
      }
      if (RolePath.isWithin(offer.role(), role)) {
        OfferRules.rescind(draft, offer);
      }
    }
  }

  private static List<HeldOffer> offersById(Draft draft) {
    return draft.offers().stream().sorted(comparing(HeldOffer::id)).toList();
  }

  /**
   * What of its quota a top-level role and the roles below it have consumed: reservations, and
   * whatever else their tasks hold. Offers do not count.
   */
  public static Scalars consumed(MasterState state, String role) {
    return consumed(
        state.roles().getOrDefault(role, RoleBook.EMPTY), role, state.offers().values());
  }

  private static Scalars consumed(RoleBook book, String role, Iterable<HeldOffer> offers) {
    Scalars consumed = book.charged();
    for (HeldOffer offer : offers) {
      if (RolePath.isWithin(offer.role(), role)) {
        consumed = consumed.minus(RolePath.weigh(offer.resources()).unreserved());
      }
    }
    return consumed;
  }
}
