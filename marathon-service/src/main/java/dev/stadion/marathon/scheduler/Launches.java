package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.launch.OfferLog;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.Ports;
import dev.stadion.marathon.launch.Residency;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.scheduler.MarathonState.MasterView;
import dev.stadion.scheduling.constraint.Constraint;
import dev.stadion.scheduling.constraint.Fields;
import dev.stadion.scheduling.constraint.Placements;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.matching.OfferRule;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.pcollections.TreePSet;

/**
 * Brings waiting instances and offers together (marathon.md §14). Every offer is answered at once;
 * whatever is launched is spread over the offers at hand, and no app is served to the end while
 * others wait.
 */
final class Launches {
  /** How many instances of one app are placed before the next app has its turn. */
  private static final int ROUND = 16;

  private static final Match.Fits NOWHERE = new Match.Fits(Resources.empty(), List.of());

  private static final Match ELSEWHERE =
      new Match.Refused(
          List.of(
              new Match.Refusal(
                  RefusalReason.NO_CORRESPONDING_RESERVATION_FOUND,
                  "its data is on another agent")));

  /** Of an agent that was given enough for once. */
  private static final Match FULL = new Match.Refused(List.of());

  private final Turn turn;
  private final Residents residents;

  Launches(Turn turn) {
    this.turn = turn;
    this.residents = new Residents(turn);
  }

  /** Launches what fits and declines the rest. */
  void answer(List<Offer> offers) {
    List<Table> tables = Table.of(offers);
    residents.sweep(tables);
    var guests = new ArrayList<Guest>();
    for (PathId id : turn.hungry()) {
      Service service = turn.service(id);
      if (service.delay().filter(delay -> delay.isPending(turn.now())).isEmpty()) {
        guests.add(new Guest(service, tables, turn.settings().validation().roles()));
      }
    }
    guests.stream().filter(Guest::isResident).forEach(this::bringHome);
    boolean served = true;
    while (served) {
      served = false;
      for (Guest guest : guests) {
        served |= serve(guest);
      }
    }
    guests.forEach(this::log);
    reply(tables);
  }

  /** Remembers how the offers fared, until nobody waits any more. */
  private void log(Guest guest) {
    Service service = turn.service(guest.id);
    if (service.waiting().isEmpty()) {
      if (!service.offers().equals(OfferLog.NONE)) {
        turn.put(service.withOffers(OfferLog.NONE));
      }
      return;
    }
    OfferLog offers = service.offers();
    for (Table table : guest.used) {
      offers = offers.used(table.rest().agent(), turn.now());
    }
    for (var entry : guest.refused.entrySet()) {
      if (!guest.used.contains(entry.getKey())) {
        offers =
            offers.unused(new OfferLog.Unused(entry.getKey().rest(), entry.getValue(), turn.now()));
      }
    }
    if (offers.processed() > service.offers().processed()) {
      turn.put(service.withOffers(offers));
    }
  }

  private boolean serve(Guest guest) {
    int placed = 0;
    int refused = 0;
    while (placed < ROUND && refused < guest.tables.size()) {
      Optional<Instance> next = guest.next(turn);
      if (next.isEmpty()) {
        break;
      }
      Instance instance = next.get();
      int index = guest.next % guest.tables.size();
      Table table = guest.tables.get(index);
      boolean full = table.launched() >= turn.settings().maxLaunchesPerOffer();
      Match match =
          full
              ? FULL
              : guest.isResident()
                  ? settle(guest, instance, table)
                  : OfferMatcher.match(table.rest(), guest.demand(turn), seed(instance));
      if (match instanceof Match.Fits fits) {
        if (!guest.isResident()) {
          launch(guest, instance, table, fits, guest.placement(table.rest(), fits));
        }
        guest.used.add(table);
        guest.next = index + 1;
        placed++;
        refused = 0;
        continue;
      }
      if (match instanceof Match.Refused(var refusals) && !refusals.isEmpty()) {
        guest.refused.put(table, refusals);
      }
      if (guest.app.definition().constraints().isEmpty()) {
        guest.tables.remove(index);
      } else {
        // What is refused for the sake of a constraint may fit once others are placed.
        guest.next = index + 1;
        refused++;
      }
    }
    return placed > 0;
  }

  private static long seed(Instance instance) {
    long mixed =
        (instance.id().uuid().getMostSignificantBits() ^ instance.incarnation())
            * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  /** Launches those that keep data where their data is. */
  private void bringHome(Guest guest) {
    for (UUID waiting : List.copyOf(turn.service(guest.id).waiting())) {
      Instance instance = turn.service(guest.id).instances().get(waiting);
      Optional<Reserved> reserved = instance.reserved();
      if (reserved.isEmpty()) {
        continue;
      }
      for (Table table : guest.tables) {
        Match match =
            Residents.isHome(reserved.get(), table)
                ? residents
                    .residency()
                    .orElseThrow()
                    .find(
                        table.rest(),
                        guest.app.definition(),
                        guest.demandAtHome(turn),
                        instance.id(),
                        reserved.get())
                : ELSEWHERE;
        switch (match) {
          case Match.Fits fits -> {
            launch(guest, instance, table, fits, reserved.get().place());
            guest.used.add(table);
          }
          case Match.Refused(var refusals) -> guest.refused.put(table, refusals);
        }
      }
    }
  }

  /** Reserves a place for one that keeps data; what was reserved is offered again at once. */
  private Match settle(Guest guest, Instance instance, Table table) {
    Residency.Answer answer =
        residents
            .residency()
            .orElseThrow()
            .settle(
                table.rest(),
                guest.app.definition(),
                guest.demand(turn),
                instance.id(),
                guest.placement(table.rest(), NOWHERE),
                seed(instance),
                turn::newId);
    return switch (answer) {
      case Residency.Answer.Settled(var reserved, var taken, var booking) -> {
        guest.count(table.rest());
        table.book(taken, booking);
        turn.put(instance.settled(reserved, turn.now()));
        yield new Match.Fits(taken, List.of());
      }
      case Residency.Answer.Refused(var refusals) -> new Match.Refused(refusals);
    };
  }

  private void launch(
      Guest guest, Instance instance, Table table, Match.Fits fits, Placement place) {
    if (instance.reserved().isEmpty()) {
      guest.count(table.rest());
    }
    Instance next =
        instance.provisioned(
            place,
            guest.app.version(),
            turn.now(),
            expected(guest),
            guest.app.definition().containerNames());
    boolean groupRole = turn.enforcesRole(guest.id);
    if (guest.app.isPod()) {
      table.pods.add(
          new PodLaunch(next.id(), next.incarnation(), guest.app, place, fits.taken(), groupRole));
    } else {
      table.tasks.add(new TaskLaunch(next.task(), guest.app, place, fits.taken(), groupRole));
    }
    table.take(fits.taken());
    turn.put(next);
    Service service = turn.service(guest.id);
    service
        .delay()
        .ifPresent(delay -> turn.put(service.withDelay(Optional.of(delay.touched(turn.now())))));
  }

  /** Only deployments wait for tasks to say that they are ready (marathon.md §16). */
  private Health expected(Guest guest) {
    return Health.expected(
        guest.app.definition(), turn.deploymentAt(turn.service(guest.id)).isPresent());
  }

  private void reply(List<Table> tables) {
    var unused = new ArrayList<OfferId>();
    var useless = new TreeSet<String>();
    MasterView master = turn.master();
    TreePSet<String> filtered = master.filtered();
    for (Table table : tables) {
      String role = table.rest().role();
      if (table.isUnused()) {
        unused.addAll(table.offers());
        useless.add(role);
        filtered = filtered.plus(role);
      } else {
        boolean full = table.launched() >= turn.settings().maxLaunchesPerOffer();
        Duration refuse = full ? Duration.ZERO : turn.settings().refuse();
        filtered = full ? filtered : filtered.plus(role);
        turn.effect(table.launch(refuse));
      }
    }
    if (!unused.isEmpty()) {
      turn.effect(new MarathonEffect.Decline(unused, turn.settings().refuse()));
      useless.removeAll(master.suppressed());
      useless.removeAll(turn.hungryRoles());
    }
    if (!useless.isEmpty()) {
      turn.effect(new MarathonEffect.Suppress(useless));
    }
    turn.master(new MasterView(true, master.suppressed().plusAll(useless), filtered));
  }

  /**
   * Asks for offers to the roles under which there is something new to launch and none would come
   * by themselves, and makes new roles known first.
   */
  void askForOffers() {
    turn.newRoles()
        .ifPresent(roles -> {
          turn.effect(new MarathonEffect.UpdateRoles(roles));
          MasterView before = turn.master();
          turn.master(new MasterView(before.connected(), TreePSet.empty(), before.filtered()));
        });
    MasterView master = turn.master();
    var wanted = new TreeSet<>(turn.newDemand());
    wanted.removeIf(
        role -> !master.suppressed().contains(role) && !master.filtered().contains(role));
    if (wanted.isEmpty() || !master.connected()) {
      return;
    }
    var launchable = new TreeSet<String>();
    for (PathId id : turn.hungry()) {
      Service service = turn.service(id);
      if (service.delay().filter(delay -> delay.isPending(turn.now())).isEmpty()) {
        launchable.add(service.app().orElseThrow().definition().role());
      }
    }
    launchable.addAll(turn.leftovers().roles());
    wanted.retainAll(launchable);
    if (!wanted.isEmpty()) {
      turn.effect(new MarathonEffect.Revive(wanted));
      turn.master(
          new MasterView(
              true, master.suppressed().minusAll(wanted), master.filtered().minusAll(wanted)));
    }
  }

  /** An app that wants to be placed. */
  private static final class Guest {
    private final PathId id;
    private final App app;
    private final Set<String> accepted;
    private final List<Table> tables;
    private final Map<String, Placements> placed = new HashMap<>();
    private final Set<Table> used = new LinkedHashSet<>();
    private final Map<Table, List<Match.Refusal>> refused = new LinkedHashMap<>();
    private Optional<Demand> demand = Optional.empty();
    private int next;

    Guest(Service service, List<Table> all, RoleRules roles) {
      this.id = service.id();
      this.app = service.app().orElseThrow();
      this.accepted = roles.accepted(app.definition());
      // Offers to other roles are not for it: they would only blur what it waits for.
      this.tables = new ArrayList<>(all.size());
      for (Table table : all) {
        if (table.rest().role().equals(app.definition().role())) {
          tables.add(table);
        }
      }
      if (!app.definition().constraints().isEmpty()) {
        count(service);
      }
    }

    /** Only instances of the same configuration count (marathon.md §14.3). */
    private void count(Service service) {
      List<Instance> counting =
          service.instances().values().stream()
              .filter(i -> i.counts() && (i.condition().hasTask() || i.reserved().isPresent()))
              .filter(i -> !i.runSpecVersion().isBefore(app.versionInfo().lastConfigChangeAt()))
              .sorted(Comparator.comparing((Instance i) -> i.stagedAt().orElse(i.since())))
              .toList();
      for (Constraint constraint : app.definition().constraints()) {
        placed.put(
            constraint.field(),
            Placements.of(
                counting.stream()
                    .flatMap(
                        i -> i.placement().or(() -> i.reserved().map(Reserved::place)).stream())
                    .flatMap(p -> Optional.ofNullable(p.values().get(constraint.field())).stream())
                    .toList()));
      }
    }

    Demand demand(Turn turn) {
      if (demand.isEmpty()) {
        demand = Optional.of(newDemand(turn));
      }
      return demand.get();
    }

    private Demand newDemand(Turn turn) {
      RunSpec definition = app.definition();
      var rules = new ArrayList<>(OfferRule.avoidingMaintenance(turn.now(), Duration.ZERO));
      if (turn.settings().validation().sparesGpus(definition)) {
        rules.add(OfferRule.sparingGpus());
      }
      for (Constraint constraint : definition.constraints()) {
        rules.add(
            constraint.rule(
                placed.getOrDefault(constraint.field(), Placements.none()),
                definition.instances()));
      }
      AppDefinition.Amounts amounts = definition.resources();
      return new Demand(
          Scalar.of(amounts.cpus()),
          Scalar.of(amounts.mem()),
          Scalar.of(amounts.disk()),
          Scalar.of(amounts.gpus()),
          Ports.demands(definition),
          accepted,
          Optional.of(definition.role()),
          rules);
    }

    boolean isResident() {
      return app.definition().isResident();
    }

    /** Of those that keep data only one that has no place for it yet. */
    Optional<Instance> next(Turn turn) {
      Service service = turn.service(id);
      if (!isResident()) {
        return service.waiting().isEmpty()
            ? Optional.empty()
            : Optional.of(service.instances().get(service.waiting().first()));
      }
      return service.waiting().stream()
          .map(service.instances()::get)
          .filter(instance -> instance.reserved().isEmpty())
          .findFirst();
    }

    /** Whoever has a place asks for no other. */
    Demand demandAtHome(Turn turn) {
      return demand(turn).withRules(OfferRule.avoidingMaintenance(turn.now(), Duration.ZERO));
    }

    Placement placement(Offer offer, Match.Fits fits) {
      var values = constrained(offer);
      // Where it is, is told of every task.
      for (String field : List.of(Fields.REGION, Fields.ZONE)) {
        Fields.value(offer, field).ifPresent(value -> values.put(field, value));
      }
      return new Placement(offer.agent(), offer.hostname(), fits.hostPorts(), values);
    }

    /** What the agent has in the fields that matter. */
    private SortedMap<String, String> constrained(Offer offer) {
      var values = new TreeMap<String, String>();
      for (Constraint constraint : app.definition().constraints()) {
        String field = constraint.field();
        Fields.value(offer, field).ifPresent(value -> values.put(field, value));
      }
      return values;
    }

    /** One more is there from now on. */
    void count(Offer offer) {
      SortedMap<String, String> values = constrained(offer);
      values.forEach((field, value) ->
          placed.compute(
              field, (f, known) -> (known == null ? Placements.none() : known).and(value)));
      if (!values.isEmpty()) {
        demand = Optional.empty();
      }
    }
  }
}
