package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.launch.Bookings;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.Residency;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one agent has for one role, and who was seated there. Offers of the same agent to the same
 * role are one heap of resources.
 */
final class Table {
  final List<TaskLaunch> tasks = new ArrayList<>();
  final List<PodLaunch> pods = new ArrayList<>();
  private final List<OfferId> offers = new ArrayList<>();
  private final List<Bookings.Booking> made = new ArrayList<>();
  private Resources orphans = Resources.empty();
  private Offer rest;

  /** Whom it has nothing for, until something else is taken from it. */
  private final Map<Demand, Match.Refused> refused = new HashMap<>();

  static List<Table> of(List<Offer> offers) {
    record Place(AgentId agent, String role) {}
    var tables = new LinkedHashMap<Place, Table>();
    for (Offer offer : offers) {
      tables
          .computeIfAbsent(new Place(offer.agent(), offer.role()), place -> new Table())
          .add(offer);
    }
    return List.copyOf(tables.values());
  }

  /** What is left of the offers. */
  Offer rest() {
    return rest;
  }

  List<OfferId> offers() {
    return offers;
  }

  int launched() {
    return tasks.size() + pods.size();
  }

  boolean isUnused() {
    return launched() == 0 && made.isEmpty() && orphans.isEmpty();
  }

  /**
   * Whether the demand fits into what is left. A thousand apps that want the same are refused once,
   * with the same words.
   *
   * @param demand says what it wants by value, and its rules are the same for as long as nothing is
   *     taken from here
   */
  Match match(Demand demand, long seed) {
    Match.Refused known = refused.get(demand);
    if (known != null) {
      return known;
    }
    Match match = OfferMatcher.match(rest, demand, seed);
    if (match instanceof Match.Refused no) {
      refused.put(demand, no);
    }
    return match;
  }

  void take(Resources taken) {
    rest = rest.without(taken);
    refused.clear();
  }

  /** Takes something that is offered again at once, for a purpose. */
  void book(Resources taken, Bookings.Booking booking) {
    take(taken);
    made.add(booking);
  }

  /** Takes what is reserved for nobody, to give it back. */
  void release(Resources reserved) {
    take(reserved);
    orphans = orphans.plus(reserved);
  }

  /** Uses the offers for all of it. */
  MarathonEffect.Launch launch(Duration refuse) {
    Bookings back = Residency.giveBack(rest.role(), orphans);
    var bookings = new Bookings(back.role(), back.destroyed(), back.unreserved(), made);
    return new MarathonEffect.Launch(
        offers, tasks, pods, bookings.isEmpty() ? refuse : Duration.ZERO, bookings);
  }

  private void add(Offer offer) {
    offers.add(offer.id());
    rest =
        rest == null
            ? offer
            : new Offer(
                rest.id(),
                rest.agent(),
                rest.hostname(),
                rest.role(),
                rest.resources().plus(offer.resources()),
                rest.attributes(),
                rest.domain(),
                rest.unavailability());
  }
}
