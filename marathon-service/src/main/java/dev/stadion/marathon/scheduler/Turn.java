package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.launch.TakenPorts;
import dev.stadion.marathon.scheduler.MarathonState.MasterView;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Extent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The workbench of one decision: the state taken apart, what was changed so far, and what follows
 * from it. Lives for one call of the heart and keeps every index in step with what it indexes.
 */
final class Turn {
  private final HeartSettings settings;
  private final Due due;
  private final Instant now;
  private final Outbox outbox;
  private final Keepsakes keepsakes;
  private final Claims claims;
  private final SequencedSet<PathId> touched = new LinkedHashSet<>();
  private TreePMap<PathId, Service> services;
  private TreePMap<PathId, Group> groups;
  private TreePSet<PathId> hungry;
  private TreePMap<DeploymentId, Deployment> deployments;
  private final Timetable timetable;
  private IdSource ids;
  private MasterView master;
  private UnknownTasks unknown;
  private TakenPorts servicePorts;
  private Fleet fleet;
  private boolean awake;
  private final Set<String> newDemand = new TreeSet<>();

  Turn(MarathonState state, HeartSettings settings, Instant now) {
    this.settings = settings;
    this.now = now.truncatedTo(ChronoUnit.MILLIS);
    this.due = new Due(settings, this.now);
    this.outbox = new Outbox(state.lastEvent());
    this.keepsakes = new Keepsakes(state, outbox);
    this.claims = new Claims(state, outbox, this.now);
    this.services = state.services();
    this.groups = state.groups();
    this.hungry = state.hungry();
    this.deployments = state.deployments();
    this.timetable = new Timetable(state.alarms());
    this.ids = state.ids();
    this.master = state.master();
    this.unknown = state.unknown();
    this.servicePorts = state.servicePorts();
    this.fleet = state.fleet();
    this.awake = state.awake();
  }

  Decision<MarathonState, MarathonChange, MarathonEffect, MarathonOutcome> decision(
      MarathonOutcome outcome) {
    List<MarathonChange> changes = outbox.changes();
    return new Decision<>(
        new MarathonState(
            keepsakes.framework(),
            services,
            groups,
            hungry,
            deployments,
            keepsakes.subscribers(),
            timetable.alarms(),
            ids,
            keepsakes.secrets(),
            claims.leftovers(),
            claims.roles(),
            master,
            unknown,
            servicePorts,
            fleet,
            keepsakes.undone(),
            awake,
            outbox.lastEvent()),
        changes,
        outbox.effects(),
        outcome);
  }

  HeartSettings settings() {
    return settings;
  }

  Instant now() {
    return now;
  }

  void change(MarathonChange change) {
    outbox.change(change);
  }

  void effect(MarathonEffect effect) {
    outbox.effect(effect);
  }

  void announce(Announcement announcement) {
    outbox.announce(announcement);
  }

  /** What is remembered besides services, groups and deployments. */
  Keepsakes keepsakes() {
    return keepsakes;
  }

  /** The roles in use, and the reservations that outlived their instances. */
  Claims claims() {
    return claims;
  }

  UUID newId() {
    ids = ids.next(now);
    return ids.current();
  }

  // Services

  TreePMap<PathId, Service> services() {
    return services;
  }

  TreePSet<PathId> hungry() {
    return hungry;
  }

  /** The roles that somebody waits for offers to. */
  Set<String> hungryRoles() {
    var waiting = new TreeSet<String>();
    hungry.forEach(id -> app(id).ifPresent(app -> waiting.add(app.definition().role())));
    waiting.addAll(claims.leftovers().roles());
    return waiting;
  }

  /** Whether the top-level group around {@code id} wants its role to be used. */
  boolean enforcesRole(PathId id) {
    return RoleRules.groupRole(id)
        .map(name -> groups.get(PathId.of(name)))
        .filter(Group::enforceRole)
        .isPresent();
  }

  Optional<Service> find(PathId id) {
    return Optional.ofNullable(services.get(id));
  }

  /** The service of this id; an empty one when there is none. */
  Service service(PathId id) {
    Service service = services.get(id);
    return service == null ? Service.empty(id) : service;
  }

  Optional<App> app(PathId id) {
    return find(id).flatMap(Service::app);
  }

  /** Puts {@code next} in the place of the service of the same id, or forgets it when empty. */
  void put(Service next) {
    PathId id = next.id();
    Service before = service(id);
    due.ofDelay(before).ifPresent(timetable::cancel);
    due.ofDelay(next).ifPresent(timetable::add);
    fleet = fleet.with(next);
    boolean hungers = next.app().isPresent() && !next.waiting().isEmpty();
    if (hungers != hungry.contains(id)) {
      hungry = hungers ? hungry.plus(id) : hungry.minus(id);
    }
    if (hungers && next.waiting().size() > before.waiting().size()) {
      newDemand.add(next.app().orElseThrow().definition().role());
    }
    if (!next.app().equals(before.app())) {
      servicePorts = servicePorts.minus(ports(before)).plus(ports(next));
    }
    if (!next.hasTheRolesOf(before)) {
      claims.replace(before.roles(), next.isEmpty() ? Set.of() : next.roles());
    }
    services = next.isEmpty() ? services.minus(id) : services.plus(id, next);
    touched.add(id);
  }

  private static List<Integer> ports(Service service) {
    return service.app().map(app -> app.definition().servicePorts()).orElse(List.of());
  }

  /** Of all apps. */
  TakenPorts servicePorts() {
    return servicePorts;
  }

  /** Builds the indexes of a service that was just loaded. */
  void index(Service service) {
    put(service);
    for (Instance instance : service.instances().values()) {
      alarmOf(service, instance).ifPresent(timetable::add);
      watch(service, Optional.empty(), Optional.of(instance));
    }
  }

  // Groups

  TreePMap<PathId, Group> groups() {
    return groups;
  }

  /**
   * @param redefined whether it says something that it did not say before
   */
  void put(Group group, boolean redefined) {
    groups = groups.plus(group.id(), group);
    change(new MarathonChange.SaveGroup(group, redefined));
  }

  void removeGroup(PathId id, Instant at) {
    groups = groups.minus(id);
    change(new MarathonChange.RemoveGroup(id, at));
  }

  // Instances

  Optional<Instance> instance(PathId app, UUID uuid) {
    return find(app).map(service -> service.instances().get(uuid));
  }

  /** Remembers what became of an instance, and tells of it when condition or goal changed. */
  void put(Instance next) {
    Optional<Instance> before = keep(next);
    if (isRemembered(next)) {
      change(new MarathonChange.SaveInstance(next, extent(before, next)));
    } else if (before.filter(Turn::isRemembered).isPresent()) {
      change(new MarathonChange.RemoveInstance(next.id()));
    }
    if (before.isEmpty()
        || before.get().condition() != next.condition()
        || before.get().goal() != next.goal()) {
      announce(new Announcement.InstanceChanged(now, next, next.condition()));
    }
  }

  private static Extent extent(Optional<Instance> before, Instance next) {
    return before
        .filter(Turn::isRemembered)
        .map(known -> next.onlyGoesOnFrom(known) ? Extent.PROGRESS : Extent.ANYTHING)
        .orElse(Extent.NEW);
  }

  /** Keeps something in mind that need not survive us. */
  Optional<Instance> keep(Instance next) {
    Service service = service(next.id().app());
    Instance before = service.instances().get(next.id().uuid());
    if (before != null) {
      alarmOf(service, before).ifPresent(timetable::cancel);
    }
    put(service.with(next));
    alarmOf(service, next).ifPresent(timetable::add);
    watch(service, Optional.ofNullable(before), Optional.of(next));
    return Optional.ofNullable(before);
  }

  private void watch(Service service, Optional<Instance> before, Optional<Instance> after) {
    Watching.follows(service, before, after).ifPresent(this::effect);
  }

  void remove(Instance instance) {
    Service service = service(instance.id().app());
    alarmOf(service, instance).ifPresent(timetable::cancel);
    put(service.without(instance));
    watch(service, Optional.of(instance), Optional.empty());
    if (isRemembered(instance)) {
      change(new MarathonChange.RemoveInstance(instance.id()));
    }
    instance.reserved().ifPresent(reserved -> abandon(instance, reserved));
  }

  /** What is reserved for an instance shall be given back. */
  void abandon(Instance instance, Reserved reserved) {
    claims.leave(instance, reserved);
    newDemand.add(reserved.role());
  }

  /** Only instances that once had a task are stored; the others follow from what is wanted. */
  private static boolean isRemembered(Instance instance) {
    return instance.incarnation() > 1
        || instance.condition() != Condition.SCHEDULED
        || instance.reserved().isPresent();
  }

  /** When an instance has waited for long enough, if it waits for anything but an offer. */
  Optional<Alarm> alarmOf(Service service, Instance instance) {
    return due.of(service, instance);
  }

  // Deployments

  TreePMap<DeploymentId, Deployment> deployments() {
    return deployments;
  }

  void put(Deployment deployment) {
    deployments = deployments.plus(deployment.id(), deployment);
    Due.of(deployment).ifPresent(timetable::add);
  }

  void remove(Deployment deployment) {
    deployments = deployments.minus(deployment.id());
    Due.of(deployment).ifPresent(timetable::cancel);
  }

  /** The deployment that still has something to do with {@code service}. */
  Optional<Deployment> deploymentAt(Service service) {
    return service
        .lockedBy()
        .map(deployments::get)
        .filter(deployment -> deployment.pending().contains(service.id()));
  }

  MasterView master() {
    return master;
  }

  void master(MasterView next) {
    master = next;
  }

  /** The agents that we know of, and those who want to be on all of them. */
  Fleet fleet() {
    return fleet;
  }

  /** Whoever wants to be on every agent is looked at again when there are others than before. */
  void fleet(Fleet next) {
    if (fleet.moves() != next.moves()) {
      touched.addAll(next.daemons());
    }
    fleet = next;
  }

  /** How many instances a service shall have; must not be asked of one that is not wanted. */
  int target(Service service) {
    return fleet.target(service);
  }

  UnknownTasks unknown() {
    return unknown;
  }

  void unknown(UnknownTasks next) {
    unknown = next;
  }

  boolean isAwake() {
    return awake;
  }

  void wakeUp() {
    awake = true;
  }

  /** What is to be looked at again, and when. */
  Timetable timetable() {
    return timetable;
  }

  /** Takes the next service whose consequences were not yet drawn. */
  Optional<PathId> nextTouched() {
    return touched.isEmpty() ? Optional.empty() : Optional.of(touched.removeFirst());
  }

  /** This was the last failure of its app. */
  void remember(TaskFailure failure) {
    put(service(failure.app()).withLastFailure(failure));
    change(new MarathonChange.SaveTaskFailure(failure));
  }

  void touch(PathId id) {
    touched.add(id);
  }

  /** There may be something to launch that could not be launched before. */
  void demandOffers(PathId id) {
    app(id).ifPresent(app -> newDemand.add(app.definition().role()));
  }

  /** The roles with something to launch that could not be launched before. */
  Set<String> newDemand() {
    return newDemand;
  }
}
