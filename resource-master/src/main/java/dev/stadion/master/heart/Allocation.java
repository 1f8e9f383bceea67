package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.Offered;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Who is offered what is free: the one with the smallest dominant share first, and all of it
 * (mesos-v1.md §10.2). Runs at the end of the decision that freed something.
 *
 * <p>What it costs does not depend on the size of the cluster but on what happened: agents that got
 * something free are shown to everybody, and frameworks that want offers anew are shown every idle
 * agent. An agent is idle exactly when nobody wanted what is free on it, so the others need not be
 * asked again.
 */
final class Allocation {
  private final Draft draft;
  private final Map<FrameworkId, List<HeldOffer>> made = new LinkedHashMap<>();

  private Allocation(Draft draft) {
    this.draft = draft;
  }

  /** Does nothing, and is no pass, when nothing was freed and nobody asks. */
  static void run(Draft draft, AllocationWatch watch) {
    if (draft.hasDemand()) {
      watch.run(() -> run(draft));
    }
  }

  private static void run(Draft draft) {
    var allocation = new Allocation(draft);
    IdleAgents.Demand demand = draft.takeDemand();
    allocation.pass(demand.agents(), framework -> true);
    if (!demand.frameworks().isEmpty()) {
      allocation.pass(draft.idle(), demand.frameworks()::contains);
    }
    allocation.tell();
  }

  private void pass(Collection<AgentId> agents, Predicate<FrameworkId> wanted) {
    if (agents.isEmpty()) {
      return;
    }
    Map<String, List<Bidder>> bidders = bidders(wanted);
    if (bidders.isEmpty()) {
      return;
    }
    OfferSettings settings = draft.settings.offers();
    Scalars pool = draft.roles().pool().without(settings.excludedFromFairSharing());
    Sorter sorter = Sorter.of(draft, pool, bidders);
    for (AgentId agent : agents) {
      offer(draft.agent(agent), sorter);
    }
    for (List<Bidder> ofRole : bidders.values()) {
      for (Bidder bidder : ofRole) {
        if (!bidder.offers.isEmpty()) {
          draft.charge(bidder);
        }
      }
    }
  }

  private Map<String, List<Bidder>> bidders(Predicate<FrameworkId> wanted) {
    var bidders = new TreeMap<String, List<Bidder>>();
    var headrooms = new HashMap<String, Optional<Headroom>>();
    draft
        .roles()
        .books()
        .forEach((role, book) -> {
          for (FrameworkId id : book.bidders()) {
            if (wanted.test(id)) {
              Optional<Headroom> headroom =
                  headrooms.computeIfAbsent(RolePath.top(role), this::headroom);
              bidders
                  .computeIfAbsent(role, r -> new ArrayList<>())
                  .add(new Bidder(draft.framework(id), role, draft.settings.offers(), headroom));
            }
          }
        });
    return bidders;
  }

  private Optional<Headroom> headroom(String role) {
    return Optional.ofNullable(draft.policy().limits().get(role))
        .map(limits -> new Headroom(limits, draft.roles().book(role).charged()));
  }

  private record Gift(Sorter.Node to, RoleUse use) {}

  private void offer(Agent agent, Sorter sorter) {
    var gifts = new ArrayList<Gift>(1);
    var rest = new Agent[] {agent};
    sorter.walk(node -> {
      Bidder bidder = node.bidder();
      Resources resources = bidder.offerable(agent, rest[0].free(), draft);
      if (!resources.isEmpty()) {
        HeldOffer offer = offerOf(agent, bidder, resources);
        rest[0] = draft.hand(rest[0], offer);
        RoleUse weight = RolePath.weigh(resources);
        var use = new RoleUse(weight.held(), weight.unreserved(), 1);
        bidder.gain(offer.id(), use);
        gifts.add(new Gift(node, use));
        made.computeIfAbsent(bidder.framework.id(), id -> new ArrayList<>()).add(offer);
      }
      return !rest[0].free().isEmpty();
    });
    gifts.forEach(gift -> sorter.give(gift.to(), gift.use()));
  }

  private HeldOffer offerOf(Agent agent, Bidder bidder, Resources resources) {
    return new HeldOffer(
        draft.newOfferId(),
        bidder.framework.id(),
        agent.id(),
        bidder.role,
        resources,
        agent.description(),
        executors(bidder.framework, agent),
        draft.settings.offers().timeout().map(draft.now::plus));
  }

  private void tell() {
    made.forEach((id, offers) -> {
      Framework framework = draft.framework(id);
      framework.link().stream()
          .ifPresent(
              stream -> draft.tell(new Offered(stream, id, framework.description(), offers)));
    });
  }

  private static List<String> executors(Framework framework, Agent agent) {
    return agent.executors().isEmpty()
        ? List.of()
        : agent.executors().keySet().stream()
            .filter(key -> key.framework().equals(framework.id().value()))
            .map(Agent.ExecutorKey::executor)
            .sorted()
            .toList();
  }
}
