package dev.stadion.marathon.scheduler;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.scheduler.MarathonEvent.AgentLost;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonEvent.Disconnected;
import dev.stadion.marathon.scheduler.MarathonEvent.NotReserved;
import dev.stadion.marathon.scheduler.MarathonEvent.Offered;
import dev.stadion.marathon.scheduler.MarathonEvent.OperationTold;
import dev.stadion.marathon.scheduler.MarathonEvent.Probed;
import dev.stadion.marathon.scheduler.MarathonEvent.ReadinessAnswered;
import dev.stadion.marathon.scheduler.MarathonEvent.Refused;
import dev.stadion.marathon.scheduler.MarathonEvent.Rescinded;
import dev.stadion.marathon.scheduler.MarathonEvent.Subscribed;
import dev.stadion.marathon.scheduler.MarathonEvent.TimePassed;
import dev.stadion.marathon.scheduler.MarathonEvent.Updated;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about apps: what is launched where, what is ended, how one definition follows another.
 * Everything is derived from the difference between what is wanted and what is known, so that a
 * fact that comes late, twice or never costs time but not truth.
 */
public final class MarathonHeart
    implements Heart<
        MarathonState, MarathonEvent, MarathonChange, MarathonEffect, MarathonOutcome> {
  private static final MarathonOutcome DONE = new MarathonOutcome.Done();

  private final HeartSettings settings;

  public MarathonHeart(HeartSettings settings) {
    this.settings = requireNonNull(settings, "settings");
  }

  @Override
  public Decision<MarathonState, MarathonChange, MarathonEffect, MarathonOutcome> decide(
      MarathonState state, MarathonEvent event, Instant now) {
    var turn = new Turn(state, settings, now);
    var instances = new Instances(turn);
    var rollout = new Rollout(turn, instances);
    var reconciliation = new Reconciliation(turn);
    if (!turn.isAwake()) {
      wakeUp(turn, instances, rollout, reconciliation);
    }
    MarathonOutcome outcome =
        switch (event) {
          case Command command -> new Commands(turn, instances, rollout).carryOut(command);
          case Subscribed subscribed -> done(() -> reconciliation.subscribed(subscribed));
          case Disconnected() -> done(reconciliation::disconnected);
          case Offered(var offers) ->
              done(() -> {
                // An agent that nobody knew may be wanted, and is answered at once.
                turn.fleet(turn.fleet().offered(offers));
                settle(turn, instances, rollout);
                new Launches(turn).answer(offers);
              });
          case Rescinded _ -> DONE; // Offers are answered at once, so there is none to give back.
          case AgentLost(var agent) -> done(() -> turn.fleet(turn.fleet().without(agent)));
          case NotReserved(var instance, var why) ->
              done(() -> new Residents(turn).notReserved(instance, why));
          case OperationTold(var operation, var agent, var uuid) ->
              done(() ->
                  turn.effect(new MarathonEffect.AcknowledgeOperation(operation, agent, uuid)));
          case Updated(var update) ->
              done(() -> new Updates(turn, instances, reconciliation).apply(update));
          case Probed(var task, var check, var result) ->
              done(() -> new Checkups(turn, instances).probed(task, check, result));
          case ReadinessAnswered(var task, var ready, var answer) ->
              done(() -> new Checkups(turn, instances).answered(task, ready, answer));
          case Refused(String message) ->
              done(() -> turn.effect(new MarathonEffect.Halt(110, message)));
          case TimePassed() -> DONE;
        };
    new Deadlines(turn, instances, rollout, reconciliation).meet();
    settle(turn, instances, rollout);
    new Launches(turn).askForOffers();
    return turn.decision(outcome);
  }

  private static MarathonOutcome done(Runnable work) {
    work.run();
    return DONE;
  }

  @Override
  public Optional<Instant> wakeAt(MarathonState state) {
    if (!state.awake()) {
      return Optional.of(Instant.EPOCH);
    }
    return state.alarms().isEmpty() ? Optional.empty() : Optional.of(state.alarms().first().at());
  }

  @Override
  public MarathonEvent wakeUp() {
    return new TimePassed();
  }

  /** The first decision after loading: index what was loaded and go on where we stopped. */
  private static void wakeUp(
      Turn turn, Instances instances, Rollout rollout, Reconciliation reconciliation) {
    turn.wakeUp();
    turn.effect(new MarathonEffect.UnwatchAll());
    reconciliation.begin();
    for (Service service : turn.services().values()) {
      turn.index(service);
      boolean orphaned = service.app().isEmpty() && service.lockedBy().isEmpty();
      for (Instance instance : List.copyOf(service.instances().values())) {
        if (orphaned || instance.goal() == Goal.DECOMMISSIONED) {
          instances.decommission(instance);
        } else if (instance.goal() == Goal.STOPPED) {
          instances.kill(instance);
        }
      }
    }
    for (Deployment deployment : turn.deployments().values()) {
      rollout.resume(deployment);
    }
  }

  /** Draws the consequences until nothing follows any more. */
  private static void settle(Turn turn, Instances instances, Rollout rollout) {
    for (Optional<PathId> next = turn.nextTouched(); next.isPresent(); next = turn.nextTouched()) {
      Optional<Service> found = turn.find(next.get());
      if (found.isEmpty()) {
        continue;
      }
      Service service = found.get();
      Optional<Deployment> deployment = turn.deploymentAt(service);
      if (deployment.isPresent()) {
        rollout.review(deployment.get(), service.id());
      } else if (service.app().isPresent()) {
        heal(service, turn, instances);
      }
    }
  }

  /** Nobody is at work on this app: keep as many instances as are wanted. */
  private static void heal(Service service, Turn turn, Instances instances) {
    int target = turn.target(service);
    int wanted = service.tally().wanted();
    if (wanted > target) {
      instances.shrink(service, target, Set.of());
    } else if (wanted < target) {
      instances.schedule(turn.service(service.id()), target - wanted);
    }
  }
}
