package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.scheduler.Admission.Terms;
import dev.stadion.marathon.scheduler.MarathonEvent.Basis;
import dev.stadion.marathon.scheduler.MarathonEvent.CancelDeployment;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonEvent.Conditional;
import dev.stadion.marathon.scheduler.MarathonEvent.Conditions;
import dev.stadion.marathon.scheduler.MarathonEvent.CreateApp;
import dev.stadion.marathon.scheduler.MarathonEvent.CreateGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.DeleteApp;
import dev.stadion.marathon.scheduler.MarathonEvent.DeleteGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.EnforceRole;
import dev.stadion.marathon.scheduler.MarathonEvent.GroupCommand;
import dev.stadion.marathon.scheduler.MarathonEvent.KillAndScale;
import dev.stadion.marathon.scheduler.MarathonEvent.KillHeldTasks;
import dev.stadion.marathon.scheduler.MarathonEvent.KillInstances;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApp;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApps;
import dev.stadion.marathon.scheduler.MarathonEvent.PutGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.PutSecret;
import dev.stadion.marathon.scheduler.MarathonEvent.RemoveSecret;
import dev.stadion.marathon.scheduler.MarathonEvent.ResetDelay;
import dev.stadion.marathon.scheduler.MarathonEvent.RestartApp;
import dev.stadion.marathon.scheduler.MarathonEvent.RestoreGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.ScaleGroup;
import dev.stadion.marathon.scheduler.MarathonEvent.Subscribe;
import dev.stadion.marathon.scheduler.MarathonEvent.Unsubscribe;
import dev.stadion.marathon.scheduler.MarathonOutcome.AlreadyExists;
import dev.stadion.marathon.scheduler.MarathonOutcome.Done;
import dev.stadion.marathon.scheduler.MarathonOutcome.GroupAlreadyExists;
import dev.stadion.marathon.scheduler.MarathonOutcome.Invalid;
import dev.stadion.marathon.scheduler.MarathonOutcome.Killed;
import dev.stadion.marathon.scheduler.MarathonOutcome.NoSuchApp;
import dev.stadion.marathon.scheduler.MarathonOutcome.NoSuchDeployment;
import dev.stadion.marathon.scheduler.MarathonOutcome.NoSuchGroup;
import dev.stadion.marathon.scheduler.MarathonOutcome.NoSuchSecret;
import dev.stadion.marathon.scheduler.MarathonOutcome.PathTaken;
import dev.stadion.marathon.scheduler.MarathonOutcome.SecretExists;
import dev.stadion.marathon.scheduler.MarathonOutcome.Superseded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Carries out what users ask for, or says why not. */
final class Commands {
  private static final int MAX_SUBSCRIBERS = 100;

  private final Turn turn;
  private final Instances instances;
  private final Rollout rollout;
  private final Admission admission;

  Commands(Turn turn, Instances instances, Rollout rollout) {
    this(turn, instances, rollout, Conditions.NONE);
  }

  private Commands(Turn turn, Instances instances, Rollout rollout, Conditions conditions) {
    this.turn = turn;
    this.instances = instances;
    this.rollout = rollout;
    this.admission = new Admission(turn, rollout, conditions);
  }

  MarathonOutcome carryOut(Command command) {
    return switch (command) {
      case CreateApp(var definition, var force, var origin) ->
          turn.app(definition.id())
              .<MarathonOutcome>map(known -> new AlreadyExists(known.id(), known.isPod()))
              .orElseGet(
                  () -> admission.admit(draft().define(definition), Terms.of(force).from(origin)));
      case PutApp(var definition, var basedOn, var force, var origin) ->
          basedOn.filter(basis -> !isCurrent(definition.id(), basis)).isPresent()
              ? new Superseded()
              : admission.admit(draft().define(definition), Terms.of(force).from(origin));
      case PutApps(var definitions, var basedOn, var force) -> putAll(definitions, basedOn, force);
      case DeleteApp(var id, var force, var origin) ->
          existing(id, app -> admission.admit(draft().remove(id), Terms.of(force).from(origin)));
      case RestartApp(var id, var force) ->
          existing(id, app -> admission.admit(draft().restart(id), Terms.of(force)));
      case KillInstances(var ids, var wipe) -> kill(ids, wipe);
      case KillAndScale(var ids, var force) -> killAndScale(ids, force);
      case GroupCommand change ->
          onGroup(
              change,
              draft -> admission.admit(draft, Terms.of(change.force()).onGroup(change.group())));
      case Conditional(var change, var conditions) ->
          new Commands(turn, instances, rollout, conditions).carryOut(change);
      case EnforceRole(var id, var enforced) -> enforceRole(id, enforced);
      case CancelDeployment(var id, var rollback) -> cancel(id, rollback);
      case ResetDelay(var id) ->
          existing(
              id,
              app -> {
                turn.put(turn.service(id).withDelay(Optional.empty()));
                turn.demandOffers(id);
                return new Done();
              });
      case Subscribe(var url, var clientIp) -> subscribe(url, clientIp);
      case Unsubscribe(var url, var clientIp) -> {
        turn.announce(new Announcement.Unsubscribed(turn.now(), clientIp, url));
        turn.keepsakes().unsubscribe(url);
        yield new Done();
      }
      case PutSecret put -> putSecret(put);
      case RemoveSecret(var path) -> removeSecret(path);
      case KillHeldTasks() -> {
        new Reconciliation(turn).release();
        yield new Done();
      }
    };
  }

  private MarathonOutcome subscribe(String url, String clientIp) {
    if (!turn.keepsakes().subscribers().contains(url)
        && turn.keepsakes().subscribers().size() >= MAX_SUBSCRIBERS) {
      return new Invalid(
          List.of(
              new Problem(
                  "/callbackUrl", "there are " + MAX_SUBSCRIBERS + " subscribers already")));
    }
    turn.keepsakes().subscribe(url);
    turn.announce(new Announcement.Subscribed(turn.now(), clientIp, url));
    return new Done();
  }

  private MarathonOutcome putSecret(PutSecret put) {
    boolean there = turn.keepsakes().hasSecret(put.path());
    if (there != (put.expecting() == PutSecret.Expecting.SOMETHING)) {
      return there ? new SecretExists(put.path()) : new NoSuchSecret(put.path());
    }
    turn.keepsakes().keepSecret(put.path(), put.secret());
    return new Done();
  }

  private MarathonOutcome removeSecret(String path) {
    if (!turn.keepsakes().hasSecret(path)) {
      return new NoSuchSecret(path);
    }
    turn.keepsakes().removeSecret(path);
    return new Done();
  }

  private TreeDraft draft() {
    return new TreeDraft(turn);
  }

  private MarathonOutcome existing(PathId id, Function<App, MarathonOutcome> work) {
    return turn.app(id).map(work).orElseGet(() -> new NoSuchApp(id));
  }

  private boolean isCurrent(PathId id, Basis basis) {
    return basis.version().equals(turn.app(id).map(App::version));
  }

  private MarathonOutcome putAll(
      List<AppDefinition> definitions, Map<PathId, Basis> basedOn, boolean force) {
    if (basedOn.entrySet().stream().anyMatch(e -> !isCurrent(e.getKey(), e.getValue()))) {
      return new Superseded();
    }
    TreeDraft draft = draft();
    definitions.forEach(draft::define);
    return admission.admit(draft, Terms.of(force));
  }

  /** Drafts what {@code command} wants and hands the draft on. */
  private MarathonOutcome onGroup(
      GroupCommand command, Function<TreeDraft, MarathonOutcome> admit) {
    PathId id = command.group();
    boolean exists = turn.groups().containsKey(id);
    return switch (command) {
      case CreateGroup(var update, var _) ->
          exists
              ? new GroupAlreadyExists(id)
              : turn.app(id).isPresent() ? new PathTaken(id) : admit.apply(draft().update(update));
      case PutGroup(var update, var _) -> admit.apply(draft().update(update));
      case ScaleGroup(var _, var factor, var _) ->
          exists ? admit.apply(draft().scale(id, factor)) : new NoSuchGroup(id);
      case RestoreGroup(var _, var apps, var groups, var _) ->
          admit.apply(draft().restore(id, apps, groups));
      case DeleteGroup _ -> exists ? admit.apply(draft().removeGroup(id)) : new NoSuchGroup(id);
    };
  }

  private MarathonOutcome enforceRole(PathId id, boolean enforced) {
    Group group = turn.groups().get(id);
    if (group == null) {
      return new NoSuchGroup(id);
    }
    TreeDraft draft = draft().say(group.saying(Optional.empty(), Optional.of(enforced)));
    var settlement = new Settlement(turn, draft);
    if (settlement.refusal().isPresent()) {
      return settlement.refusal().get();
    }
    settlement.apply();
    return new Done();
  }

  private MarathonOutcome kill(Set<InstanceId> ids, boolean wipe) {
    var killed = new ArrayList<Instance>();
    for (InstanceId id : new TreeSet<>(ids)) {
      turn.instance(id.app(), id.uuid())
          .filter(instance ->
              instance.condition().hasTask() || (wipe && instance.reserved().isPresent()))
          .ifPresent(found -> {
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

  private MarathonOutcome killAndScale(Set<InstanceId> ids, boolean force) {
    var sentenced = new TreeSet<InstanceId>();
    var fewer = new TreeMap<PathId, Integer>();
    for (InstanceId id : ids) {
      turn.instance(id.app(), id.uuid())
          .filter(i -> turn.app(id.app()).isPresent())
          .filter(i -> i.goal() == Goal.RUNNING && i.condition().hasTask())
          .filter(i -> i.condition() != Condition.KILLING)
          .filter(i -> sentenced.add(i.id()))
          .ifPresent(i -> fewer.merge(id.app(), 1, Integer::sum));
    }
    TreeDraft draft = draft();
    fewer.forEach((app, count) -> {
      RunSpec definition = turn.app(app).orElseThrow().definition();
      draft.define(
          definition.daemon()
              ? definition
              : definition.withInstances(Math.max(0, definition.instances() - count)));
    });
    return admission.admit(draft, Terms.of(force).sentencing(sentenced));
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
    return admission.admit(TreeDraft.undoing(turn, deployment), Terms.of(true));
  }
}
