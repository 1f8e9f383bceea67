package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.OperationID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import java.util.List;
import java.util.function.Consumer;

/** Tasks that cannot be launched, and what their frameworks hear (mesos-v1.md §3.3, §7.2). */
final class LaunchRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("3.3", "a launch on an unknown offer is LOST", LaunchRules::unknownOffer),
          new Rule("3.3", "or DROPPED for PARTITION_AWARE", LaunchRules::unknownOfferAware),
          new Rule("3.3", "one bad offer in an ACCEPT spoils all of it", LaunchRules::oneBadOffer),
          erroneous("no resources", task -> task.clearResources()),
          erroneous("more than was offered", task -> task.addResources(Tasks.scalar("cpus", 1e6))),
          erroneous("neither command nor executor", task -> task.clearCommand()),
          erroneous(
              "an agent that is not the offer's",
              task -> task.setAgentId(AgentID.newBuilder().setValue("elsewhere-S1"))),
          erroneous(
              "both command and executor",
              task -> task.getExecutorBuilder().getExecutorIdBuilder().setValue("e")),
          erroneous(
              "a negative grace period",
              task -> task.getKillPolicyBuilder().getGracePeriodBuilder().setNanoseconds(-1)),
          erroneous(
              "a limit on disk",
              task ->
                  task.putLimits(
                      "disk", dev.stadion.mesos.v1.Value.Scalar.newBuilder().setValue(1).build())),
          erroneous("a slash in its id", task -> task.getTaskIdBuilder().setValue("bad/id")),
          new Rule("3.3", "a task id in use is ERROR", LaunchRules::duplicate),
          new Rule("3.3", "an operation id on LAUNCH is ERROR", LaunchRules::tracked),
          new Rule("3.3", "an update the master makes has no uuid", LaunchRules::noUuid));

  private LaunchRules() {}

  private static Rule erroneous(String what, Consumer<TaskInfo.Builder> spoil) {
    return new Rule(
        "3.3",
        "a task with " + what + " is ERROR, REASON_TASK_INVALID",
        master -> {
          Framework framework = master.framework();
          Offer offer = framework.awaitOffer();
          var task = Tasks.task(offer, "bad", "sleep 60");
          spoil.accept(task);
          expect(202, framework.call(Tasks.launch(offer, task)));
          TaskStatus status = framework.status(task.getTaskId().getValue(), false);
          expect(status.getState() == TaskState.TASK_ERROR, "it is %s", status.getState());
          expect(
              status.getReason() == TaskStatus.Reason.REASON_TASK_INVALID,
              "the reason is %s",
              status.getReason());
          expect(!status.getMessage().isBlank(), "there is no message");
        });
  }

  private static void unknownOffer(Target master) throws Exception {
    Framework framework = master.framework();
    lost(framework, TaskState.TASK_LOST);
  }

  private static void unknownOfferAware(Target master) throws Exception {
    lost(master.capable(Capability.Type.PARTITION_AWARE), TaskState.TASK_DROPPED);
  }

  private static void lost(Framework framework, TaskState expected) throws Exception {
    Offer nothing =
        Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue("nothing-O1"))
            .setAgentId(AgentID.newBuilder().setValue("nothing-S1"))
            .setFrameworkId(framework.id())
            .setHostname("nowhere")
            .build();
    expect(202, framework.call(Tasks.launch(nothing, Tasks.task(nothing, "lost", "true"))));
    TaskStatus status = framework.status("lost", false);
    expect(status.getState() == expected, "it is %s", status.getState());
    expect(status.getSource() == TaskStatus.Source.SOURCE_MASTER, "from %s", status.getSource());
    expect(
        status.getReason() == TaskStatus.Reason.REASON_INVALID_OFFERS,
        "for %s",
        status.getReason());
  }

  private static void oneBadOffer(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    var accept = Tasks.launch(offer, Tasks.task(offer, "spoiled", "true"));
    accept.getAcceptBuilder().addOfferIds(OfferID.newBuilder().setValue("nothing-O1"));
    expect(202, framework.call(accept));
    TaskStatus status = framework.status("spoiled", false);
    expect(status.getState() == TaskState.TASK_LOST, "it is %s", status.getState());
    framework.awaitOffer(); // the good one was given back
  }

  private static void duplicate(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    framework.call(
        Tasks.launch(
            offer, Tasks.task(offer, "double", "sleep 60"), Tasks.task(offer, "double", "true")));
    for (int i = 0; i < 3; i++) {
      TaskStatus status = framework.status("double", true);
      if (status.getState() == TaskState.TASK_ERROR) {
        return;
      }
    }
    throw new Rule.Broken("no TASK_ERROR came");
  }

  private static void tracked(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    var launch = Tasks.launch(offer, Tasks.task(offer, "tracked", "true"));
    launch
        .getAcceptBuilder()
        .getOperationsBuilder(0)
        .setId(OperationID.newBuilder().setValue("op"));
    framework.call(launch);
    TaskStatus status = framework.status("tracked", false);
    expect(status.getState() == TaskState.TASK_ERROR, "it is %s", status.getState());
  }

  private static void noUuid(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    framework.call(Tasks.launch(offer, Tasks.task(offer, "none", "true").clearResources()));
    expect(!framework.status("none", false).hasUuid(), "it has one");
  }
}
