package dev.stadion.marathon.scheduler;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.GroupTree;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Leftover;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.launch.TakenPorts;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * All that the scheduler knows. Immutable and shared freely: readers hold on to a snapshot for as
 * long as they like.
 *
 * @param framework the id under which the master knows us; stored before the first offer is used
 * @param services by id
 * @param groups by id; always with the root and all groups around apps
 * @param hungry the services that want offers
 * @param deployments on their way
 * @param subscribers addresses that events are posted to
 * @param secrets by path
 * @param leftovers reservations to be given back
 * @param roles under which anything runs or shall run
 * @param alarms what becomes due, the earliest first
 * @param servicePorts those that apps name
 * @param fleet the agents that we were offered something of
 * @param undone the newest deployments that missed their deadlines
 * @param awake false until the first decision after loading
 * @param lastEvent the id of the last announcement, counted from 1 over all our lives
 */
public record MarathonState(
    Optional<FrameworkId> framework,
    TreePMap<PathId, Service> services,
    TreePMap<PathId, Group> groups,
    TreePSet<PathId> hungry,
    TreePMap<DeploymentId, Deployment> deployments,
    TreePSet<String> subscribers,
    TreePSet<Alarm> alarms,
    IdSource ids,
    TreePMap<String, SealedSecret> secrets,
    Leftovers leftovers,
    RoleUse roles,
    MasterView master,
    UnknownTasks unknown,
    TakenPorts servicePorts,
    Fleet fleet,
    UndoneDeployments undone,
    boolean awake,
    long lastEvent) {
  public MarathonState {
    requireNonNull(services, "services");
  }

  /**
   * What we believe of our conversation with the master.
   *
   * @param connected whether a subscription is in place
   * @param suppressed roles for which we asked not to be sent offers
   * @param filtered roles for which we declined something since we last asked for offers
   */
  public record MasterView(
      boolean connected, TreePSet<String> suppressed, TreePSet<String> filtered) {
    static final MasterView AWAY = new MasterView(false, TreePSet.empty(), TreePSet.empty());

    /** Of a master that we just subscribed to. */
    static final MasterView FRESH = new MasterView(true, TreePSet.empty(), TreePSet.empty());
  }

  /** Nothing at all. */
  public static MarathonState empty(IdSource ids) {
    return remembered(
        ids,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        UndoneDeployments.NONE,
        0);
  }

  /**
   * Rebuilds everything from what a store remembers.
   *
   * @param former definitions of instances that are not those of their apps
   */
  public static MarathonState remembered(
      IdSource ids,
      Optional<FrameworkId> framework,
      Collection<App> apps,
      Collection<App> former,
      Collection<Group> groups,
      Collection<Instance> instances,
      Collection<DeploymentPlan> plans,
      Collection<TaskFailure> failures,
      Collection<String> subscribers,
      Collection<Leftover> leftovers,
      Map<String, SealedSecret> secrets,
      UndoneDeployments undone,
      long lastEvent) {
    TreePMap<PathId, Service> services = TreePMap.empty();
    var byId = new TreeMap<PathId, Service>();
    apps.forEach(app -> byId.put(app.id(), Service.empty(app.id()).withApp(Optional.of(app))));
    instances.forEach(instance ->
        byId.compute(
            instance.id().app(),
            (id, service) -> (service == null ? Service.empty(id) : service).with(instance)));
    former.forEach(
        app -> byId.computeIfPresent(app.id(), (id, service) -> service.withFormer(app)));
    failures.forEach(failure ->
        byId.computeIfPresent(failure.app(), (id, service) -> service.withLastFailure(failure)));
    TreePMap<DeploymentId, Deployment> deployments = TreePMap.empty();
    TreePMap<PathId, Group> tree = TreePMap.from(treeOf(apps, groups).groups());
    for (DeploymentPlan plan : plans) {
      DeploymentPlan whole =
          plan.wanting(
              id -> Optional.ofNullable(byId.get(id)).flatMap(Service::app),
              id -> Optional.ofNullable(tree.get(id)));
      deployments = deployments.plus(plan.id(), Deployment.of(whole));
    }
    // In the order of their ids, so that every store leads to the same state.
    for (Deployment deployment : deployments.values()) {
      for (PathId app : deployment.plan().affected()) {
        Service service = byId.getOrDefault(app, Service.empty(app));
        byId.put(app, service.lockedBy(Optional.of(deployment.id())));
      }
    }
    services = services.plusAll(byId);
    TreePSet<PathId> hungry = TreePSet.empty();
    TreePSet<Alarm> alarms = TreePSet.empty();
    return new MarathonState(
        framework,
        services,
        tree,
        hungry,
        deployments,
        TreePSet.from(subscribers),
        alarms,
        ids,
        TreePMap.from(secrets),
        Leftovers.of(leftovers),
        RoleUse.of(byId.values()).replacing(Set.of(), Leftovers.of(leftovers).roles()),
        MasterView.AWAY,
        UnknownTasks.NONE,
        taken(apps),
        Fleet.NONE,
        undone,
        false,
        lastEvent);
  }

  private static TakenPorts taken(Collection<App> apps) {
    TakenPorts taken = TakenPorts.NONE;
    for (App app : apps) {
      taken = taken.plus(app.definition().servicePorts());
    }
    return taken;
  }

  private static GroupTree treeOf(Collection<App> apps, Collection<Group> groups) {
    Instant root =
        groups.stream()
            .filter(group -> group.id().isRoot())
            .map(Group::version)
            .findFirst()
            .orElse(Instant.EPOCH);
    Instant latest = apps.stream().map(App::version).reduce(root, MarathonState::later);
    return GroupTree.at(latest, groups, apps);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** The app of this id, if a user wants it. */
  public Optional<App> app(PathId id) {
    return Optional.ofNullable(services.get(id)).flatMap(Service::app);
  }

  public Optional<Service> service(PathId id) {
    return Optional.ofNullable(services.get(id));
  }
}
