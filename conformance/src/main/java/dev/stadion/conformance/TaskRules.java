package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.util.List;

/** The life of a command task (mesos-v1.md §3.6, §3.8, §7, §9). */
final class TaskRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("7.1", "STARTING, RUNNING, FINISHED, in this order", TaskRules::life),
          new Rule("6.11", "an update names agent, executor, source and date", TaskRules::shape),
          new Rule("6.11", "container_status has an address", TaskRules::address),
          new Rule("7.3", "the next update waits for the acknowledgement", TaskRules::waits),
          new Rule("7.3", "an update without acknowledgement is repeated", TaskRules::repeated),
          new Rule("7.3", "a foreign uuid acknowledges nothing", TaskRules::foreignUuid),
          new Rule(
              "9.1",
              "exit code 3 is FAILED, 'Command exited with status 3'",
              master -> fails(master, "exit 3", "Command exited with status 3")),
          new Rule(
              "9.1",
              "a signal is FAILED and named",
              master -> fails(master, "kill -KILL $$", "Command terminated with signal")),
          new Rule("3.6", "KILL ends a task as KILLED", TaskRules::killed),
          new Rule("3.6", "KILL may be repeated", TaskRules::killedTwice),
          new Rule("7.1", "TASK_KILLING comes to those who know it", TaskRules::killing),
          new Rule("7.1", "and to no others", TaskRules::noKilling),
          new Rule("3.6", "after the grace period a task is killed hard", TaskRules::grace),
          new Rule(
              "9.4",
              "the environment names framework, executor, agent and sandbox",
              master ->
                  finishes(
                      master,
                      "test -n \"$MESOS_FRAMEWORK_ID\" && test -n \"$MESOS_EXECUTOR_ID\""
                          + " && test -n \"$MESOS_SLAVE_ID\" && test \"$MESOS_SANDBOX\" = \"$PWD\""
                          + " && test -n \"$MESOS_DIRECTORY\" && test -n \"$MESOS_AGENT_ENDPOINT\"")),
          new Rule("6.7", "the task's own environment is there", TaskRules::environment),
          new Rule("6.7", "shell=false runs arguments as they are", TaskRules::arguments),
          new Rule(
              "9.1",
              "stdout and stderr are files in the sandbox",
              master -> finishes(master, "sleep 1; test -f stdout && test -f stderr")),
          new Rule("7.1", "resources of a terminal task are offered again", TaskRules::freed));

  private TaskRules() {}

  private static Framework launched(Target master, String id, String command) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    expect(202, framework.call(Tasks.launch(offer, Tasks.task(offer, id, command))));
    return framework;
  }

  private static void life(Target master) throws Exception {
    Framework framework = launched(master, "life", "true");
    ByteString last = ByteString.EMPTY;
    for (TaskState state :
        List.of(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED)) {
      TaskStatus status = framework.status("life", true);
      while (status.getUuid().equals(last)) {
        status = framework.status("life", true); // at least once means sometimes twice
      }
      last = status.getUuid();
      expect(status.getState() == state, "%s instead of %s", status.getState(), state);
      expect(last.size() == 16, "its uuid has %d bytes", last.size());
    }
  }

  private static void shape(Target master) throws Exception {
    Framework framework = launched(master, "shape", "sleep 60");
    TaskStatus status = framework.awaitState("shape", TaskState.TASK_RUNNING);
    expect(status.hasAgentId(), "no agent_id");
    expect(
        status.getExecutorId().getValue().equals("shape"),
        "executor_id is %s",
        status.getExecutorId());
    expect(
        status.getSource() == TaskStatus.Source.SOURCE_EXECUTOR,
        "source is %s",
        status.getSource());
    expect(status.getTimestamp() > 1e9, "timestamp is %s", status.getTimestamp());
  }

  private static void address(Target master) throws Exception {
    Framework framework = launched(master, "address", "sleep 60");
    TaskStatus status = framework.awaitState("address", TaskState.TASK_RUNNING);
    expect(status.getContainerStatus().hasContainerId(), "no container_id");
    expect(
        status.getContainerStatus().getNetworkInfosList().stream()
            .anyMatch(network -> network.getIpAddressesCount() > 0),
        "no ip_addresses");
  }

  private static void waits(Target master) throws Exception {
    Framework framework = launched(master, "waits", "sleep 60");
    TaskStatus first = framework.status("waits", false);
    expect(
        framework.find(TaskRules::isUpdate, Duration.ofSeconds(3)).isEmpty(),
        "another came before the first was acknowledged");
    framework.acknowledge(first);
    framework.awaitState("waits", TaskState.TASK_RUNNING);
  }

  private static boolean isUpdate(Event event) {
    return event.getType() == Event.Type.UPDATE;
  }

  private static void repeated(Target master) throws Exception {
    Framework framework = launched(master, "again", "sleep 60");
    TaskStatus first = framework.status("again", false);
    TaskStatus second =
        framework
            .await("repetition", TaskRules::isUpdate, Duration.ofSeconds(20))
            .event()
            .getUpdate()
            .getStatus();
    expect(second.getUuid().equals(first.getUuid()), "another update came");
  }

  private static void foreignUuid(Target master) throws Exception {
    Framework framework = launched(master, "foreign", "sleep 60");
    TaskStatus first = framework.status("foreign", false);
    framework.acknowledge(first.toBuilder().setUuid(ByteString.copyFrom(new byte[16])).build());
    expect(
        framework.find(TaskRules::isUpdate, Duration.ofSeconds(3)).isEmpty(),
        "the next update came");
  }

  private static void fails(Target master, String command, String message) throws Exception {
    Framework framework = launched(master, "fails", command);
    TaskStatus status = framework.awaitState("fails", TaskState.TASK_FAILED);
    expect(status.getMessage().contains(message), "it says '%s'", status.getMessage());
  }

  private static void finishes(Target master, String command) throws Exception {
    launched(master, "finishes", command).awaitState("finishes", TaskState.TASK_FINISHED);
  }

  private static void killed(Target master) throws Exception {
    Framework framework = launched(master, "killed", "sleep 60");
    framework.awaitState("killed", TaskState.TASK_RUNNING);
    expect(202, framework.call(Tasks.kill("killed")));
    framework.awaitState("killed", TaskState.TASK_KILLED);
  }

  private static void killedTwice(Target master) throws Exception {
    Framework framework = launched(master, "twice", "sleep 60");
    framework.awaitState("twice", TaskState.TASK_RUNNING);
    expect(202, framework.call(Tasks.kill("twice")));
    expect(202, framework.call(Tasks.kill("twice")));
    framework.awaitState("twice", TaskState.TASK_KILLED);
  }

  private static void killing(Target master) throws Exception {
    Framework framework = master.capable(Capability.Type.TASK_KILLING_STATE);
    Offer offer = framework.awaitOffer();
    framework.call(Tasks.launch(offer, Tasks.task(offer, "killing", "sleep 60")));
    framework.awaitState("killing", TaskState.TASK_RUNNING);
    framework.call(Tasks.kill("killing"));
    framework.awaitState("killing", TaskState.TASK_KILLING);
    framework.awaitState("killing", TaskState.TASK_KILLED);
  }

  private static void noKilling(Target master) throws Exception {
    Framework framework = launched(master, "silent", "sleep 60");
    framework.awaitState("silent", TaskState.TASK_RUNNING);
    framework.call(Tasks.kill("silent"));
    TaskStatus status = framework.status("silent", true);
    while (status.getState() == TaskState.TASK_RUNNING) {
      status = framework.status("silent", true); // repeated
    }
    expect(status.getState() == TaskState.TASK_KILLED, "%s came", status.getState());
  }

  private static void grace(Target master) throws Exception {
    Framework framework = launched(master, "hard", "trap '' TERM; while :; do sleep 1; done");
    framework.awaitState("hard", TaskState.TASK_RUNNING);
    var kill = Tasks.kill("hard");
    kill.getKillBuilder()
        .getKillPolicyBuilder()
        .getGracePeriodBuilder()
        .setNanoseconds(1_000_000_000L);
    framework.call(kill);
    framework.awaitState("hard", TaskState.TASK_KILLED);
  }

  private static void environment(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    var task = Tasks.task(offer, "env", "test \"$GREETING\" = 'hello you'");
    task.getCommandBuilder()
        .getEnvironmentBuilder()
        .addVariablesBuilder()
        .setName("GREETING")
        .setValue("hello you");
    framework.call(Tasks.launch(offer, task));
    framework.awaitState("env", TaskState.TASK_FINISHED);
  }

  private static void arguments(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    var task = Tasks.task(offer, "argv", "/bin/test");
    task.getCommandBuilder()
        .setShell(false)
        .addAllArguments(List.of("test", "$HOME * ;", "=", "$HOME * ;"));
    framework.call(Tasks.launch(offer, task));
    framework.awaitState("argv", TaskState.TASK_FINISHED);
  }

  private static void freed(Target master) throws Exception {
    Framework framework = launched(master, "freed", "true");
    framework.awaitState("freed", TaskState.TASK_FINISHED);
    framework.awaitOffer();
  }
}
