package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.launch.Ports;
import dev.stadion.scheduling.constraint.Constraint;
import dev.stadion.scheduling.constraint.Fields;
import dev.stadion.scheduling.constraint.Placements;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferRule;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** An app that wants to be placed. */
final class Guest {
  final PathId id;
  final App app;
  private final Set<String> accepted;
  private final Map<String, Placements> placed = new HashMap<>();
  private final boolean daemon;
  private final boolean resident;

  /** Where a daemon is already. */
  private final Set<AgentId> occupied = new HashSet<>();

  final Set<Table> used = new LinkedHashSet<>();
  private Optional<Demand> demand = Optional.empty();
  private Optional<Seats> seats = Optional.empty();

  Guest(Service service, RoleRules roles) {
    this.id = service.id();
    this.app = service.app().orElseThrow();
    this.accepted = roles.accepted(app.definition());
    this.daemon = service.isDaemon();
    this.resident = app.definition().isResident();
    if (daemon || !app.definition().constraints().isEmpty()) {
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
    counting.forEach(i -> i.placement().ifPresent(place -> occupied.add(place.agent())));
    for (Constraint constraint : app.definition().constraints()) {
      placed.put(
          constraint.field(),
          Placements.of(
              counting.stream()
                  .flatMap(i -> i.placement().or(() -> i.reserved().map(Reserved::place)).stream())
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
              placed.getOrDefault(constraint.field(), Placements.none()), definition.instances()));
    }
    if (daemon) {
      rules.add(this::oncePerAgent);
    }
    AppDefinition.Amounts amounts = definition.needs();
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

  private Optional<Match.Refusal> oncePerAgent(Offer offer) {
    return occupied.contains(offer.agent())
        ? Optional.of(
            new Match.Refusal(
                RefusalReason.UNFULFILLED_CONSTRAINT, "the agent has its instance already"))
        : Optional.empty();
  }

  boolean isResident() {
    return resident;
  }

  /** Whether it matters to it which of several tables with enough on them it gets. */
  boolean isChoosy() {
    return daemon || resident || !app.definition().constraints().isEmpty();
  }

  String role() {
    return app.definition().role();
  }

  /** Where it looks for places; to be said before it looks. */
  void seat(Seats where) {
    seats = Optional.of(where);
  }

  Seats seats() {
    return seats.orElseThrow();
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
    occupied.add(offer.agent());
    SortedMap<String, String> values = constrained(offer);
    values.forEach((field, value) ->
        placed.compute(
            field, (f, known) -> (known == null ? Placements.none() : known).and(value)));
    if (!values.isEmpty()) {
      demand = Optional.empty();
    }
  }
}
