package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.scheduling.constraint.Constraint;
import dev.stadion.scheduling.constraint.Placements;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.offer.Offer;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The agents that we know of, by what they offered last, and the apps that want to be on all of
 * them. Nothing of it is remembered: a new leader learns it from the offers it gets, and an agent
 * on which an instance runs is known anyway.
 *
 * @param offered what was left of the last offer, by agent and role
 * @param agents the ids of the agents in {@code offered}
 * @param daemons apps with one instance on each agent that matches
 * @param moves counts when an agent came, went, or said something else of itself than before
 */
public record Fleet(
    TreePMap<String, Offer> offered,
    TreePSet<String> agents,
    TreePSet<PathId> daemons,
    long moves) {
  private static final char SEPARATOR = '\n';

  static final Fleet NONE = new Fleet(TreePMap.empty(), TreePSet.empty(), TreePSet.empty(), 0);

  /** Keeps count of who wants to be everywhere. */
  Fleet with(Service service) {
    boolean daemon = service.isDaemon();
    if (daemon == daemons.contains(service.id())) {
      return this;
    }
    return new Fleet(
        offered, agents, daemon ? daemons.plus(service.id()) : daemons.minus(service.id()), moves);
  }

  /**
   * @param left what we did not use of an offer
   */
  Fleet offered(Offer left) {
    String agent = left.agent().value();
    String key = key(agent, left.role());
    Offer before = offered.get(key);
    return new Fleet(
        offered.plus(key, left),
        agents.contains(agent) ? agents : agents.plus(agent),
        daemons,
        before != null && isSamePlace(before, left) ? moves : moves + 1);
  }

  /** For constraints, that is. */
  private static boolean isSamePlace(Offer one, Offer other) {
    return one.hostname().equals(other.hostname())
        && one.attributes().equals(other.attributes())
        && one.domain().equals(other.domain());
  }

  Fleet offered(Collection<Offer> offers) {
    Fleet next = this;
    for (Offer offer : offers) {
      next = next.offered(offer);
    }
    return next;
  }

  /** The agent is gone or cut off; should it come back, it will make itself known. */
  Fleet without(AgentId agent) {
    if (!agents.contains(agent.value())) {
      return this;
    }
    return new Fleet(
        offered.minusAll(of(agent).keySet()), agents.minus(agent.value()), daemons, moves + 1);
  }

  /** Where the agent answers, if an offer told. */
  public Optional<URI> addressOf(AgentId agent) {
    return of(agent).values().stream().flatMap(offer -> offer.agentUrl().stream()).findFirst();
  }

  /** What an agent offered last, in all roles. */
  private SortedMap<String, Offer> of(AgentId agent) {
    // Behind the separator of the key comes the one letter that is next to it.
    return offered.subMap(key(agent.value(), ""), agent.value() + (char) (SEPARATOR + 1));
  }

  private static String key(String agent, String role) {
    return agent + SEPARATOR + role;
  }

  /** What each agent offered last. */
  public Collection<Offer> lastOffers() {
    return offered.values();
  }

  /**
   * How many instances a service shall have. A daemon's are as many as agents match, whether they
   * have room or not; one that runs keeps its place while its agent offers nothing.
   */
  public int target(Service service) {
    RunSpec definition = service.app().orElseThrow().definition();
    return definition.daemon() ? places(service, definition).size() : definition.instances();
  }

  private Set<String> places(Service service, RunSpec definition) {
    var places = new TreeSet<String>();
    for (Offer offer : offered.values()) {
      if (matches(definition, offer)) {
        places.add(offer.agent().value());
      }
    }
    for (Instance instance : service.instances().values()) {
      if (instance.counts() && instance.condition().hasTask()) {
        instance.placement().ifPresent(place -> places.add(place.agent().value()));
      }
    }
    return places;
  }

  /** Whether instances may be there at all; how many there are already is of no interest. */
  private static boolean matches(RunSpec definition, Offer offer) {
    if (!offer.role().equals(definition.role())) {
      return false;
    }
    for (Constraint constraint : definition.constraints()) {
      if (constraint.rule(Placements.none(), 1).refusal(offer).isPresent()) {
        return false;
      }
    }
    return true;
  }
}
