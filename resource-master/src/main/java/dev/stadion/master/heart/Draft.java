package dev.stadion.master.heart;

import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;

/**
 * The next state while one decision is being made. It is the only mutable thing in the heart, lives
 * for one call of {@link MasterHeart#decide} and never leaves it.
 */
final class Draft {
  final MasterSettings settings;
  final Instant now;
  final List<MasterEffect> effects = new ArrayList<>();

  /** Maintenance, drains and memory. */
  final DraftUpkeep upkeep;

  /** When to look again. */
  final DraftAgenda agenda;

  private final MasterState before;
  private final List<MasterChange> changes = new ArrayList<>();
  private final IdleAgents idle;

  private final FreshIds ids;
  private PMap<AgentId, Agent> agents;
  private PMap<String, AgentId> addresses;
  private PSortedMap<FrameworkId, Framework> frameworks;
  private PVector<CompletedFramework> completed;
  private PMap<OfferId, HeldOffer> offers;
  private final RoleLedger roles;
  private RolePolicy policy;

  Draft(MasterState before, MasterSettings settings, Instant now) {
    this.before = before;
    this.settings = settings;
    this.now = now;
    this.ids = new FreshIds(before, settings, this::remember);
    this.agents = before.agents();
    this.addresses = before.addresses();
    this.idle = new IdleAgents(before, settings.offers().minimum());
    this.frameworks = before.frameworks();
    this.completed = before.completed();
    this.offers = before.offers();
    this.roles = new RoleLedger(before.roles(), before.pool());
    this.policy = before.policy();
    this.agenda = new DraftAgenda(before, now);
    this.upkeep = new DraftUpkeep(before);
  }

  Decision<MasterState, MasterChange, MasterEffect, MasterOutcome> conclude(MasterOutcome outcome) {
    var after =
        new MasterState(
            before.masterId(),
            before.epoch(),
            ids.counters(),
            agenda.clock(),
            agents,
            addresses,
            idle.all(),
            idle.particular(),
            frameworks,
            completed,
            offers,
            roles.books(),
            policy,
            roles.pool(),
            agenda.deadlines(),
            upkeep.maintenance(),
            upkeep.history());
    return new Decision<>(after, changes, effects, outcome);
  }

  void remember(MasterChange change) {
    changes.add(change);
    if (change instanceof MasterChange.TaskSaved(var task)) {
      Task known = task(task.key());
      boolean again =
          task.state() == TaskState.STAGING && known != null && known.state().isTerminal();
      if (known == null || again) {
        note(new OperatorNote.TaskAdded(task));
      }
    }
  }

  /** Tells operators what has changed. */
  void note(OperatorNote note) {
    effects.add(new MasterEffect.ToOperators(note));
  }

  void tell(MasterEffect effect) {
    effects.add(effect);
  }

  // --- counters

  long epoch() {
    return before.epoch();
  }

  FrameworkId newFrameworkId() {
    return ids.newFrameworkId();
  }

  AgentId newAgentId() {
    return ids.newAgentId();
  }

  OfferId newOfferId() {
    return ids.newOfferId();
  }

  // --- agents

  Collection<Agent> agents() {
    return agents.values();
  }

  /** Null when there is none. */
  Agent agent(AgentId id) {
    return agents.get(id);
  }

  Optional<AgentId> agentAt(String address) {
    return Optional.ofNullable(addresses.get(address));
  }

  void put(Agent agent) {
    Agent old = agents.get(agent.id());
    agents = agents.plus(agent.id(), agent);
    if (old == null || !old.description().address().equals(agent.description().address())) {
      addresses = addresses.plus(agent.description().address(), agent.id());
    }
    count(old, agent);
    upkeep.touched(agent.id());
    idle.changed(agent);
  }

  void forget(Agent agent) {
    agents = agents.minus(agent.id());
    idle.gone(agent.id());
    if (agent.id().equals(addresses.get(agent.description().address()))) {
      addresses = addresses.minus(agent.description().address());
    }
    count(agent, null);
    upkeep.touched(agent.id());
    remember(new MasterChange.AgentForgotten(agent.id()));
  }

  private void count(Agent old, Agent next) {
    boolean there = old != null && old.status().countsInPool();
    if (!there && next != null && next.status().countsInPool()) {
      note(new OperatorNote.AgentAdded(next));
    } else if (there && (next == null || !next.status().countsInPool())) {
      note(new OperatorNote.AgentRemoved(old.id()));
    }
    Resources was = inPool(old);
    Resources is = inPool(next);
    if (was != is) {
      roles.pooled(was, is);
    }
  }

  private static Resources inPool(Agent agent) {
    return agent != null && agent.status().countsInPool() ? agent.total() : Resources.empty();
  }

  /** Something of this agent became free: offer it before the decision ends. */
  void freed(AgentId agent) {
    idle.freed(agent);
  }

  /** Look at every idle agent before the decision ends. */
  void offerEverything() {
    idle.showEverything();
  }

  /** This framework wants offers anew: show it every idle agent before the decision ends. */
  void offerEverythingTo(FrameworkId framework) {
    idle.showEverythingTo(framework);
  }

  boolean hasDemand() {
    return idle.hasDemand();
  }

  /** Who waits for quota given back has his turn before those who just want more. */
  IdleAgents.Demand takeDemand() {
    var quota = Deadline.quotaGivenBack(now, settings.allocationInterval());
    return idle.takeDemand(agenda.deadlines().contains(quota));
  }

  PSet<AgentId> idle() {
    return idle.all();
  }

  // --- frameworks

  Collection<Framework> frameworks() {
    return frameworks.values();
  }

  /** Null when there is none. */
  Framework framework(FrameworkId id) {
    return frameworks.get(id);
  }

  void put(Framework framework) {
    Framework old = frameworks.get(framework.id());
    roles.changed(old, framework);
    if (old == null) {
      note(new OperatorNote.FrameworkAdded(framework));
    } else if (!old.link().stream().equals(framework.link().stream())) {
      upkeep.resubscribed(framework);
    }
    frameworks = frameworks.plus(framework.id(), framework);
    idle.mind(framework.id(), !framework.description().offerMinimums().isEmpty(), agents.values());
  }

  boolean isCompleted(FrameworkId id) {
    return completed.stream().anyMatch(old -> old.id().equals(id));
  }

  void complete(CompletedFramework framework) {
    Framework gone = frameworks.get(framework.id());
    roles.changed(gone, null);
    roles.forgetUnused(gone);
    idle.mind(gone.id(), false, agents.values());
    frameworks = frameworks.minus(framework.id());
    note(new OperatorNote.FrameworkRemoved(framework.id(), framework.description()));
    completed = completed.plus(framework);
    remember(new MasterChange.FrameworkCompleted(framework));
    while (completed.size() > settings.completedFrameworks()) {
      remember(new MasterChange.CompletedForgotten(completed.get(0).id()));
      upkeep.forget(completed.get(0).id());
      completed = completed.minus(0);
    }
  }

  // --- tasks

  /** Null when the master does not know it. */
  Task task(TaskKey key) {
    Framework framework = frameworks.get(key.framework());
    return framework == null ? null : framework.tasks().get(key.task());
  }

  /** Keeps {@code task} where its framework and its agent find it, and makes it durable. */
  void save(Task task) {
    Task known = task(task.key());
    remember(
        known != null && known.isLaunchOf(task)
            ? new MasterChange.TaskProgressed(task)
            : new MasterChange.TaskSaved(task));
    Framework framework = frameworks.get(task.framework());
    put(framework.withTasks(framework.tasks().plus(task.id(), task)));
    if (task.concluded() && task.state().isTerminal()) {
      upkeep.emptied(task.agent());
    }
  }

  void forget(Task task) {
    Framework framework = frameworks.get(task.framework());
    put(framework.withTasks(framework.tasks().minus(task.id())));
    Agent agent = agents.get(task.agent());
    if (agent != null) {
      put(agent.withTasks(agent.tasks().minus(task.key())));
    }
    remember(new MasterChange.TaskForgotten(task.key()));
    upkeep.ended(task, settings.upkeep().completedTasks());
  }

  // --- offers and shares

  /** Null when it was used, declined or rescinded. */
  HeldOffer offer(OfferId id) {
    return offers.get(id);
  }

  /** Takes what is offered from {@code agent}; its framework hears of it by {@link #charge}. */
  Agent hand(Agent agent, HeldOffer offer) {
    offers = offers.plus(offer.id(), offer);
    offer.expiry().ifPresent(agenda::await);
    Agent next =
        agent
            .holding(agent.used(), agent.free().minus(offer.resources()))
            .withOffers(agent.offers().plus(offer.id()));
    put(next);
    return next;
  }

  void forget(HeldOffer offer) {
    offers = offers.minus(offer.id());
    offer.expiry().ifPresent(agenda::cancel);
    Agent agent = agents.get(offer.agent());
    put(agent.withOffers(agent.offers().minus(offer.id())));
    Framework framework = frameworks.get(offer.framework());
    put(framework.withOffers(framework.offers().minus(offer.id())));
  }

  /** Every offer there is, in no order. */
  Collection<HeldOffer> offers() {
    return offers.values();
  }

  /** What each role holds. */
  RoleLedger roles() {
    return roles;
  }

  /** Writes down all that a bidder was given in one pass. */
  void charge(Bidder bidder) {
    Framework holder = frameworks.get(bidder.framework.id());
    put(
        holder
            .using(bidder.role, holder.use(bidder.role).plus(bidder.gained))
            .withOffers(holder.offers().plusAll(bidder.offers)));
    roles.add(bidder.role, bidder.gained);
  }

  /** {@code framework} holds something that was not offered to it by this master. */
  void carry(FrameworkId framework, String role, Resources resources) {
    RoleUse more = RolePath.weigh(resources);
    Framework holder = frameworks.get(framework);
    put(holder.using(role, holder.use(role).plus(more)));
    roles.add(role, more);
  }

  void release(FrameworkId framework, String role, Resources resources) {
    RoleUse less = RolePath.weigh(resources);
    Framework holder = frameworks.get(framework);
    put(holder.using(role, holder.use(role).minus(less)));
    roles.subtract(role, less);
    if (!idle.all().isEmpty() && policy.limits().containsKey(RolePath.top(role))) {
      // Agents that nobody could be offered any more may be of use again. The same moment for all
      // that comes back within one interval: one deadline, one pass.
      agenda.await(Deadline.quotaGivenBack(now, settings.allocationInterval()));
    }
  }

  // --- weights and quota

  RolePolicy policy() {
    return policy;
  }

  void decree(RolePolicy next) {
    policy = next;
    remember(new MasterChange.PolicySaved(next));
  }
}
