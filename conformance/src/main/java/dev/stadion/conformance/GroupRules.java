package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Offer.Operation;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.List;

/** Tasks that live together under a default executor (mesos-v1.md §3.3, §9.2). */
final class GroupRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("9.2", "all tasks of a group run and finish", GroupRules::finish),
          new Rule("9.2", "a task that fails takes the others with it", GroupRules::failTogether),
          new Rule("9.2", "a KILL of one task ends the group", GroupRules::killTogether),
          new Rule(
              "3.3",
              "a group whose executor has no type is ERROR",
              GroupRules::executorWithoutType),
          new Rule("3.3", "one bad task makes the whole group ERROR", GroupRules::oneBadTask));

  private GroupRules() {}

  private static ExecutorInfo.Builder executor(Framework framework, String id) {
    var executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.DEFAULT)
            .setFrameworkId(framework.id())
            .addResources(Tasks.scalar("cpus", 0.05))
            .addResources(Tasks.scalar("mem", 32));
    executor.getExecutorIdBuilder().setValue(id);
    return executor;
  }

  private static Call.Builder launch(
      Offer offer, ExecutorInfo.Builder executor, TaskInfo.Builder... tasks) {
    var operation = Operation.newBuilder().setType(Operation.Type.LAUNCH_GROUP);
    operation.getLaunchGroupBuilder().setExecutor(executor);
    for (TaskInfo.Builder task : tasks) {
      operation.getLaunchGroupBuilder().getTaskGroupBuilder().addTasks(task);
    }
    return Tasks.accept(offer, operation.build());
  }

  private static Framework launched(Target master, String first, String second) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    expect(
        202,
        framework.call(
            launch(
                offer,
                executor(framework, "group"),
                Tasks.task(offer, "one", first),
                Tasks.task(offer, "two", second))));
    return framework;
  }

  private static void finish(Target master) throws Exception {
    Framework framework = launched(master, "true", "sleep 1");
    framework.awaitState("one", TaskState.TASK_FINISHED);
    TaskStatus status = framework.awaitState("two", TaskState.TASK_FINISHED);
    expect(
        status.getExecutorId().getValue().equals("group"),
        "executor_id is %s",
        status.getExecutorId());
  }

  private static void failTogether(Target master) throws Exception {
    Framework framework = launched(master, "sleep 1; exit 1", "sleep 60");
    framework.awaitState("one", TaskState.TASK_FAILED);
    framework.awaitState("two", TaskState.TASK_KILLED);
  }

  private static void killTogether(Target master) throws Exception {
    Framework framework = launched(master, "sleep 60", "sleep 60");
    framework.awaitState("one", TaskState.TASK_RUNNING);
    framework.awaitState("two", TaskState.TASK_RUNNING);
    framework.call(Tasks.kill("one"));
    framework.awaitState("one", TaskState.TASK_KILLED);
    framework.awaitState("two", TaskState.TASK_KILLED);
  }

  private static void executorWithoutType(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    framework.call(
        launch(offer, executor(framework, "bad").clearType(), Tasks.task(offer, "one", "true")));
    error(framework.status("one", false));
  }

  private static void oneBadTask(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    framework.call(
        launch(
            offer,
            executor(framework, "bad"),
            Tasks.task(offer, "one", "true"),
            Tasks.task(offer, "two", "true").clearResources()));
    error(framework.status("one", false));
    error(framework.status("two", false));
  }

  private static void error(TaskStatus status) throws Rule.Broken {
    expect(status.getState() == TaskState.TASK_ERROR, "it is %s", status.getState());
    expect(
        status.getReason() == TaskStatus.Reason.REASON_TASK_GROUP_INVALID,
        "for %s",
        status.getReason());
  }
}
