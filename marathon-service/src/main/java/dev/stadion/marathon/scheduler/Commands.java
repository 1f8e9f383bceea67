package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.DeploymentPlan.Transition;
import dev.stadion.marathon.group.DependencyOrder;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.scheduler.MarathonEvent.CancelDeployment;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonEvent.CreateApp;
import dev.stadion.marathon.scheduler.MarathonEvent.DeleteApp;
import dev.stadion.marathon.scheduler.MarathonEvent.KillAndScale;
import dev.stadion.marathon.scheduler.MarathonEvent.KillHeldTasks;
import dev.stadion.marathon.scheduler.MarathonEvent.KillInstances;
import dev.stadion.marathon.scheduler.MarathonEvent.Origin;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApp;
import dev.stadion.marathon.scheduler.MarathonEvent.ResetDelay;
import dev.stadion.marathon.scheduler.MarathonEvent.RestartApp;
import dev.stadion.marathon.scheduler.MarathonOutcome.AlreadyExists;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.scheduler.MarathonOutcome.Done;
import dev.stadion.marathon.scheduler.MarathonOutcome.Invalid;
import dev.stadion.marathon.scheduler.MarathonOutcome.Killed;
import dev.stadion.marathon.scheduler.MarathonOutcome.Locked;
import dev.stadion.marathon.scheduler.MarathonOutcome.NoFreePorts;
import dev.stadion.marathon.scheduler.MarathonOutcome.NoSuchApp;
import dev.stadion.marathon.scheduler.MarathonOutcome.NoSuchDeployment;
import dev.stadion.marathon.scheduler.MarathonOutcome.Superseded;
import dev.stadion.marathon.scheduler.MarathonOutcome.TooManyDeployments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Carries out what users ask for, or says why not (marathon.md §12.1). */
final class Commands {
  private final Turn turn;
  private final Instances instances;
  private final Rollout rollout;

  Commands(Turn turn, Instances instances, Rollout rollout) {
    this.turn = turn;
    this.instances = instances;
    this.rollout = rollout;
  }

  MarathonOutcome carryOut(Command command) {
    return switch (command) {
      case CreateApp(var definition, var force, var origin) ->
          turn.app(definition.id()).isPresent()
              ? new AlreadyExists(definition.id())
              : define(definition, force, origin);
      case PutApp(var definition, var basedOn, var force, var origin) ->
          basedOn.filter(basis -> !basis.version().equals(version(definition.id()))).isPresent()
              ? new Superseded()
              : define(definition, force, origin);
      case DeleteApp(var id, var force, var _) ->
          existing(id, app -> deploy(Map.of(id, Optional.empty()), force, Set.of()));
      case RestartApp(var id, var force) ->
          existing(
              id,
              app -> deploy(Map.of(id, Optional.of(app.restarted(after(app)))), force, Set.of()));
      case KillInstances(var id, var ids, var wipe) -> existing(id, app -> kill(id, ids, wipe));
      case KillAndScale(var id, var ids, var force) ->
          existing(id, app -> killAndScale(app, ids, force));
      case CancelDeployment(var id, var rollback) -> cancel(id, rollback);
      case ResetDelay(var id) ->
          existing(
              id,
              app -> {
                turn.put(turn.service(id).withDelay(Optional.empty()));
                turn.demandOffers();
                return new Done();
              });
      case KillHeldTasks() -> {
        new Reconciliation(turn).release();
        yield new Done();
      }
    };
  }

  private MarathonOutcome existing(PathId id, Function<App, MarathonOutcome> work) {
    return turn.app(id).map(work).orElseGet(() -> new NoSuchApp(id));
  }

  private Optional<Instant> version(PathId id) {
    return turn.app(id).map(App::version);
  }

  /** Versions name definitions, so no two of one app may be made in the same millisecond. */
  private Instant after(App app) {
    Instant next = app.version().plusMillis(1);
    return turn.now().isAfter(next) ? turn.now() : next;
  }

  private MarathonOutcome define(AppDefinition definition, boolean force, Origin origin) {
    PathId id = definition.id();
    Optional<App> before = turn.app(id);
    Optional<AppDefinition> withPorts =
        turn.settings()
            .servicePorts()
            .assign(definition, before.map(App::definition), portsOfOthers(id));
    if (withPorts.isEmpty()) {
      var ports = turn.settings().servicePorts();
      return new NoFreePorts(ports.min(), ports.max());
    }
    App next =
        before
            .map(app -> app.redefined(withPorts.get(), after(app)))
            .orElseGet(() -> App.created(withPorts.get(), turn.now()));
    MarathonOutcome outcome = deploy(Map.of(id, Optional.of(next)), force, Set.of(), origin);
    return outcome instanceof Deployed deployed
        ? new Deployed(deployed.id(), deployed.version(), deployed.app(), before.isEmpty())
        : outcome;
  }

  private Set<Integer> portsOfOthers(PathId id) {
    var ports = new HashSet<Integer>();
    for (Service service : turn.services().values()) {
      if (!service.id().equals(id)) {
        service.app().ifPresent(app -> ports.addAll(app.definition().servicePorts()));
      }
    }
    return ports;
  }

  private MarathonOutcome deploy(
      Map<PathId, Optional<App>> targets, boolean force, Set<InstanceId> sentenced) {
    return deploy(targets, force, sentenced, null);
  }

  /**
   * @param origin to be told of when a single app was posted; null when it was not
   */
  private MarathonOutcome deploy(
      Map<PathId, Optional<App>> targets, boolean force, Set<InstanceId> sentenced, Origin origin) {
    int max = turn.settings().maxDeployments();
    if (turn.deployments().size() >= max) {
      return new TooManyDeployments(max);
    }
    var transitions = new TreeMap<PathId, Transition>();
    targets.forEach((id, next) -> transitions.put(id, new Transition(turn.app(id), next)));
    Map<PathId, AppDefinition> tree = tree(targets);
    List<Problem> problems = problems(tree, transitions);
    if (!problems.isEmpty()) {
      return new Invalid(problems);
    }
    Optional<Map<PathId, Integer>> levels = DependencyOrder.levels(tree.values());
    if (levels.isEmpty()) {
      return new Invalid(List.of(new Problem("/", "Dependency graph has cyclic dependencies.")));
    }
    Instant version =
        targets.values().stream()
            .flatMap(Optional::stream)
            .map(App::version)
            .max(Instant::compareTo)
            .filter(turn.now()::isBefore)
            .orElse(turn.now());
    var plan =
        DeploymentPlan.of(
            new DeploymentId(turn.newId()), version, transitions, levels.get(), sentenced);
    List<Deployment> conflicts = conflicts(plan);
    if (!force && !conflicts.isEmpty()) {
      return new Locked(conflicts.stream().map(Deployment::id).toList());
    }
    conflicts.forEach(rollout::cancel);
    transitions.forEach(this::redefine);
    if (origin != null) {
      targets
          .values()
          .forEach(target ->
              target.ifPresent(
                  app -> turn.announce(new Announcement.AppPosted(turn.now(), origin, app))));
    }
    var groups = new TreeSet<PathId>();
    transitions.keySet().forEach(id -> groups.add(id.parent()));
    groups.forEach(
        group -> turn.announce(new Announcement.GroupChanged(turn.now(), group, version)));
    rollout.begin(plan);
    Optional<App> single =
        targets.size() == 1 ? targets.values().iterator().next() : Optional.empty();
    return new Deployed(plan.id(), version, single, false);
  }

  private Map<PathId, AppDefinition> tree(Map<PathId, Optional<App>> targets) {
    var tree = new TreeMap<PathId, AppDefinition>();
    turn.services()
        .values()
        .forEach(service -> service.app().ifPresent(app -> tree.put(app.id(), app.definition())));
    targets.forEach((id, target) ->
        target.ifPresentOrElse(app -> tree.put(id, app.definition()), () -> tree.remove(id)));
    return tree;
  }

  /** No app may have the id of a group, that is, of a place where other apps are. */
  private static List<Problem> problems(
      Map<PathId, AppDefinition> tree, SortedMap<PathId, Transition> transitions) {
    var problems = new ArrayList<Problem>();
    for (var entry : transitions.entrySet()) {
      if (entry.getValue().from().isPresent() || entry.getValue().to().isEmpty()) {
        continue;
      }
      PathId id = entry.getKey();
      boolean isGroup =
          tree.keySet().stream().anyMatch(other -> !other.equals(id) && id.contains(other));
      boolean isInApp =
          tree.keySet().stream().anyMatch(other -> !other.equals(id) && other.contains(id));
      if (isGroup || isInApp) {
        problems.add(new Problem("/", "Groups and Applications may not have the same identifier."));
      }
    }
    return problems;
  }

  private List<Deployment> conflicts(DeploymentPlan plan) {
    var ids = new TreeSet<DeploymentId>();
    for (PathId app : plan.affected()) {
      turn.find(app).flatMap(Service::lockedBy).ifPresent(ids::add);
    }
    return ids.stream().map(turn.deployments()::get).toList();
  }

  private void redefine(PathId id, Transition transition) {
    if (transition.from().equals(transition.to())) {
      return;
    }
    turn.put(turn.service(id).withApp(transition.to()));
    turn.change(
        transition
            .to()
            .<MarathonChange>map(MarathonChange.SaveApp::new)
            .orElseGet(() -> new MarathonChange.RemoveApp(id)));
  }

  private MarathonOutcome kill(PathId id, Set<InstanceId> ids, boolean wipe) {
    var killed = new ArrayList<Instance>();
    for (InstanceId instanceId : new TreeSet<>(ids)) {
      Optional<Instance> instance =
          turn.instance(id, instanceId.uuid()).filter(i -> i.condition().hasTask());
      instance.ifPresent(found -> {
        killed.add(found);
        if (wipe) {
          instances.decommission(found);
        } else {
          instances.kill(found);
        }
      });
    }
    return new Killed(killed);
  }

  private MarathonOutcome killAndScale(App app, Set<InstanceId> ids, boolean force) {
    var sentenced = new TreeSet<InstanceId>();
    for (InstanceId instanceId : ids) {
      turn.instance(app.id(), instanceId.uuid())
          .filter(i -> i.goal() == Goal.RUNNING && i.condition().hasTask())
          .filter(i -> i.condition() != Condition.KILLING)
          .ifPresent(i -> sentenced.add(i.id()));
    }
    AppDefinition definition = app.definition();
    int left = Math.max(0, definition.instances() - sentenced.size());
    App next = app.redefined(definition.withInstances(left), after(app));
    return deploy(Map.of(app.id(), Optional.of(next)), force, sentenced);
  }

  private MarathonOutcome cancel(DeploymentId id, boolean rollback) {
    Deployment deployment = turn.deployments().get(id);
    if (deployment == null) {
      return new NoSuchDeployment(id);
    }
    if (!rollback) {
      rollout.cancel(deployment);
      return new Done();
    }
    var targets = new TreeMap<PathId, Optional<App>>();
    deployment
        .plan()
        .originals()
        .forEach((app, original) -> {
          Optional<App> current = turn.app(app);
          if (original.isEmpty()) {
            boolean untouched =
                current.filter(a -> !a.version().isAfter(deployment.plan().version())).isPresent();
            if (untouched) {
              targets.put(app, Optional.empty());
            }
          } else {
            AppDefinition before = original.get().definition();
            targets.put(
                app,
                Optional.of(
                    current
                        .map(a -> a.redefined(before, after(a)))
                        .orElseGet(() -> App.created(before, turn.now()))));
          }
        });
    return deploy(targets, true, Set.of());
  }
}
