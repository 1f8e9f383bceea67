package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import dev.stadion.agent.docker.DockerSettings;
import dev.stadion.agent.docker.TestEngine;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.Parameter;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent with real containers; skipped where no Docker engine has our test image. */
class DockerTest {
  @TempDir Path directory;

  private FakeMaster master;
  private TestAgent agent;

  @BeforeAll
  static void needsAnEngine() {
    TestEngine.assume();
  }

  @BeforeEach
  void start() throws Exception {
    agent =
        new TestAgent(directory)
            .docker(new DockerSettings(true, TestEngine.SOCKET, Duration.ZERO))
            .start();
    master = agent.master();
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    agent.close();
    TestEngine.removeAllOf(directory);
  }

  @Test
  void aShellCommandRunsInItsImageAndWritesIntoItsSandbox() throws Exception {
    CommandInfo command =
        CommandInfo.newBuilder()
            .setValue("pwd; ls /bin/busybox; echo $GREETING $MESOS_SANDBOX; echo $$ > pid; exit 7")
            .setEnvironment(
                Environment.newBuilder()
                    .addVariables(variable("GREETING", "a b"))
                    .addVariables(variable("MESOS_SANDBOX", "/of/the/task")))
            .build();
    master.run(task("t", command, docker -> docker.addParameters(workdir("/mnt/mesos/sandbox"))));

    TaskStatus end = master.awaitEnd("t");

    assertThat(end.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(end.getMessage()).isEqualTo("Command exited with status 7");
    assertThat(agent.latest("t").resolve("stdout"))
        .hasContent("/mnt/mesos/sandbox\n/bin/busybox\na b /mnt/mesos/sandbox\n");
    assertThat(agent.latest("t").resolve("pid")).hasContent("1");
    assertThat(master.states("t"))
        .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FAILED);
  }

  @Test
  void anImageSpeaksForItselfOrTakesArguments() throws Exception {
    CommandInfo nothing = CommandInfo.newBuilder().setShell(false).build();
    CommandInfo words =
        CommandInfo.newBuilder().setShell(false).setValue("echo").addArguments("a  b").build();
    master.run(task("own", nothing, docker -> {}), task("words", words, docker -> {}));

    assertThat(master.awaitEnd("own").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(master.awaitEnd("words").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(agent.latest("own").resolve("stdout")).hasContent("the image speaks");
    assertThat(agent.latest("words").resolve("stdout")).hasContent("a  b");
  }

  @Test
  void aBridgedContainerIsReachedByItsMappedPortAndToldByItsOwnAddress() throws Exception {
    int port = freePort();
    TaskInfo task =
        task(
            "t",
            shell("while :; do echo hello | nc -l -p 8080; done"),
            docker ->
                docker
                    .setNetwork(ContainerInfo.DockerInfo.Network.BRIDGE)
                    .addPortMappings(
                        ContainerInfo.DockerInfo.PortMapping.newBuilder()
                            .setHostPort(port)
                            .setContainerPort(8080)));
    master.run(withPort(task, port));

    TaskStatus running = master.await("t", TaskState.TASK_RUNNING);

    String address =
        running.getContainerStatus().getNetworkInfos(0).getIpAddresses(0).getIpAddress();
    assertThat(address).matches("[0-9.]+").isNotEqualTo("127.0.0.1");
    Waiting.until("it answers", () -> answer("127.0.0.1", port).equals("hello\n"));
    master.kill("t", Duration.ZERO);
    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_KILLED);
  }

  @Test
  void whatCannotBeRunIsToldWithTheReason() throws Exception {
    master.run(
        task(
            "port",
            shell("true"),
            docker ->
                docker
                    .setNetwork(ContainerInfo.DockerInfo.Network.BRIDGE)
                    .addPortMappings(
                        ContainerInfo.DockerInfo.PortMapping.newBuilder()
                            .setHostPort(31999)
                            .setContainerPort(80))),
        task(
            "parameter",
            shell("true"),
            docker -> docker.addParameters(parameter("link-local-ip", "1"))),
        task(
            "program",
            CommandInfo.newBuilder().setShell(false).setValue("nosuch").build(),
            d -> {}),
        task("image", shell("true"), docker -> docker.setImage("127.0.0.1:1/no/such:1")),
        task("forced", shell("true"), docker -> docker.setForcePullImage(true)));

    assertRefused("port", "host_port 31999 is not among the ports of the task");
    assertRefused("parameter", "does not know the Docker parameter 'link-local-ip'");
    assertRefused("program", "nosuch");
    assertRefused("image", "cannot pull image 127.0.0.1:1/no/such:1");
    assertRefused("forced", "cannot pull image " + TestEngine.IMAGE);
  }

  @Test
  void aContainerThatUsesTooMuchMemoryIsKilledAndSaysSo() throws Exception {
    master.run(
        task(
            "t",
            shell("x=0123456789abcdef; while :; do x=$x$x; done"),
            docker -> docker.addParameters(parameter("memory-swap", "32m"))));

    TaskStatus end = master.awaitEnd("t");

    assertThat(end.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(end.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY);
    assertThat(end.getMessage()).contains("Requested: 32MB");
  }

  /** mesos-v1.md §6.9: checks run where the task runs. */
  @Test
  void checksLookFromInsideTheContainer() throws Exception {
    String command = "[ -e /bin/busybox ] && [ $GREETING = hello ] && [ ! -e $MESOS_SANDBOX/sick ]";
    TaskInfo.Builder healthy =
        task(
            "healthy",
            shell("exec sleep 1000").toBuilder()
                .setEnvironment(
                    Environment.newBuilder().addVariables(variable("GREETING", "hello")))
                .build(),
            docker -> {})
            .toBuilder();
    healthy
        .getHealthCheckBuilder()
        .setType(HealthCheck.Type.COMMAND)
        .setCommand(shell(command))
        .setDelaySeconds(0)
        .setIntervalSeconds(0.1)
        .setGracePeriodSeconds(0)
        .setConsecutiveFailures(1);
    TaskInfo.Builder checked = task("checked", shell("exec sleep 1000"), docker -> {}).toBuilder();
    checked
        .getCheckBuilder()
        .setType(CheckInfo.Type.COMMAND)
        .setDelaySeconds(0)
        .getCommandBuilder()
        .setCommand(shell("[ -e /bin/busybox ] && exit 7"));

    master.run(healthy.build(), checked.build());

    assertThat(master.await("healthy", TaskStatus::hasHealthy).getHealthy()).isTrue();
    master.await("checked", status -> status.getCheckStatus().getCommand().getExitCode() == 7);
    Files.createFile(agent.latest("healthy").resolve("sick"));
    assertThat(master.awaitEnd("healthy"))
        .returns(TaskState.TASK_KILLED, TaskStatus::getState)
        .returns(false, TaskStatus::getHealthy);
    master.kill("checked", Duration.ZERO);
    assertThat(master.awaitEnd("checked").getState()).isEqualTo(TaskState.TASK_KILLED);
  }

  /** mesos-v1.md §6.8: requests become weight and reservation, limits become ceilings. */
  @Test
  void requestsAndLimitsAreThoseOfTheContainer() throws Exception {
    TaskInfo task =
        task(
                "t",
                shell("exec sleep 1000"),
                docker -> docker.addParameters(parameter("init", "true")))
            .toBuilder()
            .putLimits("cpus", Value.Scalar.newBuilder().setValue(1.5).build())
            .putLimits("mem", Value.Scalar.newBuilder().setValue(64).build())
            .build();
    master.run(task);
    master.await("t", TaskState.TASK_RUNNING);

    assertThat(TestEngine.hostConfigOf(directory))
        .returns(102, HostConfig::getCpuShares)
        .returns(150_000L, HostConfig::getCpuQuota)
        .returns(64L << 20, HostConfig::getMemory)
        .returns(32L << 20, HostConfig::getMemoryReservation)
        .returns(true, HostConfig::getInit);
  }

  @Test
  void aKilledContainerGetsItsStopSignalThenKillWhenItsGraceIsOver() throws Exception {
    String trap = "trap 'echo %s; %s' TERM INT; echo ready; while :; do sleep 0.1; done";
    master.run(
        task("polite", shell(trap.formatted("bye", "exit 0")), docker -> {}),
        task("stubborn", shell(trap.formatted("no", ":")), docker -> {}));
    for (String name : List.of("polite", "stubborn")) {
      master.await(name, TaskState.TASK_RUNNING);
      Waiting.until("it is ready", () -> Files.size(agent.latest(name).resolve("stdout")) > 0);
    }

    master.kill("polite", Duration.ofSeconds(60));
    master.kill("stubborn", Duration.ofMillis(500));

    assertThat(master.awaitEnd("polite"))
        .returns(TaskState.TASK_KILLED, TaskStatus::getState)
        .returns("Command exited with status 0", TaskStatus::getMessage);
    assertThat(agent.latest("polite").resolve("stdout")).hasContent("ready\nbye\n");
    assertThat(master.awaitEnd("stubborn"))
        .returns(TaskState.TASK_KILLED, TaskStatus::getState)
        .returns("Command exited with status 137", TaskStatus::getMessage);
    Waiting.until("both are removed", () -> TestEngine.countOf(directory) == 0);
  }

  @Test
  void containersOutliveTheAgentAndTheirEndsAreToldAfterwards() throws Exception {
    agent.stop();
    Process killed = AgentProcess.start(directory, master.uri(), TestEngine.SOCKET);
    master.awaitSubscription(2);
    String wait = "echo before; while [ ! -e /mnt/mesos/sandbox/go ]; do sleep 0.02; done; ";
    master.run(
        task("lives", shell("echo started; sleep 1000"), docker -> {}),
        task("ends", shell(wait + "echo after; exit 3"), docker -> {}));
    int pid = pid(master.await("lives", TaskState.TASK_RUNNING));
    master.await("ends", TaskState.TASK_RUNNING);
    for (String name : List.of("lives", "ends")) {
      Waiting.until("it speaks", () -> Files.size(agent.latest(name).resolve("stdout")) > 0);
    }

    killed.destroyForcibly().waitFor();
    Files.createFile(agent.latest("ends").resolve("go"));
    Waiting.until("it ends", () -> TestEngine.runningOf(directory) == 1);
    agent.start();

    assertThat(master.awaitSubscription(3).getTasksList()).hasSize(2);
    assertThat(master.awaitEnd("ends").getMessage()).isEqualTo("Command exited with status 3");
    assertThat(agent.latest("ends").resolve("stdout")).hasContent("before\nafter\n");
    assertThat(agent.latest("lives").resolve("stdout")).hasContent("started");
    assertThat(master.states("lives"))
        .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
    assertThat(ProcessHandle.of(pid)).isPresent();
    master.kill("lives", Duration.ZERO);
    assertThat(master.awaitEnd("lives").getState()).isEqualTo(TaskState.TASK_KILLED);
  }

  @Test
  void aContainerThatSomebodyRemovedIsGone() throws Exception {
    master.run(task("t", shell("sleep 1000"), docker -> {}));
    master.await("t", TaskState.TASK_RUNNING);

    TestEngine.removeAllOf(directory);

    assertThat(master.awaitEnd("t").getState()).isIn(TaskState.TASK_GONE, TaskState.TASK_FAILED);
  }

  private void assertRefused(String task, String why) throws InterruptedException {
    TaskStatus end = master.awaitEnd(task);
    assertThat(end.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(end.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
    assertThat(end.getMessage()).startsWith("Failed to launch: ").contains(why);
  }

  private static String answer(String host, int port) throws IOException {
    try (var socket = new Socket(host, port)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return "";
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int pid(TaskStatus status) {
    return status.getContainerStatus().getExecutorPid();
  }

  private static CommandInfo shell(String command) {
    return CommandInfo.newBuilder().setValue(command).build();
  }

  private static Parameter workdir(String path) {
    return parameter("workdir", path);
  }

  private static Parameter parameter(String key, String value) {
    return Parameter.newBuilder().setKey(key).setValue(value).build();
  }

  private static TaskInfo task(
      String id, CommandInfo command, Consumer<ContainerInfo.DockerInfo.Builder> wishes) {
    var docker = ContainerInfo.DockerInfo.newBuilder().setImage(TestEngine.IMAGE);
    wishes.accept(docker);
    return Tasks.shell(id, command, 32).toBuilder()
        .setContainer(
            ContainerInfo.newBuilder().setType(ContainerInfo.Type.DOCKER).setDocker(docker))
        .build();
  }

  private static TaskInfo withPort(TaskInfo task, int port) {
    return task.toBuilder()
        .clearResources()
        .addAllResources(
            ResourceConverter.toProto(Resources.of(0.1, 32, 0).withPorts(new Range(port, port))))
        .build();
  }

  private static Environment.Variable variable(String name, String value) {
    return Environment.Variable.newBuilder().setName(name).setValue(value).build();
  }
}
