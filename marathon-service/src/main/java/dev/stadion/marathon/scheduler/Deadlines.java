package dev.stadion.marathon.scheduler;

import static java.util.stream.Collectors.joining;

import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import java.util.Optional;

/** What follows when nothing happened for too long. */
final class Deadlines {
  private final Turn turn;
  private final Instances instances;
  private final Rollout rollout;
  private final Reconciliation reconciliation;

  Deadlines(Turn turn, Instances instances, Rollout rollout, Reconciliation reconciliation) {
    this.turn = turn;
    this.instances = instances;
    this.rollout = rollout;
    this.reconciliation = reconciliation;
  }

  void meet() {
    for (Optional<Alarm> due = turn.timetable().nextDue(turn.now());
        due.isPresent();
        due = turn.timetable().nextDue(turn.now())) {
      Alarm alarm = due.get();
      switch (alarm.kind()) {
        case DELAY -> turn.demandOffers(alarm.service().orElseThrow());
        case RECONCILE, RECONCILE_ALL -> reconciliation.due(alarm.kind());
        case JUDGE_UNKNOWN -> reconciliation.judge();
        case INSTANCE -> instance(alarm);
        case DEPLOYMENT -> deployment(alarm);
      }
    }
  }

  /** What did not end in time is undone, and whoever asks is told why. */
  private void deployment(Alarm alarm) {
    var id = new DeploymentId(alarm.instance().orElseThrow());
    Deployment deployment = turn.deployments().get(id);
    if (deployment == null) {
      return;
    }
    String reason =
        "it had not ended by its deadline, " + Timestamps.write(alarm.at()) + missing(deployment);
    TreeDraft before = TreeDraft.undoing(turn, deployment);
    rollout.cancel(deployment, reason);
    MarathonOutcome outcome =
        new Admission(turn, rollout, MarathonEvent.Conditions.NONE)
            .admit(before, Admission.Terms.of(true).undoing(id, reason));
    Optional<DeploymentId> by =
        outcome instanceof MarathonOutcome.Deployed deployed
            ? Optional.of(deployed.id())
            : Optional.empty();
    if (by.isEmpty()) {
      turn.effect(new MarathonEffect.Warn("deployment " + id + " cannot be undone: " + outcome));
    }
    turn.keepsakes()
        .remember(
            new UndoneDeployments.Undone(id, turn.now(), deployment.plan().affected(), reason, by));
  }

  private static String missing(Deployment deployment) {
    return deployment.unfinished().values().stream()
        .map(action -> action.wireName() + " of " + action.app())
        .collect(joining(", ", "; not done: ", ""));
  }

  private void instance(Alarm alarm) {
    Service service = turn.service(alarm.service().orElseThrow());
    Instance instance = service.instances().get(alarm.instance().orElseThrow());
    if (instance == null) {
      return;
    }
    Optional<Alarm> actual = turn.alarmOf(service, instance);
    if (actual.isEmpty()) {
      return;
    }
    if (actual.get().at().isAfter(turn.now())) {
      // What it is waiting for was redefined meanwhile.
      turn.timetable().add(actual.get());
      return;
    }
    switch (instance.condition()) {
      case UNREACHABLE -> {
        // Since remains what it was: forgetting is counted from the same moment.
        turn.put(
            instance.reported(
                Condition.UNREACHABLE_INACTIVE, instance.since(), instance.ipAddresses()));
      }
      case UNREACHABLE_INACTIVE -> {
        turn.remove(instance);
        turn.announce(
            new Announcement.InstanceChanged(
                turn.now(), instance.decommissioned(), Condition.UNREACHABLE_INACTIVE));
      }
      case PROVISIONED, STAGING, STARTING, RUNNING, KILLING -> instances.kill(instance);
      // What was reserved did not turn up: another instance tries elsewhere.
      case SCHEDULED -> turn.remove(instance);
      case FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN -> {}
    }
  }
}
