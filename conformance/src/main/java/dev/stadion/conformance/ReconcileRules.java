package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import java.time.Duration;
import java.util.List;

/** What a master answers about tasks (mesos-v1.md §3.9, §7.5). */
final class ReconcileRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("7.5", "implicit: every task that runs, and no other", ReconcileRules::implicit),
          new Rule("7.5", "explicit: a known task's state", ReconcileRules::known),
          new Rule(
              "7.5", "answers are from the master, without uuid and data", ReconcileRules::shape),
          new Rule(
              "7.5",
              "an unknown task is LOST",
              master -> unknown(master.framework(), TaskState.TASK_LOST)),
          new Rule(
              "7.5",
              "or UNKNOWN for PARTITION_AWARE",
              master ->
                  unknown(master.capable(Capability.Type.PARTITION_AWARE), TaskState.TASK_UNKNOWN)),
          new Rule(
              "7.5",
              "an unknown task of a known agent is LOST",
              master -> gone(master.framework(), TaskState.TASK_LOST)),
          new Rule(
              "7.5",
              "or GONE for PARTITION_AWARE",
              master -> gone(master.capable(Capability.Type.PARTITION_AWARE), TaskState.TASK_GONE)),
          new Rule(
              "7.5",
              "a terminal task that is not acknowledged is told",
              ReconcileRules::unacknowledged),
          new Rule(
              "3.6",
              "KILL of an unknown task is answered as reconciliation",
              ReconcileRules::killUnknown));

  private ReconcileRules() {}

  private static Offer running(Framework framework, String... tasks) throws Exception {
    Offer offer = framework.awaitOffer();
    for (String task : tasks) {
      expect(202, framework.call(Tasks.launch(offer, Tasks.task(offer, task, "sleep 60"))));
      framework.awaitState(task, TaskState.TASK_RUNNING);
    }
    return offer;
  }

  private static void implicit(Target master) throws Exception {
    Framework framework = master.framework();
    running(framework, "implicit");
    framework.forget();
    expect(202, framework.call(Tasks.reconcile()));
    TaskStatus status = framework.status("implicit", false);
    expect(status.getState() == TaskState.TASK_RUNNING, "it is %s", status.getState());
    expect(
        framework.find(event -> event.hasUpdate(), Duration.ofSeconds(2)).isEmpty(),
        "more was told");
  }

  private static void known(Target master) throws Exception {
    Framework framework = master.framework();
    running(framework, "known");
    expect(202, framework.call(Tasks.reconcile("known")));
    TaskStatus status = framework.status("known", false);
    expect(status.getState() == TaskState.TASK_RUNNING, "it is %s", status.getState());
  }

  private static void shape(Target master) throws Exception {
    Framework framework = master.framework();
    running(framework, "form");
    framework.call(Tasks.reconcile("form"));
    TaskStatus status = framework.status("form", false);
    expect(status.getSource() == TaskStatus.Source.SOURCE_MASTER, "from %s", status.getSource());
    expect(
        status.getReason() == TaskStatus.Reason.REASON_RECONCILIATION,
        "for %s",
        status.getReason());
    expect(!status.hasUuid() && !status.hasData(), "it has a uuid or data");
    expect(status.hasAgentId(), "it has no agent_id");
  }

  private static void unknown(Framework framework, TaskState expected) throws Exception {
    expect(202, framework.call(Tasks.reconcile("never-heard-of")));
    TaskStatus status = framework.status("never-heard-of", false);
    expect(status.getState() == expected, "it is %s", status.getState());
  }

  private static void gone(Framework framework, TaskState expected) throws Exception {
    Offer offer = framework.awaitOffer();
    var reconcile = Tasks.reconcile("never-heard-of");
    reconcile.getReconcileBuilder().getTasksBuilder(0).setAgentId(offer.getAgentId());
    expect(202, framework.call(reconcile));
    TaskStatus status = framework.status("never-heard-of", false);
    expect(status.getState() == expected, "it is %s", status.getState());
  }

  private static void unacknowledged(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    framework.call(Tasks.launch(offer, Tasks.task(offer, "over", "exit 0")));
    TaskStatus status = framework.status("over", false);
    while (!Tasks.isTerminal(status.getState())) {
      framework.acknowledge(status);
      status = framework.status("over", false);
    }
    framework.forget();
    framework.call(Tasks.reconcile());
    TaskStatus answer = framework.status("over", false);
    expect(answer.getState() == TaskState.TASK_FINISHED, "it is %s", answer.getState());
  }

  private static void killUnknown(Target master) throws Exception {
    Framework framework = master.framework();
    expect(202, framework.call(Tasks.kill("never-heard-of")));
    TaskStatus status = framework.status("never-heard-of", false);
    expect(
        status.getReason() == TaskStatus.Reason.REASON_RECONCILIATION,
        "for %s",
        status.getReason());
  }
}
