package dev.stadion.master.heart;

import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * mesos-v1.md §10.2 to §10.4 written down as slowly and plainly as possible: every sum is made anew
 * over all frameworks, every order is a sort of everything.
 */
final class NaiveOrder {
  /** What one framework holds in one role. */
  private static final class Held {
    final Map<String, Long> millis = new TreeMap<>();
    long allocations;

    void add(Held other) {
      other.millis.forEach((name, amount) -> millis.merge(name, amount, Long::sum));
      allocations += other.allocations;
    }
  }

  private record Bid(FrameworkId framework, String role) {}

  private record Child(double share, long allocations, String path, List<Bid> bids) {}

  private final MasterState state;
  private final Instant now;
  private final List<Bid> bids = new ArrayList<>();
  private final Map<Bid, Held> held = new HashMap<>();
  private final Map<String, Long> pool = new TreeMap<>();
  private long unreservedOfA;

  private NaiveOrder(MasterState state, Instant now) {
    this.state = state;
    this.now = now;
    for (Framework framework : state.frameworks().values()) {
      framework
          .uses()
          .forEach((role, use) -> {
            var own = new Held();
            own.millis.putAll(use.held().amounts());
            own.allocations = use.allocations();
            held.put(new Bid(framework.id(), role), own);
            if (isWithin(role, "a")) {
              unreservedOfA += use.unreserved().millis("cpus");
            }
          });
      for (String role : framework.description().offerRoles()) {
        if (framework.connected() && !framework.suppressed().contains(role)) {
          bids.add(new Bid(framework.id(), role));
        }
      }
    }
    for (Agent agent : state.agents().values()) {
      if (agent.status().countsInPool()) {
        amounts(agent.total()).forEach((name, amount) -> pool.merge(name, amount, Long::sum));
      }
    }
  }

  /**
   * @param after a decision that made {@code offers}
   */
  static void check(MasterState after, List<HeldOffer> offers, Instant now) {
    var naive = new NaiveOrder(after, now);
    offers.forEach(naive::undo);
    Map<AgentId, List<HeldOffer>> byAgent = new LinkedHashMap<>();
    offers.stream()
        .sorted(
            comparingInt((HeldOffer offer) -> Integer.parseInt(offer.id().value().substring(3))))
        .forEach(
            offer -> byAgent.computeIfAbsent(offer.agent(), id -> new ArrayList<>()).add(offer));
    byAgent.forEach(naive::checkAgent);
    for (AgentId idle : after.idle()) {
      if (!byAgent.containsKey(idle)) {
        naive.checkUnwanted(after.agents().get(idle));
      }
    }
  }

  private void undo(HeldOffer offer) {
    Held own = held.get(new Bid(offer.framework(), offer.role()));
    amounts(offer.resources())
        .forEach((name, amount) -> own.millis.merge(name, -amount, Long::sum));
    own.allocations--;
    if (isWithin(offer.role(), "a")) {
      unreservedOfA -= unreservedCpus(offer.resources());
    }
  }

  private void checkAgent(AgentId id, List<HeldOffer> offers) {
    Agent agent = state.agents().get(id);
    Resources free = agent.free();
    for (HeldOffer offer : offers) {
      free = free.plus(offer.resources());
    }
    var expected = new ArrayList<Map.Entry<Bid, Resources>>();
    for (Bid bid : order()) {
      Resources wanted = wanted(bid, agent, free);
      if (!wanted.isEmpty()) {
        expected.add(Map.entry(bid, wanted));
        free = free.minus(wanted);
        if (isWithin(bid.role, "a")) {
          unreservedOfA += unreservedCpus(wanted);
        }
      }
    }
    assertThat(
            offers.stream()
                .map(
                    offer -> Map.entry(new Bid(offer.framework(), offer.role()), offer.resources()))
                .toList())
        .isEqualTo(expected);
    for (var gift : expected) {
      var more = new Held();
      more.millis.putAll(amounts(gift.getValue()));
      more.allocations = 1;
      held.computeIfAbsent(gift.getKey(), bid -> new Held()).add(more);
    }
  }

  /** Nobody is kept waiting; given back quota may wait for its interval. */
  private void checkUnwanted(Agent agent) {
    for (Bid bid : bids) {
      if (!isWithin(bid.role, "a")) {
        assertThat(wanted(bid, agent, agent.free())).isEqualTo(Resources.empty());
      }
    }
  }

  private Resources wanted(Bid bid, Agent agent, Resources free) {
    Resources usable =
        free.filter(key ->
            key.reservations().isEmpty()
                || (key.reservations().size() == 1 && isWithin(bid.role, key.role())));
    Optional<QuotaLimits> limits = Optional.ofNullable(state.policy().limits().get("a"));
    if (isWithin(bid.role, "a") && limits.isPresent()) {
      long most =
          Math.max(
              0,
              limits.get().millis().get("cpus")
                  - unreservedOfA
                  - state.roles().getOrDefault("a", RoleBook.EMPTY).reserved().millis("cpus"));
      long has = unreservedCpus(usable);
      if (has > most) {
        usable =
            usable.minus(
                Resources.of(
                    Map.of(ResourceKey.unreserved("cpus"), new Quantity.Scalar(has - most))));
      }
    }
    boolean enough = usable.millis("cpus") >= 10 || usable.millis("mem") >= 32_000;
    for (OfferFilter filter :
        state.frameworks().get(bid.framework).filters().getOrDefault(agent.id(), List.of())) {
      enough &= !filter.blocks(bid.role, usable, now);
    }
    return enough ? usable : Resources.empty();
  }

  private List<Bid> order() {
    return order("", bids);
  }

  private List<Bid> order(String path, List<Bid> below) {
    var children = new ArrayList<Child>();
    var names = new TreeSet<String>();
    String prefix = path.isEmpty() ? "" : path + "/";
    var own = new ArrayList<Bid>();
    for (Bid bid : below) {
      if (bid.role.equals(path)) {
        own.add(bid);
      } else {
        names.add(prefix + bid.role.substring(prefix.length()).split("/", 2)[0]);
      }
    }
    if (names.isEmpty()) {
      return own.stream()
          .map(bid -> child(held.getOrDefault(bid, new Held()), 1, bid.framework.value(), bid))
          .sorted(byShare())
          .flatMap(child -> child.bids.stream())
          .toList();
    }
    if (!own.isEmpty()) {
      children.add(
          new Child(share(sum(path, false), 1), sum(path, false).allocations, prefix + ".", own));
    }
    for (String name : names) {
      children.add(
          new Child(
              share(sum(name, true), state.policy().weights().getOrDefault(name, 1.0)),
              sum(name, true).allocations,
              name,
              below.stream().filter(bid -> isWithin(bid.role, name)).toList()));
    }
    return children.stream()
        .sorted(byShare())
        .flatMap(child ->
            child.path.equals(prefix + ".")
                ? order(path, child.bids).stream()
                : order(child.path, child.bids).stream())
        .toList();
  }

  private Child child(Held own, double weight, String path, Bid bid) {
    return new Child(share(own, weight), own.allocations, path, List.of(bid));
  }

  private static Comparator<Child> byShare() {
    return comparingDouble(Child::share)
        .thenComparingLong(Child::allocations)
        .thenComparing(Child::path);
  }

  private Held sum(String role, boolean withBelow) {
    var sum = new Held();
    held.forEach((bid, own) -> {
      if (withBelow ? isWithin(bid.role, role) : bid.role.equals(role)) {
        sum.add(own);
      }
    });
    return sum;
  }

  private double share(Held of, double weight) {
    double share = 0;
    for (var amount : of.millis.entrySet()) {
      long whole = pool.getOrDefault(amount.getKey(), 0L);
      share = whole == 0 ? share : Math.max(share, (double) amount.getValue() / whole);
    }
    return share / weight;
  }

  /** What frameworks and roles are said to hold is what tasks and offers hold. */
  static void checkUses(MasterState state) {
    var expected = new TreeMap<String, Map<String, Long>>();
    for (Framework framework : state.frameworks().values()) {
      for (Task task : framework.tasks().values()) {
        if (Books.occupies(task)) {
          add(expected, task.role(), task.description().resources());
        }
      }
    }
    state.offers().values().forEach(offer -> add(expected, offer.role(), offer.resources()));
    state
        .roles()
        .forEach((role, book) -> {
          var below = new TreeMap<String, Long>();
          expected.forEach((other, amounts) -> {
            if (isWithin(other, role)) {
              amounts.forEach((name, amount) -> below.merge(name, amount, Long::sum));
            }
          });
          assertThat(book.own().held().amounts()).isEqualTo(expected.getOrDefault(role, Map.of()));
          assertThat(book.subtree().held().amounts()).isEqualTo(below);
        });
    assertThat(state.roles().keySet()).containsAll(expected.keySet());
  }

  private static void add(Map<String, Map<String, Long>> sums, String role, Resources resources) {
    amounts(resources)
        .forEach((name, amount) ->
            sums.computeIfAbsent(role, r -> new TreeMap<>()).merge(name, amount, Long::sum));
  }

  private static Map<String, Long> amounts(Resources resources) {
    var amounts = new TreeMap<String, Long>();
    resources.forEach((key, quantity) -> {
      if (quantity instanceof Quantity.Scalar(long millis)) {
        amounts.merge(key.name(), millis, Long::sum);
      }
    });
    return amounts;
  }

  private static long unreservedCpus(Resources resources) {
    return resources
        .quantity(ResourceKey.unreserved("cpus"))
        .map(quantity -> ((Quantity.Scalar) quantity).millis())
        .orElse(0L);
  }

  private static boolean isWithin(String role, String ancestor) {
    return role.equals(ancestor) || role.startsWith(ancestor + "/");
  }
}
