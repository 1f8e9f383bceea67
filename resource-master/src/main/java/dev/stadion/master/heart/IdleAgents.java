package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * Which agents have something to offer, and to whom it must be shown before the decision ends; a
 * part of {@link Draft}.
 */
final class IdleAgents {
  private final OfferMinimum minimum;
  private final Set<AgentId> freed = new LinkedHashSet<>();
  private final Set<FrameworkId> eager = new LinkedHashSet<>();
  private boolean everything;
  private PSet<AgentId> idle;
  private PSet<FrameworkId> particular;

  /**
   * What is to be allocated.
   *
   * @param agents to be shown to everybody
   * @param frameworks to be shown every other idle agent
   */
  record Demand(Collection<AgentId> agents, Set<FrameworkId> frameworks) {}

  IdleAgents(MasterState before, OfferMinimum minimum) {
    this.minimum = minimum;
    this.idle = before.idle();
    this.particular = before.particular();
  }

  PSet<AgentId> all() {
    return idle;
  }

  PSet<FrameworkId> particular() {
    return particular;
  }

  void changed(Agent agent) {
    boolean wanted = worthOffering(agent);
    if (wanted != idle.contains(agent.id())) {
      idle = wanted ? idle.plus(agent.id()) : idle.minus(agent.id());
    }
  }

  void gone(AgentId agent) {
    idle = idle.minus(agent);
  }

  /** Less than the minimum is offered to nobody, unless somebody has a minimum of his own. */
  private boolean worthOffering(Agent agent) {
    return agent.takesWork()
        && (particular.isEmpty() ? minimum.allows(agent.free()) : !agent.free().isEmpty());
  }

  /** Remembers whether a framework has minimums of its own; the first and the last change much. */
  void mind(FrameworkId framework, boolean own, Collection<Agent> agents) {
    if (own == particular.contains(framework)) {
      return;
    }
    boolean before = particular.isEmpty();
    particular = own ? particular.plus(framework) : particular.minus(framework);
    if (before != particular.isEmpty()) {
      idle = HashTreePSet.from(agents.stream().filter(this::worthOffering).map(Agent::id).toList());
    }
  }

  void freed(AgentId agent) {
    freed.add(agent);
  }

  void showEverything() {
    everything = true;
  }

  void showEverythingTo(FrameworkId framework) {
    eager.add(framework);
  }

  boolean hasDemand() {
    return !idle.isEmpty() && (everything || !freed.isEmpty() || !eager.isEmpty());
  }

  /**
   * Asking empties it.
   *
   * @param others whether somebody else waits, so that who just wants more must not come first
   */
  Demand takeDemand(boolean others) {
    var demand =
        everything || (others && !eager.isEmpty())
            ? new Demand(idle, Set.of())
            : new Demand(freed.stream().filter(idle::contains).toList(), Set.copyOf(eager));
    everything = false;
    freed.clear();
    eager.clear();
    return demand;
  }
}
