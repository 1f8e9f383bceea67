package dev.stadion.scheduling.matching;

import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something an offer must fulfil besides having enough of everything. A rule is a pure function;
 * the matcher puts its refusal at the place in the funnel that its reason has.
 */
@FunctionalInterface
public interface OfferRule {
  /** Why {@code offer} must not be used; empty when this rule does not mind. */
  Optional<Match.Refusal> refusal(Offer offer);

  /**
   * Keeps machines with GPUs for tasks that want one (marathon.md §14.1, the restricted policy). To
   * be given to tasks that want none.
   */
  static OfferRule sparingGpus() {
    return new SparingGpus();
  }

  /**
   * Leaves agents alone that are under maintenance or will be within {@code draining} (marathon.md
   * §14.1); the original counts such an offer under both reasons.
   */
  static List<OfferRule> avoidingMaintenance(Instant now, Duration draining) {
    return List.of(
        new Maintenance(RefusalReason.AGENT_MAINTENANCE, now, draining),
        new Maintenance(RefusalReason.UNFULFILLED_CONSTRAINT, now, draining));
  }

  /** {@link #sparingGpus}; a record, so that demands that say the same are equal. */
  record SparingGpus() implements OfferRule {
    @Override
    public Optional<Match.Refusal> refusal(Offer offer) {
      return offer.resources().millis(Resources.GPUS) == 0
          ? Optional.empty()
          : Optional.of(
              new Match.Refusal(
                  RefusalReason.DECLINED_SCARCE_RESOURCES,
                  "wants no gpus, the offer's are kept for others"));
    }
  }

  /** {@link #avoidingMaintenance}, counted under one reason. */
  record Maintenance(RefusalReason reason, Instant now, Duration draining) implements OfferRule {
    @Override
    public Optional<Match.Refusal> refusal(Offer offer) {
      return offer
          .unavailability()
          .filter(planned -> planned.concerns(now, draining))
          .map(planned ->
              new Match.Refusal(reason, "the agent's maintenance starts at " + planned.start()));
    }
  }
}
