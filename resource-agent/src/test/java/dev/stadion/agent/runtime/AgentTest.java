package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole agent, without its HTTP API, with real processes, against a master that obeys the test.
 */
class AgentTest {
  @TempDir Path directory;

  private FakeMaster master;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    agent =
        new TestAgent(directory)
            .environment(Map.of("PATH", "/usr/bin:/bin", "SECRET", "of the agent"))
            .start();
    master = agent.master();
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void aTaskThatEndsWellIsFinished() throws Exception {
    master.run(Tasks.shell("t", "echo hello; echo world >&2"));

    TaskStatus end = master.awaitEnd("t");

    assertThat(master.states("t"))
        .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);
    assertThat(end.getMessage()).isEqualTo("Command exited with status 0");
    assertThat(end.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
    assertThat(end.getAgentId().getValue()).isEqualTo("agent-1");
    assertThat(end.getContainerStatus().getNetworkInfos(0).getIpAddresses(0).getIpAddress())
        .isEqualTo("127.0.0.1");
    Path runs = directory.resolve("slaves/agent-1/frameworks/framework-1/executors/t/runs");
    assertThat(runs.resolve("latest")).isSymbolicLink();
    assertThat(runs.resolve("latest/stdout")).hasContent("hello");
    assertThat(runs.resolve("latest/stderr")).hasContent("world");
    assertThat(runs.resolve("latest").toRealPath().getFileName())
        .hasToString(end.getContainerStatus().getContainerId().getValue());
    Waiting.until("the task is closed", () -> agent.state().tasks().isEmpty());
    assertThat(agent.state().closed()).hasSize(1);
  }

  @Test
  void aTaskThatEndsBadlyHasFailedAndSaysHow() throws Exception {
    master.run(Tasks.shell("status", "exit 7"), Tasks.shell("signal", "kill -9 $$"));

    assertThat(master.awaitEnd("status"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns("Command exited with status 7", TaskStatus::getMessage);
    assertThat(master.awaitEnd("signal"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns("Command terminated with signal Killed", TaskStatus::getMessage);
  }

  @Test
  void aTaskSeesItsOwnEnvironmentAndNothingOfTheAgents() throws Exception {
    CommandInfo command =
        CommandInfo.newBuilder()
            .setShell(false)
            .setValue("env")
            .addArguments("env")
            .setEnvironment(
                Environment.newBuilder()
                    .addVariables(variable("GREETING", "a b $HOME `id`"))
                    .addVariables(variable("MESOS_TASK_ID", "mine")))
            .build();
    master.run(Tasks.shell("t", command, 32));

    String container = master.awaitEnd("t").getContainerStatus().getContainerId().getValue();

    String sandbox =
        directory + "/slaves/agent-1/frameworks/framework-1/executors/t/runs/" + container;
    List<String> environment = Files.readAllLines(Path.of(sandbox, "stdout"));
    environment.removeIf(line -> line.startsWith("PWD=") || line.startsWith("_="));
    environment.removeIf(line -> line.equals("SHLVL=0") || line.equals("OLDPWD="));
    assertThat(environment)
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin",
            "GREETING=a b $HOME `id`",
            "MESOS_TASK_ID=mine",
            "MESOS_FRAMEWORK_ID=framework-1",
            "MESOS_EXECUTOR_ID=t",
            "MESOS_SLAVE_ID=agent-1",
            "MESOS_DIRECTORY=" + sandbox,
            "MESOS_SANDBOX=" + sandbox,
            "MESOS_SLAVE_PID=slave(1)@127.0.0.1:5051",
            "MESOS_AGENT_ENDPOINT=127.0.0.1:5051",
            "MESOS_CHECKPOINT=1",
            "MESOS_HTTP_COMMAND_EXECUTOR=0",
            "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD=5secs",
            "MESOS_RECOVERY_TIMEOUT=15mins",
            "MESOS_SUBSCRIPTION_BACKOFF_MAX=2secs",
            "MESOS_ALLOCATION_ROLE=web",
            "LIBPROCESS_PORT=0",
            "LIBPROCESS_IP=127.0.0.1");
  }

  @Test
  void aKilledTaskGetsTermThenKillWhenItsGraceIsOver() throws Exception {
    master.run(
        Tasks.shell("polite", "sleep 1000"),
        Tasks.shell("stubborn", "trap '' TERM; echo ready; while :; do sleep 0.1; done"));
    master.await("polite", TaskState.TASK_RUNNING);
    Waiting.until(
        "it ignores TERM", () -> Files.size(agent.latest("stubborn").resolve("stdout")) > 0);

    master.kill("polite", Duration.ofSeconds(30));
    master.kill("stubborn", Duration.ofMillis(100));

    assertThat(master.awaitEnd("polite"))
        .returns(TaskState.TASK_KILLED, TaskStatus::getState)
        .returns("Command terminated with signal Terminated", TaskStatus::getMessage);
    assertThat(master.awaitEnd("stubborn"))
        .returns(TaskState.TASK_KILLED, TaskStatus::getState)
        .returns("Command terminated with signal Killed", TaskStatus::getMessage);
    assertThat(master.states("stubborn"))
        .containsExactly(
            TaskState.TASK_STARTING,
            TaskState.TASK_RUNNING,
            TaskState.TASK_KILLING,
            TaskState.TASK_KILLED);
  }

  @Test
  void whatThisAgentCannotDoIsRefusedInWords() throws Exception {
    TaskInfo docker =
        Tasks.shell("docker", "true").toBuilder()
            .setContainer(
                ContainerInfo.newBuilder()
                    .setType(ContainerInfo.Type.DOCKER)
                    .setDocker(ContainerInfo.DockerInfo.newBuilder().setImage("image")))
            .build();
    TaskInfo executor =
        Tasks.shell("executor", "true").toBuilder()
            .clearCommand()
            .setExecutor(
                dev.stadion.mesos.v1.ExecutorInfo.newBuilder()
                    .setExecutorId(ExecutorID.newBuilder().setValue("e")))
            .build();
    TaskInfo badName =
        Tasks.shell(
            "bad-name",
            CommandInfo.newBuilder()
                .setValue("true")
                .setEnvironment(Environment.newBuilder().addVariables(variable("A=B", "x")))
                .build(),
            32);
    CommandInfo missing =
        CommandInfo.newBuilder().setShell(false).setValue("/no/such/program").build();
    master.run(docker, executor, badName, Tasks.shell("missing", missing, 32));

    assertThat(master.awaitEnd("docker"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED, TaskStatus::getReason)
        .returns(
            "Failed to launch: docker is not among this agent's containerizers",
            TaskStatus::getMessage);
    assertThat(master.awaitEnd("executor").getMessage()).isEqualTo("The executor has no command");
    assertThat(master.awaitEnd("bad-name"))
        .returns(TaskState.TASK_ERROR, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_TASK_INVALID, TaskStatus::getReason);
    assertThat(master.awaitEnd("missing").getState()).isEqualTo(TaskState.TASK_FAILED);
  }

  @Test
  void aRepeatedOrderIsAnsweredAndStartsNothingTwice() throws Exception {
    TaskInfo task = Tasks.shell("t", "echo once; sleep 1000");
    master.run(task);
    TaskStatus running = master.await("t", TaskState.TASK_RUNNING);
    Waiting.until("it has spoken", () -> Files.size(agent.latest("t").resolve("stdout")) > 0);

    master.run(task);

    master.awaitRepeated(running.getUuid(), 2);
    assertThat(agent.latest("t").resolve("stdout")).hasContent("once");
    assertThat(agent.latest("t").getParent().toFile().list()).hasSize(2); // the run and the link
  }

  @Test
  void unacknowledgedUpdatesAreSaidAgainAfterTheStreamBroke() throws Exception {
    master.acknowledge(false);
    master.run(Tasks.shell("t", "exit 0"));
    TaskStatus starting = master.await("t", TaskState.TASK_STARTING);
    Waiting.until("it has ended", () -> !agent.state().hasLiveTasks());
    assertThat(master.states("t")).containsExactly(TaskState.TASK_STARTING);
    int heard = master.timesHeard(starting.getUuid());

    master.acknowledge(true);
    master.cut();

    var again = master.awaitSubscription(2);
    assertThat(again.getAgentInfo().getId().getValue()).isEqualTo("agent-1");
    assertThat(again.getTasks(0).getState()).isEqualTo(TaskState.TASK_FINISHED);
    master.awaitRepeated(starting.getUuid(), heard + 1);
    master.awaitEnd("t");
  }

  @Test
  void aMasterOfALowerEpochIsNotObeyed() throws Exception {
    master.epoch(5);
    master.ping();
    master.awaitPongs(1);

    master.epoch(4);
    master.run(Tasks.shell("t", "exit 0"));

    master.epoch(6);
    assertThat(master.awaitSubscription(2).getHighestEpoch()).isEqualTo(5);
    assertThat(agent.state().tasks()).isEmpty();
  }

  @Test
  void anAgentThatIsRefusedEndsItsTasksAndComesBackAsANewOne() throws Exception {
    master.run(Tasks.shell("t", "sleep 1000"));
    int pid = master.await("t", TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();
    master.giveId("agent-2");

    master.refuse("marked gone");

    Waiting.until("a new id", () -> agent.state().id().toString().contains("agent-2"));
    assertThat(ProcStat.ofLive(pid)).isEmpty();
  }

  @Test
  void aRestartedAgentHasItsTasksBackAndTellsWhatItMissed() throws Exception {
    agent.stop();
    agent.start(true);
    master.awaitSubscription(2);
    master.run(
        Tasks.shell("lives", "sleep 1000"),
        Tasks.shell("ends", "while [ ! -e go ]; do sleep 0.02; done; exit 3"));
    int pid = master.await("lives", TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();
    int ending = master.await("ends", TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();
    agent.stop();
    Files.createFile(agent.latest("ends").resolve("go"));
    Waiting.until("it ends", () -> ProcStat.ofLive(ending).isEmpty());

    agent.start();

    var subscription = master.awaitSubscription(3);
    assertThat(subscription.getAgentInfo().getId().getValue()).isEqualTo("agent-1");
    assertThat(subscription.getTasksList()).hasSize(2);
    assertThat(master.awaitEnd("ends").getMessage()).isEqualTo("Command exited with status 3");
    assertThat(ProcStat.ofLive(pid)).isPresent();
    assertThat(master.states("lives"))
        .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
    master.kill("lives", null);
    assertThat(master.awaitEnd("lives").getState()).isEqualTo(TaskState.TASK_KILLED);
  }

  @Test
  void aTaskThatUsesTooMuchMemoryIsKilledWhereTheMachineAllowsLimits() throws Exception {
    // The shell doubles a text until it needs far more than 32 MB and the executor's share.
    String greedy = "x=0123456789abcdef; while :; do x=$x$x; done";
    master.run(
        Tasks.shell(
            "t", CommandInfo.newBuilder().setValue("ulimit -v 400000; " + greedy).build(), 32));

    TaskStatus end = master.awaitEnd("t");

    assertThat(end.getState()).isEqualTo(TaskState.TASK_FAILED);
    if (Files.isWritable(Path.of("/sys/fs/cgroup/memory"))) {
      assertThat(end.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY);
      assertThat(end.getMessage())
          .isEqualTo("Memory limit exceeded: Requested: 64MB Maximum Used: 64MB");
      assertThat(ResourceConverter.fromProto(end.getLimitation().getResourcesList()))
          .isEqualTo(Resources.of(0, 32, 0));
    }
  }

  @Test
  void anAgentThatStopsLeavesNoTaskBehindUnlessToldTo() throws Exception {
    master.run(Tasks.shell("t", "sleep 1000"));
    int pid = master.await("t", TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();

    agent.stop();

    assertThat(ProcStat.ofLive(pid)).isEmpty();
    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_KILLED);
  }

  private static Environment.Variable variable(String name, String value) {
    return Environment.Variable.newBuilder().setName(name).setValue(value).build();
  }
}
