package dev.stadion.master.heart;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import dev.stadion.master.heart.MasterEffect.Offered;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is offered what is free: the one with the smallest dominant share first, and all of it
 * (mesos-v1.md §10.2). Runs at the end of the decision that freed something, never by a timer.
 */
final class Allocation {
  /** A framework that wants offers for one of its roles. */
  private record Bidder(FrameworkId framework, String role) {}

  private Allocation() {}

  static void run(Draft draft) {
    Collection<AgentId> agents = draft.takeAllocatable();
    if (agents.isEmpty()) {
      return;
    }
    List<Bidder> bidders = bidders(draft);
    if (bidders.isEmpty()) {
      return;
    }
    Map<FrameworkId, List<HeldOffer>> made = new LinkedHashMap<>();
    for (AgentId agent : agents) {
      offer(draft, agent, bidders, made);
    }
    made.forEach((id, offers) -> {
      Framework framework = draft.framework(id);
      framework.link().stream()
          .ifPresent(
              stream -> draft.tell(new Offered(stream, id, framework.description(), offers)));
    });
  }

  private static List<Bidder> bidders(Draft draft) {
    var bidders = new ArrayList<Bidder>();
    for (Framework framework : draft.frameworks()) {
      if (framework.connected()) {
        for (String role : framework.description().offerRoles()) {
          if (!framework.suppressed().contains(role)) {
            bidders.add(new Bidder(framework.id(), role));
          }
        }
      }
    }
    return bidders;
  }

  private static void offer(
      Draft draft, AgentId id, List<Bidder> bidders, Map<FrameworkId, List<HeldOffer>> made) {
    for (Bidder bidder : inOrder(draft, bidders)) {
      Agent agent = draft.agent(id);
      if (!Books.worthOffering(agent.free())) {
        return;
      }
      Framework framework = draft.framework(bidder.framework());
      Resources resources = offerable(framework, bidder.role(), agent);
      if (!Books.worthOffering(resources) || filtered(draft, framework, bidder, agent, resources)) {
        continue;
      }
      draft.put(agent.holding(agent.used(), agent.free().minus(resources)));
      var offer =
          new HeldOffer(
              draft.newOfferId(),
              framework.id(),
              id,
              bidder.role(),
              resources,
              agent.description(),
              executors(framework, agent));
      draft.put(offer);
      draft.charge(framework.id(), bidder.role(), resources);
      made.computeIfAbsent(framework.id(), f -> new ArrayList<>()).add(offer);
    }
  }

  private static List<Bidder> inOrder(Draft draft, List<Bidder> bidders) {
    if (bidders.size() == 1) {
      return bidders;
    }
    Scalars pool = draft.pool();
    Map<Bidder, Standing> standings = new LinkedHashMap<>();
    for (Bidder bidder : bidders) {
      RoleUse role = draft.book(bidder.role()).own();
      RoleUse own = draft.framework(bidder.framework()).use(bidder.role());
      standings.put(
          bidder,
          new Standing(
              role.held().shareOf(pool),
              role.allocations(),
              own.held().shareOf(pool),
              own.allocations()));
    }
    var sorted = new ArrayList<>(bidders);
    sorted.sort(
        comparingDouble((Bidder b) -> standings.get(b).roleShare())
            .thenComparing(comparingLong(b -> standings.get(b).roleAllocations()))
            .thenComparing(comparing(Bidder::role))
            .thenComparing(comparingDouble(b -> standings.get(b).ownShare()))
            .thenComparing(comparingLong(b -> standings.get(b).ownAllocations()))
            .thenComparing(comparing(Bidder::framework)));
    return sorted;
  }

  private record Standing(
      double roleShare, long roleAllocations, double ownShare, long ownAllocations) {}

  private static Resources offerable(Framework framework, String role, Agent agent) {
    if (agent.total().millis(Resources.GPUS) > 0
        && !framework.description().has(FrameworkCapability.GPU_RESOURCES)) {
      return Resources.empty();
    }
    return agent.free().ofRoles(usableRoles(role));
  }

  /** Unreserved, reserved for the role, or for a role above it. */
  private static Set<String> usableRoles(String role) {
    var usable = new HashSet<String>();
    usable.add(ResourceKey.UNRESERVED);
    usable.add(role);
    for (int slash = role.lastIndexOf('/'); slash > 0; slash = role.lastIndexOf('/', slash - 1)) {
      usable.add(role.substring(0, slash));
    }
    return usable;
  }

  private static boolean filtered(
      Draft draft, Framework framework, Bidder bidder, Agent agent, Resources resources) {
    List<OfferFilter> filters = framework.filters().get(agent.id());
    return filters != null
        && filters.stream().anyMatch(filter -> filter.blocks(bidder.role(), resources, draft.now));
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
