package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.launch.OfferLog;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.Residency;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.scheduler.MarathonState.MasterView;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
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
    var shared = new HashMap<Demand, Seats>();
    for (PathId id : turn.hungry()) {
      Service service = turn.service(id);
      if (service.delay().filter(delay -> delay.isPending(turn.now())).isEmpty()) {
        var guest = new Guest(service, turn.settings().validation().roles());
        guest.seat(
            guest.isChoosy()
                ? Seats.of(tables, guest.role())
                : shared.computeIfAbsent(
                    guest.demand(turn), demand -> Seats.of(tables, guest.role())));
        guests.add(guest);
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
    OfferLog offers = guest.seats().log(service.offers(), guest.used, turn.now());
    if (offers.processed() > service.offers().processed()) {
      turn.put(service.withOffers(offers));
    }
  }

  /** Where {@code start} instances would fit; nothing is launched. */
  Forecast forecast(Service service, int start, int stop) {
    List<Table> tables = Table.of(List.copyOf(turn.fleet().lastOffers()));
    var guest = new Guest(service, turn.settings().validation().roles());
    Seats seats = Seats.of(tables, guest.role());
    var where = new TreeMap<String, Integer>();
    var refusals = new TreeMap<RefusalReason, Integer>();
    int placed = 0;
    int refused = 0;
    while (placed < start && refused < seats.tables().size()) {
      Table table = seats.look();
      seats.goOn();
      switch (table.match(guest.demand(turn), placed)) {
        case Match.Fits fits -> {
          Offer offer = table.rest();
          guest.count(offer);
          table.take(fits.taken());
          where.merge(offer.hostname(), 1, Integer::sum);
          placed++;
          refused = 0;
        }
        case Match.Refused _ -> refused++;
      }
    }
    for (Table table : placed < start ? seats.tables() : List.<Table>of()) {
      if (table.match(guest.demand(turn), 0) instanceof Match.Refused(var why)) {
        refusals.merge(why.getFirst().reason(), 1, Integer::sum);
      }
    }
    return new Forecast(service.id(), start, stop, where, refusals);
  }

  private boolean serve(Guest guest) {
    int placed = 0;
    int refused = 0;
    Seats seats = guest.seats();
    while (placed < ROUND && refused < seats.tables().size()) {
      Optional<Instance> next = guest.next(turn);
      if (next.isEmpty()) {
        break;
      }
      Instance instance = next.get();
      Table table = seats.look();
      boolean full = table.launched() >= turn.settings().maxLaunchesPerOffer();
      Match match =
          full
              ? FULL
              : guest.isResident()
                  ? settle(guest, instance, table)
                  : table.match(guest.demand(turn), seed(instance));
      if (match instanceof Match.Fits fits) {
        if (!guest.isResident()) {
          launch(guest, instance, table, fits, guest.placement(table.rest(), fits));
        }
        guest.used.add(table);
        seats.goOn();
        placed++;
        refused = 0;
        continue;
      }
      if (match instanceof Match.Refused(var refusals) && !refusals.isEmpty()) {
        seats.refuse(table, refusals);
      }
      if (guest.app.definition().constraints().isEmpty()) {
        seats.leave();
      } else {
        // What is refused for the sake of a constraint may fit once others are placed.
        seats.goOn();
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
      for (Table table : guest.seats().tables()) {
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
          case Match.Refused(var refusals) -> guest.seats().refuse(table, refusals);
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
    Fleet fleet = turn.fleet();
    for (Table table : tables) {
      fleet = fleet.offered(table.rest());
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
      // Whoever wants to be on every agent wants to know of every agent.
      fleet
          .daemons()
          .forEach(id -> turn.app(id).ifPresent(app -> useless.remove(app.definition().role())));
    }
    if (!useless.isEmpty()) {
      turn.effect(new MarathonEffect.Suppress(useless));
    }
    turn.master(new MasterView(true, master.suppressed().plusAll(useless), filtered));
    turn.fleet(fleet);
  }

  /**
   * Asks for offers to the roles under which there is something new to launch and none would come
   * by themselves, and makes new roles known first.
   */
  void askForOffers() {
    turn.claims()
        .news(turn.settings().validation().roles().defaultRole())
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
    launchable.addAll(turn.claims().leftovers().roles());
    wanted.retainAll(launchable);
    if (!wanted.isEmpty()) {
      turn.effect(new MarathonEffect.Revive(wanted));
      turn.master(
          new MasterView(
              true, master.suppressed().minusAll(wanted), master.filtered().minusAll(wanted)));
    }
  }
}
