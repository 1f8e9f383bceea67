package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Leftover;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.launch.Residency;
import dev.stadion.scheduling.resource.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Sees to it that reservations serve an instance or are given back (marathon.md §14.4). */
final class Residents {
  /** A reservation that nobody offered for so long does not exist. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Turn turn;

  Residents(Turn turn) {
    this.turn = turn;
  }

  /** How reservations are made and known; empty before the master has named us. */
  Optional<Residency> residency() {
    return turn.keepsakes()
        .framework()
        .map(id -> new Residency(id, turn.settings().reserving().principal()));
  }

  /** The master refused to reserve: another instance tries elsewhere, but not at once. */
  void notReserved(InstanceId id, String why) {
    turn.instance(id.app(), id.uuid())
        .filter(instance -> instance.condition() == Condition.SCHEDULED)
        .filter(instance -> instance.reserved().filter(known -> !known.used()).isPresent())
        .ifPresent(instance -> {
          turn.app(id.app()).ifPresent(app -> Backoff.raise(turn, app, instance.since()));
          Service service = turn.service(id.app());
          turn.put(service.withOffers(service.offers().notReserved(why)));
          // Part of it may have come to be; that is given back.
          turn.remove(instance);
        });
  }

  /** Gives back what is reserved for instances that are not there or not at home there. */
  void sweep(List<Table> tables) {
    residency().ifPresent(residency -> tables.forEach(table -> sweep(table, residency)));
  }

  private void sweep(Table table, Residency residency) {
    var owners = new TreeSet<InstanceId>();
    if (table.rest().resources().anyMatch(ResourceKey::isDynamicallyReserved)) {
      table
          .rest()
          .resources()
          .forEach((key, quantity) -> residency.owner(key).ifPresent(owners::add));
      owners.removeIf(owner -> isAtHome(owner, table));
    }
    if (!owners.isEmpty()) {
      table.release(
          table
              .rest()
              .resources()
              .filter(key -> residency.owner(key).filter(owners::contains).isPresent()));
    }
    for (Leftover leftover : List.copyOf(turn.claims().leftovers().all().values())) {
      boolean here =
          leftover.agent().equals(table.rest().agent())
              && leftover.role().equals(table.rest().role());
      if (here && owners.contains(leftover.instance())) {
        turn.claims().releasing(leftover.instance());
      } else if (here && isOver(leftover)) {
        turn.claims().forget(leftover);
      }
    }
  }

  private boolean isAtHome(InstanceId id, Table table) {
    return turn.instance(id.app(), id.uuid())
        .flatMap(Instance::reserved)
        .filter(reserved -> isHome(reserved, table))
        .isPresent();
  }

  static boolean isHome(Reserved reserved, Table table) {
    return reserved.place().agent().equals(table.rest().agent())
        && reserved.role().equals(table.rest().role());
  }

  /** It was not among what is offered although it could be. */
  private boolean isOver(Leftover leftover) {
    Instant late = leftover.since().plus(PATIENCE);
    return turn.claims().leftovers().released().contains(leftover.instance())
        || turn.now().isAfter(late);
  }
}
