package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import java.util.Optional;

/** What follows when nothing happened for too long. */
final class Deadlines {
  private final Turn turn;
  private final Instances instances;
  private final Reconciliation reconciliation;

  Deadlines(Turn turn, Instances instances, Reconciliation reconciliation) {
    this.turn = turn;
    this.instances = instances;
    this.reconciliation = reconciliation;
  }

  void meet() {
    for (Optional<Alarm> due = turn.nextDue(); due.isPresent(); due = turn.nextDue()) {
      Alarm alarm = due.get();
      switch (alarm.kind()) {
        case DELAY -> turn.demandOffers(alarm.service().orElseThrow());
        case RECONCILE, RECONCILE_ALL -> reconciliation.due(alarm.kind());
        case JUDGE_UNKNOWN -> reconciliation.judge();
        case INSTANCE -> instance(alarm);
      }
    }
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
      turn.alarm(actual.get());
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
