package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The maintenance schedule and what frameworks were asked because of it.
 *
 * @param machines in the order of the schedule
 * @param names each machine by its hostname and by its ip
 * @param asked by agent and framework
 */
public record Maintenance(
    List<Machine> machines,
    PMap<String, Machine> names,
    PMap<InverseOffer.Key, InverseOffer> asked) {
  /** Nothing is planned. */
  public static final Maintenance NONE =
      new Maintenance(List.of(), HashTreePMap.empty(), HashTreePMap.empty());

  public Maintenance {
    machines = List.copyOf(machines);
    requireNonNull(names, "names");
    requireNonNull(asked, "asked");
  }

  /** As the database remembers it. */
  public static Maintenance of(List<Machine> machines) {
    return NONE.scheduled(machines);
  }

  public Optional<Machine> machine(MachineId id) {
    return machines.stream().filter(machine -> machine.id().equals(id)).findFirst();
  }

  /**
   * The machine an agent runs on. An agent is known by its hostname; an ip says something about it
   * only when that is its hostname.
   */
  public Optional<Machine> machineOf(AgentDescription agent) {
    return names.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(names.get(agent.hostname().toLowerCase(Locale.ROOT)));
  }

  public Collection<InverseOffer> inverseOffers() {
    return asked.values();
  }

  Maintenance scheduled(List<Machine> next) {
    PMap<String, Machine> index = HashTreePMap.empty();
    for (Machine machine : next) {
      for (String name : List.of(machine.id().ip(), machine.id().hostname())) {
        if (!name.isEmpty()) {
          index = index.plus(name, machine);
        }
      }
    }
    return new Maintenance(next, index, asked);
  }

  Maintenance asking(InverseOffer offer) {
    return new Maintenance(machines, names, asked.plus(offer.key(), offer));
  }

  Maintenance without(InverseOffer offer) {
    return new Maintenance(machines, names, asked.minus(offer.key()));
  }
}
