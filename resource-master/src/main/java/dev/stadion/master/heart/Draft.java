package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterState.Clock;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.PVector;

/**
 * The next state while one decision is being made. It is the only mutable thing in the heart, lives
 * for one call of {@link MasterHeart#decide} and never leaves it.
 */
final class Draft {
  final MasterSettings settings;
  final Instant now;
  final List<MasterEffect> effects = new ArrayList<>();

  private final MasterState before;
  private final List<MasterChange> changes = new ArrayList<>();
  private final Set<AgentId> freed = new LinkedHashSet<>();
  private boolean offerEverything;

  private Counters counters;
  private Optional<Clock> clock;
  private PMap<AgentId, Agent> agents;
  private PMap<String, AgentId> addresses;
  private PSet<AgentId> idle;
  private PSortedMap<FrameworkId, Framework> frameworks;
  private PVector<CompletedFramework> completed;
  private PMap<OfferId, HeldOffer> offers;
  private final RoleLedger roles;
  private RolePolicy policy;
  private Scalars pool;
  private PSortedSet<Deadline> deadlines;

  Draft(MasterState before, MasterSettings settings, Instant now) {
    this.before = before;
    this.settings = settings;
    this.now = now;
    this.counters = before.counters();
    this.clock = before.clock();
    this.agents = before.agents();
    this.addresses = before.addresses();
    this.idle = before.idle();
    this.frameworks = before.frameworks();
    this.completed = before.completed();
    this.offers = before.offers();
    this.roles = new RoleLedger(before.roles());
    this.policy = before.policy();
    this.pool = before.pool();
    this.deadlines = before.deadlines();
  }

  Decision<MasterState, MasterChange, MasterEffect, MasterOutcome> conclude(MasterOutcome outcome) {
    var after =
        new MasterState(
            before.masterId(),
            before.epoch(),
            counters,
            clock,
            agents,
            addresses,
            idle,
            frameworks,
            completed,
            offers,
            roles.books(),
            policy,
            pool,
            deadlines);
    return new Decision<>(after, changes, effects, outcome);
  }

  void remember(MasterChange change) {
    changes.add(change);
  }

  void tell(MasterEffect effect) {
    effects.add(effect);
  }

  // --- clock and counters

  long epoch() {
    return before.epoch();
  }

  Optional<Clock> clock() {
    return clock;
  }

  void clock(Clock next) {
    clock = Optional.of(next);
  }

  FrameworkId newFrameworkId() {
    long n = counters.nextFramework();
    counters =
        new Counters(
            n + 1, counters.nextAgent(), counters.nextOffer(), counters.offerIdsReserved());
    remember(new MasterChange.CountersSaved(counters));
    String digits = Long.toString(n);
    return new FrameworkId(
        before.masterId() + "-" + "0".repeat(Math.max(0, 4 - digits.length())) + digits);
  }

  AgentId newAgentId() {
    long n = counters.nextAgent();
    counters =
        new Counters(
            counters.nextFramework(), n + 1, counters.nextOffer(), counters.offerIdsReserved());
    remember(new MasterChange.CountersSaved(counters));
    return new AgentId(before.masterId() + "-S" + n);
  }

  /**
   * Offers are not durable, but their ids must not come twice: a whole block is used up at once.
   */
  OfferId newOfferId() {
    long n = counters.nextOffer();
    boolean exhausted = n >= counters.offerIdsReserved();
    long reserved = exhausted ? n + settings.offerIdBlock() : counters.offerIdsReserved();
    counters = new Counters(counters.nextFramework(), counters.nextAgent(), n + 1, reserved);
    if (exhausted) {
      remember(new MasterChange.CountersSaved(counters));
    }
    return new OfferId(before.masterId() + "-O" + n);
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
    boolean wanted = agent.connected() && Books.worthOffering(agent.free());
    if (wanted != idle.contains(agent.id())) {
      idle = wanted ? idle.plus(agent.id()) : idle.minus(agent.id());
    }
  }

  void forget(Agent agent) {
    agents = agents.minus(agent.id());
    idle = idle.minus(agent.id());
    if (agent.id().equals(addresses.get(agent.description().address()))) {
      addresses = addresses.minus(agent.description().address());
    }
    count(agent, null);
    remember(new MasterChange.AgentForgotten(agent.id()));
  }

  private void count(Agent old, Agent next) {
    Resources was = inPool(old);
    Resources is = inPool(next);
    if (was != is) {
      pool = pool.minus(Scalars.of(was)).plus(Scalars.of(is));
      roles.pooled(was, is);
    }
  }

  private static Resources inPool(Agent agent) {
    return agent != null && agent.status().countsInPool() ? agent.total() : Resources.empty();
  }

  /** Something of this agent became free: offer it before the decision ends. */
  void freed(AgentId agent) {
    freed.add(agent);
  }

  /** Somebody wants offers anew: look at every idle agent before the decision ends. */
  void offerEverything() {
    offerEverything = true;
  }

  /** The agents to allocate from now; asking empties the list. */
  Collection<AgentId> takeAllocatable() {
    Collection<AgentId> chosen =
        offerEverything ? idle : freed.stream().filter(idle::contains).toList();
    offerEverything = false;
    freed.clear();
    return chosen;
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
    roles.changed(frameworks.get(framework.id()), framework);
    frameworks = frameworks.plus(framework.id(), framework);
  }

  boolean isCompleted(FrameworkId id) {
    return completed.stream().anyMatch(old -> old.id().equals(id));
  }

  void complete(CompletedFramework framework) {
    Framework gone = frameworks.get(framework.id());
    roles.changed(gone, null);
    roles.forgetUnused(gone);
    frameworks = frameworks.minus(framework.id());
    completed = completed.plus(framework);
    remember(new MasterChange.FrameworkCompleted(framework));
    while (completed.size() > settings.completedFrameworks()) {
      remember(new MasterChange.CompletedForgotten(completed.get(0).id()));
      completed = completed.minus(0);
    }
  }

  // --- tasks

  /** Keeps {@code task} where its framework and its agent find it, and makes it durable. */
  void save(Task task) {
    Framework framework = frameworks.get(task.framework());
    put(framework.withTasks(framework.tasks().plus(task.id(), task)));
    remember(new MasterChange.TaskSaved(task));
  }

  void forget(Task task) {
    Framework framework = frameworks.get(task.framework());
    put(framework.withTasks(framework.tasks().minus(task.id())));
    Agent agent = agents.get(task.agent());
    if (agent != null) {
      put(agent.withTasks(agent.tasks().minus(task.key())));
    }
    remember(new MasterChange.TaskForgotten(task.key()));
  }

  // --- offers and shares

  /** Null when it was used, declined or rescinded. */
  HeldOffer offer(OfferId id) {
    return offers.get(id);
  }

  void put(HeldOffer offer) {
    offers = offers.plus(offer.id(), offer);
    Agent agent = agents.get(offer.agent());
    put(agent.withOffers(agent.offers().plus(offer.id())));
    Framework framework = frameworks.get(offer.framework());
    put(framework.withOffers(framework.offers().plus(offer.id())));
  }

  void forget(HeldOffer offer) {
    offers = offers.minus(offer.id());
    Agent agent = agents.get(offer.agent());
    put(agent.withOffers(agent.offers().minus(offer.id())));
    Framework framework = frameworks.get(offer.framework());
    put(framework.withOffers(framework.offers().minus(offer.id())));
  }

  /** Every offer there is, in no order. */
  Collection<HeldOffer> offers() {
    return offers.values();
  }

  Scalars pool() {
    return pool;
  }

  RoleBook book(String role) {
    return roles.book(role);
  }

  /** {@code framework} was given something new. */
  void charge(FrameworkId framework, String role, Resources resources) {
    RoleUse weight = RolePath.weigh(resources);
    add(framework, role, new RoleUse(weight.held(), weight.unreserved(), 1));
  }

  /** {@code framework} holds something that was not offered to it by this master. */
  void carry(FrameworkId framework, String role, Resources resources) {
    add(framework, role, RolePath.weigh(resources));
  }

  private void add(FrameworkId framework, String role, RoleUse more) {
    Framework holder = frameworks.get(framework);
    put(holder.using(role, holder.use(role).plus(more)));
    roles.add(role, more);
  }

  void release(FrameworkId framework, String role, Resources resources) {
    RoleUse less = RolePath.weigh(resources);
    Framework holder = frameworks.get(framework);
    put(holder.using(role, holder.use(role).minus(less)));
    roles.subtract(role, less);
  }

  // --- weights and quota

  RolePolicy policy() {
    return policy;
  }

  void decree(RolePolicy next) {
    policy = next;
    remember(new MasterChange.PolicySaved(next));
  }

  // --- deadlines

  void await(Deadline deadline) {
    deadlines = deadlines.plus(deadline);
  }

  void cancel(Deadline deadline) {
    deadlines = deadlines.minus(deadline);
  }

  /** The earliest deadline that has passed, taken off the list. */
  Optional<Deadline> takeDue() {
    if (deadlines.isEmpty() || deadlines.first().at().isAfter(now)) {
      return Optional.empty();
    }
    Deadline due = deadlines.first();
    deadlines = deadlines.minus(due);
    return Optional.of(due);
  }
}
