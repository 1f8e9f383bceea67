package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.Rescinded;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How offers end without a launch, and how long what was refused stays away. */
final class OfferRules {
  private static final Duration LONGEST_REFUSAL = Duration.ofDays(365);

  private OfferRules() {}

  static void decline(Draft draft, FrameworkId framework, FrameworkCall.Decline call) {
    for (OfferId id : call.offers()) {
      HeldOffer offer = draft.offer(id);
      if (offer != null && offer.framework().equals(framework)) {
        giveBack(draft, offer, offer.resources());
        refuse(draft, offer, offer.resources(), filterDuration(draft, call.refuse(), false));
      }
    }
  }

  /**
   * How long a filter lasts. Mesos looks at declined resources again with its next periodic
   * allocation; ours follows the event, so a framework that declines with zero seconds would be
   * asked again at once, for ever. One interval of rest is what Mesos gives it too.
   *
   * @param launched whether the offer was used in part: then zero means zero
   */
  static Duration filterDuration(Draft draft, Duration refuse, boolean launched) {
    if (refuse.isZero() && launched) {
      return Duration.ZERO;
    }
    Duration capped = refuse.compareTo(LONGEST_REFUSAL) > 0 ? LONGEST_REFUSAL : refuse;
    Duration least = draft.settings.allocationInterval();
    return capped.compareTo(least) < 0 ? least : capped;
  }

  /** Ends {@code offer}; {@code rest} of it returns to the agent. */
  static void giveBack(Draft draft, HeldOffer offer, Resources rest) {
    draft.forget(offer);
    if (!rest.isEmpty()) {
      Agent agent = draft.agent(offer.agent());
      draft.put(agent.holding(agent.used(), agent.free().plus(rest)));
      draft.release(offer.framework(), offer.role(), rest);
      draft.freed(agent.id());
    }
  }

  static void refuse(Draft draft, HeldOffer offer, Resources refused, Duration duration) {
    if (duration.isZero() || refused.isEmpty()) {
      return;
    }
    var filter = new OfferFilter(offer.role(), refused, draft.now.plus(duration));
    Framework framework = draft.framework(offer.framework());
    var kept = new ArrayList<OfferFilter>();
    for (OfferFilter old : framework.filters().getOrDefault(offer.agent(), List.of())) {
      boolean covered =
          old.role().equals(filter.role())
              && !old.until().isAfter(filter.until())
              && refused.contains(old.resources());
      if (covered) {
        draft.agenda.cancel(expiry(framework.id(), offer.agent(), old.until()));
      } else {
        kept.add(old);
      }
    }
    kept.add(filter);
    for (OfferFilter each : kept) {
      draft.agenda.await(expiry(framework.id(), offer.agent(), each.until()));
    }
    draft.put(framework.withFilters(framework.filters().plus(offer.agent(), List.copyOf(kept))));
  }

  static void expire(Draft draft, Deadline due) {
    Framework framework = draft.framework(new FrameworkId(due.framework()));
    AgentId agent = new AgentId(due.agent());
    if (framework == null || !framework.filters().containsKey(agent)) {
      return;
    }
    keepFilters(
        draft,
        framework,
        agent,
        framework.filters().get(agent).stream()
            .filter(filter -> draft.now.isBefore(filter.until()))
            .toList());
    draft.freed(agent);
  }

  /** Nobody has answered: taken back without a filter, so it may come again at once. */
  static void timedOut(Draft draft, Deadline due) {
    HeldOffer offer = draft.offer(new OfferId(due.agent()));
    if (offer != null) {
      rescind(draft, offer);
    }
  }

  /** Clears the framework's filters for {@code roles}; empty means all of them. */
  static void clearFilters(Draft draft, FrameworkId id, Set<String> roles) {
    Framework framework = draft.framework(id);
    for (AgentId agent : framework.filters().keySet()) {
      var kept = new ArrayList<OfferFilter>();
      for (OfferFilter filter : framework.filters().get(agent)) {
        if (roles.isEmpty() || roles.contains(filter.role())) {
          draft.agenda.cancel(expiry(id, agent, filter.until()));
        } else {
          kept.add(filter);
        }
      }
      for (OfferFilter filter : kept) {
        draft.agenda.await(expiry(id, agent, filter.until()));
      }
      keepFilters(draft, draft.framework(id), agent, kept);
    }
  }

  /** Clears everybody's filters for an agent that has changed or gone. */
  static void clearFilters(Draft draft, AgentId agent) {
    for (Framework framework : List.copyOf(draft.frameworks())) {
      List<OfferFilter> filters = framework.filters().getOrDefault(agent, List.of());
      filters.forEach(filter -> draft.agenda.cancel(expiry(framework.id(), agent, filter.until())));
      if (!filters.isEmpty()) {
        keepFilters(draft, framework, agent, List.of());
      }
    }
  }

  /** Takes back every offer of an agent and says so. */
  static void rescindAll(Draft draft, AgentId agent) {
    for (OfferId id : draft.agent(agent).offers()) {
      rescind(draft, draft.offer(id));
    }
  }

  /** Takes back an offer and says so. */
  static void rescind(Draft draft, HeldOffer offer) {
    giveBack(draft, offer, offer.resources());
    Optional<String> stream = draft.framework(offer.framework()).link().stream();
    stream.ifPresent(s -> draft.tell(new Rescinded(s, offer.framework(), offer.id())));
  }

  /** Takes back every offer of a framework without a word: its connection is gone. */
  static void discardAll(Draft draft, FrameworkId framework) {
    for (OfferId id : draft.framework(framework).offers()) {
      HeldOffer offer = draft.offer(id);
      giveBack(draft, offer, offer.resources());
    }
  }

  private static void keepFilters(
      Draft draft, Framework framework, AgentId agent, List<OfferFilter> kept) {
    draft.put(
        framework.withFilters(
            kept.isEmpty()
                ? framework.filters().minus(agent)
                : framework.filters().plus(agent, List.copyOf(kept))));
  }

  private static Deadline expiry(FrameworkId framework, AgentId agent, Instant until) {
    return new Deadline(until, Deadline.Kind.FILTER_EXPIRES, framework.value(), agent.value());
  }
}
