package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.HealthCheck;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.RestartMath;
import dev.stadion.marathon.deployment.Step;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.pcollections.ConsPStack;

/**
 * Carries deployments out (marathon.md §12.3). Driven by what happens to instances: each time a
 * service was touched, its action is looked at again, in time that does not depend on how many
 * instances there are.
 */
final class Rollout {
  private final Turn turn;
  private final Instances instances;

  Rollout(Turn turn, Instances instances) {
    this.turn = turn;
    this.instances = instances;
  }

  /** Accepts a plan, remembers it and begins. Conflicts must have been cleared away. */
  void begin(DeploymentPlan plan) {
    if (plan.steps().isEmpty()) {
      turn.announce(new Announcement.DeploymentSucceeded(turn.now(), plan));
      return;
    }
    turn.change(new MarathonChange.SaveDeployment(plan));
    for (PathId app : plan.affected()) {
      turn.put(turn.service(app).lockedBy(Optional.of(plan.id())));
    }
    advance(Deployment.of(plan));
  }

  /** Goes on with a plan that was accepted in an earlier life. */
  void resume(Deployment deployment) {
    advance(deployment);
  }

  /** Stops where it is; nothing is undone. */
  void cancel(Deployment deployment) {
    cancel(deployment, "The upgrade has been cancelled");
  }

  /**
   * @param reason for people
   */
  void cancel(Deployment deployment, String reason) {
    deployment
        .current()
        .ifPresent(step ->
            turn.announce(new Announcement.StepFailed(turn.now(), deployment.plan(), step)));
    turn.announce(new Announcement.DeploymentFailed(turn.now(), deployment.plan(), reason));
    end(deployment);
  }

  /** Looks again at what is being done to {@code app}. */
  void review(Deployment deployment, PathId app) {
    Action action = deployment.unfinished().get(app);
    if (action == null || !isDone(deployment, action)) {
      return;
    }
    Deployment next = turn.deployments().get(deployment.id()).finished(app);
    turn.put(next);
    if (next.unfinished().isEmpty()) {
      turn.announce(
          new Announcement.StepSucceeded(turn.now(), next.plan(), next.current().orElseThrow()));
      advance(next);
    } else {
      turn.touch(app);
    }
  }

  private void advance(Deployment deployment) {
    if (!deployment.hasNextStep()) {
      turn.announce(new Announcement.DeploymentSucceeded(turn.now(), deployment.plan()));
      end(deployment);
      return;
    }
    Deployment next = deployment.nextStep();
    turn.put(next);
    Step step = next.current().orElseThrow();
    turn.announce(new Announcement.StepBegun(turn.now(), next.plan(), step));
    for (Action action : step.actions()) {
      begin(next.id(), action);
      turn.touch(action.app());
    }
  }

  private void end(Deployment deployment) {
    turn.remove(deployment);
    turn.change(new MarathonChange.RemoveDeployment(deployment.id()));
    for (PathId app : deployment.plan().affected()) {
      turn.find(app)
          .filter(service -> service.lockedBy().equals(Optional.of(deployment.id())))
          .ifPresent(service -> turn.put(service.lockedBy(Optional.empty())));
    }
  }

  private void begin(DeploymentId id, Action action) {
    Service service = turn.service(action.app());
    switch (action.kind()) {
      case START -> service.app().ifPresent(this::tellOfChecks);
      case STOP -> {
        tellOfNoMoreChecks(turn.deployments().get(id).plan(), action.app());
        turn.put(service.withDelay(Optional.empty()));
        List.copyOf(service.instances().values()).forEach(instances::decommission);
      }
      case SCALE -> {
        if (service.app().isEmpty()) {
          return;
        }
        int target = target(service);
        instances.shrink(service, target, action.sentenced());
        Tally kept = turn.service(action.app()).tally();
        int missing = Math.max(0, target - kept.wanted());
        int goal = Math.min(target, kept.good() + missing);
        turn.put(turn.deployments().get(id).withGoal(action.app(), goal));
      }
      case RESTART -> {
        if (service.app().isEmpty()) {
          return;
        }
        App app = service.app().orElseThrow();
        turn.put(service.withDelay(Optional.empty()));
        tellOfChecks(app);
        List<UUID> order =
            Instances.old(service, app.version()).stream()
                .sorted(Instances.killOrder(app.definition().killSelection()))
                .map(instance -> instance.id().uuid())
                .toList();
        // Put in one by one, the last one first: ConsPStack.from would need a stack as deep.
        var outgoing = ConsPStack.<UUID>empty().plusAll(order.reversed());
        turn.put(turn.deployments().get(id).withOutgoing(action.app(), outgoing));
      }
    }
  }

  private void tellOfChecks(App app) {
    for (HealthCheck check : app.definition().healthChecks()) {
      turn.announce(new Announcement.HealthCheckAdded(turn.now(), app, check));
    }
  }

  /** Of each that there was. */
  private void tellOfNoMoreChecks(DeploymentPlan plan, PathId app) {
    Optional.ofNullable(plan.difference().apps().get(app))
        .flatMap(Transition::from)
        .ifPresent(before ->
            before
                .definition()
                .healthChecks()
                .forEach(_ -> turn.announce(new Announcement.HealthCheckRemoved(turn.now(), app))));
  }

  private boolean isDone(Deployment deployment, Action action) {
    Service service = turn.service(action.app());
    if (action.kind() != Action.Kind.STOP && service.app().isEmpty()) {
      return true;
    }
    return switch (action.kind()) {
      case START -> true;
      case STOP -> isStopped(service);
      case SCALE -> isScaled(deployment, service);
      case RESTART -> isRestarted(deployment, service);
    };
  }

  private boolean isStopped(Service service) {
    if (!service.instances().isEmpty()) {
      return false;
    }
    turn.announce(new Announcement.AppTerminated(turn.now(), service.id()));
    return true;
  }

  private boolean isScaled(Deployment deployment, Service service) {
    int target = target(service);
    instances.shrink(service, target, Set.of());
    Tally tally = turn.service(service.id()).tally();
    if (tally.count(Tally.Key::isDying) > 0) {
      return false;
    }
    if (tally.wanted() < target) {
      instances.schedule(turn.service(service.id()), target - tally.wanted());
    }
    // Of a daemon fewer may be wanted by now than when it began.
    int goal = Math.min(target, deployment.goals().getOrDefault(service.id(), target));
    return turn.service(service.id()).tally().good() >= goal;
  }

  private boolean isRestarted(Deployment deployment, Service service) {
    App app = service.app().orElseThrow();
    Instant version = app.version();
    retireIdle(service, version);
    Service left = turn.service(service.id());
    int fresh = left.tally().count(key -> key.counts() && key.version().equals(version));
    int freshGood = left.tally().count(key -> key.isGood() && key.version().equals(version));
    int old = left.tally().wanted() - fresh;
    int dying = left.tally().count(Tally.Key::isDying);
    int unfit =
        left.tally().count(key -> key.counts() && !key.isGood() && !key.version().equals(version));
    if (freshGood >= target(left) && old == 0 && dying == 0) {
      return true;
    }
    RestartMath next =
        RestartMath.of(
            app.definition().withInstances(target(left)),
            new RestartMath.Situation(left.tally().good(), fresh, old, dying));
    int missing = target(left) - freshGood;
    retireUnfit(left, version, RestartMath.useless(unfit, old, missing, next, fresh - freshGood));
    retire(deployment, turn.service(service.id()), version, next.kill());
    instances.schedule(turn.service(service.id()), next.start());
    return false;
  }

  /** Old instances that do not run are not missed, and room is made for new ones. */
  private void retireIdle(Service service, Instant version) {
    int idle =
        service
            .tally()
            .count(key ->
                key.counts()
                    && key.condition() != Condition.RUNNING
                    && !key.version().equals(version));
    if (idle > 0) {
      Instances.old(service, version).stream()
          .filter(instance -> instance.condition() != Condition.RUNNING)
          .forEach(instances::retire);
    }
  }

  /** Old instances that run and are not well. */
  private void retireUnfit(Service service, Instant version, int count) {
    if (count > 0) {
      Instances.old(service, version).stream()
          .filter(instance -> !instance.isGood())
          .sorted(Instances.killOrder(service.app().orElseThrow().definition().killSelection()))
          .limit(count)
          .forEach(instances::retire);
    }
  }

  private void retire(Deployment deployment, Service service, Instant version, int count) {
    if (count == 0) {
      return;
    }
    var outgoing = deployment.outgoing().getOrDefault(service.id(), ConsPStack.empty());
    int left = count;
    while (left > 0 && !outgoing.isEmpty()) {
      Instance instance = service.instances().get(outgoing.getFirst());
      outgoing = outgoing.minus(0);
      if (instance != null && instance.counts() && !instance.runSpecVersion().equals(version)) {
        instances.retire(instance);
        left--;
      }
    }
    turn.put(turn.deployments().get(deployment.id()).withOutgoing(service.id(), outgoing));
    retireLatecomers(service.id(), version, left);
  }

  /** Those that nobody could reach when the order was made, and that have come back since. */
  private void retireLatecomers(PathId app, Instant version, int count) {
    if (count == 0) {
      return;
    }
    Service service = turn.service(app);
    Instances.old(service, version).stream()
        .sorted(Instances.killOrder(service.app().orElseThrow().definition().killSelection()))
        .limit(count)
        .forEach(instances::retire);
  }

  private int target(Service service) {
    return turn.target(service);
  }
}
