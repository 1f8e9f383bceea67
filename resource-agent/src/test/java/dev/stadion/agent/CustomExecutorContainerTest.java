package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.scheduling.resource.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the container of a framework's own executor is like (mesos-v1.md §9.3, §9.4, §6.8). */
class CustomExecutorContainerTest {
  private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory");

  @TempDir Path directory;

  private FakeMaster master;
  private RunningService service;
  private TestExecutor executor;

  @BeforeEach
  void start() throws Exception {
    master = new FakeMaster();
    executor = new TestExecutor(directory);
    String yaml =
        """
        server:
          applicationConnectors: [{type: http, port: 0}]
          adminConnectors: [{type: http, port: 0}]
        master: %s
        workDir: %s
        switchUser: false
        resources: cpus:4;mem:1024;disk:1024
        executors: {authenticate: true}
        """
            .formatted(master.uri(), directory.resolve("work"));
    service =
        new AgentApplication()
            .start(
                "agent",
                path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                "agent.yml");
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    service.stop();
    master.close();
  }

  @Test
  void itsEnvironmentIsWholeAndNothingOfTheAgentsIsInIt() throws Exception {
    ExecutorInfo info = after("env | sort > environment", "GREETING", "a b").build();
    master.run(TestExecutor.task("t", info, "run"));
    TaskStatus running = master.await("t", TaskState.TASK_RUNNING);

    String agent = "127.0.0.1:" + service.api().getPort();
    String sandbox = sandbox("e").toRealPath().toString();
    List<String> lines = Files.readAllLines(sandbox("e").resolve("environment"));
    assertThat(running.getExecutorId().getValue()).isEqualTo("e");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("MESOS_") || line.startsWith("LIBPROCESS_"))
        .filteredOn(line -> !line.startsWith("MESOS_EXECUTOR_AUTHENTICATION_TOKEN="))
        .containsExactlyInAnyOrder(
            "LIBPROCESS_IP=127.0.0.1",
            "LIBPROCESS_PORT=0",
            "MESOS_AGENT_ENDPOINT=" + agent,
            "MESOS_CHECKPOINT=1",
            "MESOS_DIRECTORY=" + sandbox,
            "MESOS_EXECUTOR_ID=e",
            "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD=500ms",
            "MESOS_FRAMEWORK_ID=framework-1",
            "MESOS_HTTP_COMMAND_EXECUTOR=0",
            "MESOS_RECOVERY_TIMEOUT=15mins",
            "MESOS_SANDBOX=" + sandbox,
            "MESOS_SLAVE_ID=agent-1",
            "MESOS_SLAVE_PID=slave(1)@" + agent,
            "MESOS_SUBSCRIPTION_BACKOFF_MAX=2secs");
    assertThat(lines).anyMatch(line -> line.startsWith("MESOS_EXECUTOR_AUTHENTICATION_TOKEN="));
    assertThat(lines).contains("GREETING=a b").noneMatch(line -> line.startsWith("JAVA_HOME="));
  }

  @Test
  void itHasTheMemoryOfItsOwnAndOfItsTasksAndMoreWhenMoreCome() throws Exception {
    assumeTrue(Files.isWritable(MEMORY), "no control group can be made here");
    ExecutorInfo info =
        executor.info("e").toBuilder()
            .addAllResources(ResourceConverter.toProto(Resources.of(0.25, 100, 0)))
            .build();

    master.run(TestExecutor.task("a", info, "run"));
    master.await("a", TaskState.TASK_RUNNING);
    assertThat(group("memory", "memory.limit_in_bytes")).hasContent(mb(164));
    master.run(TestExecutor.task("b", info, "run"));
    master.await("b", TaskState.TASK_RUNNING);

    Waiting.until(
        "it grows",
        () -> Files.readString(group("memory", "memory.limit_in_bytes")).strip().equals(mb(228)));
    assertThat(group("cpu", "cpu.shares")).hasContent("461"); // 1024 × (0.25 + 2 × 0.1)
    master.kill("a", null);
    master.awaitEnd("a");
    Waiting.until(
        "its weight shrinks",
        () -> Files.readString(group("cpu", "cpu.shares")).strip().equals("358"));
    // What is in use cannot be taken back without killing.
    assertThat(group("memory", "memory.limit_in_bytes")).hasContent(mb(228));
  }

  @Test
  void oneThatUsesTooMuchMemoryIsKilledAndItsTasksSayWhy() throws Exception {
    assumeTrue(Files.isWritable(MEMORY), "no control group can be made here");
    String greedy = "x=0123456789abcdef; while :; do x=$x$x; done";
    master.run(TestExecutor.task("t", after(greedy, "", "").build(), "run"));

    assertThat(master.awaitEnd("t"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY, TaskStatus::getReason);
    assertThat(master.awaitTermination("e")).isEqualTo(9);
  }

  @Test
  void itsVolumesAndThoseOfItsTasksAreInItsSandboxBeforeTheyAreNeeded() throws Exception {
    Path host = Files.createDirectory(directory.resolve("host"));
    Files.writeString(host.resolve("file"), "of the host");
    ExecutorInfo info =
        after("cat seen/file own/note > read 2>&1; echo kept > own/note", "", "")
            .setContainer(
                ContainerInfo.newBuilder()
                    .setType(ContainerInfo.Type.MESOS)
                    .addVolumes(
                        Volume.newBuilder()
                            .setContainerPath("seen")
                            .setHostPath(host.toString())
                            .setMode(Volume.Mode.RW)))
            .addResources(volume("v1", "own"))
            .build();
    TaskInfo task =
        TestExecutor.task("t", info, "run").toBuilder().addResources(volume("v2", "data")).build();
    master.checkpoint(volume("v1", "own"), volume("v2", "data"));

    master.run(task);
    master.await("t", TaskState.TASK_RUNNING);

    assertThat(sandbox("e").resolve("read")).content().startsWith("of the host");
    assertThat(kept("v1").resolve("note")).hasContent("kept");
    assertThat(sandbox("e").resolve("data").toRealPath()).isEqualTo(kept("v2").toRealPath());
  }

  @Test
  void aTaskWhoseVolumeCannotBeShownDoesNotRunWithoutIt() throws Exception {
    Resource outside = volume("v1", "../../outside");
    master.checkpoint(outside);

    master.run(
        TestExecutor.task("t", executor.info("e"), "run").toBuilder()
            .addResources(outside)
            .build());

    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(master.states("t")).containsExactly(TaskState.TASK_FAILED);
  }

  @Test
  void aVolumeOfADefaultExecutorIsSharedByItsGroup() throws Exception {
    ExecutorInfo info =
        TestExecutor.standard("d").toBuilder().addResources(volume("v1", "data")).build();
    master.checkpoint(volume("v1", "data"));

    master.runGroup(info, shared("writes", "data", "echo kept > here/file"));

    assertThat(master.awaitEnd("writes").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(kept("v1").resolve("file")).hasContent("kept");
  }

  @Test
  void whatAGroupSharesMayLieDeeperInItsSandbox() throws Exception {
    master.runGroup(
        TestExecutor.standard("d"), shared("writes", "volumes/x", "echo shared > here/file"));

    assertThat(master.awaitEnd("writes").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(sandbox("d").resolve("volumes/x/file")).hasContent("shared");
  }

  private static TaskInfo shared(String id, String path, String command) {
    Volume.Builder volume = Volume.newBuilder().setContainerPath("here").setMode(Volume.Mode.RW);
    volume
        .getSourceBuilder()
        .setType(Volume.Source.Type.SANDBOX_PATH)
        .getSandboxPathBuilder()
        .setType(Volume.Source.SandboxPath.Type.PARENT)
        .setPath(path);
    return dev.stadion.agent.runtime.Tasks.shell(id, command).toBuilder()
        .setContainer(
            ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS).addVolumes(volume))
        .build();
  }

  /** The executor, which runs {@code command} first. */
  private ExecutorInfo.Builder after(String command, String variable, String value) {
    ExecutorInfo.Builder info = executor.info("e", variable, value).toBuilder();
    CommandInfo.Builder own = info.getCommandBuilder();
    own.setValue(command + "; " + own.getValue());
    return info;
  }

  private static Resource volume(String id, String path) {
    Resource.Builder resource =
        Resource.newBuilder()
            .setName("disk")
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(64));
    resource.addReservationsBuilder().setType(Resource.ReservationInfo.Type.DYNAMIC).setRole("web");
    resource.getDiskBuilder().getPersistenceBuilder().setId(id);
    resource.getDiskBuilder().getVolumeBuilder().setContainerPath(path).setMode(Volume.Mode.RW);
    return resource.build();
  }

  private Path kept(String volume) {
    return directory.resolve("work/volumes/roles/web").resolve(volume);
  }

  private Path sandbox(String id) {
    return directory.resolve(
        "work/slaves/agent-1/frameworks/framework-1/executors/" + id + "/runs/latest");
  }

  /** A file of the control group that the executor is in. */
  private Path group(String controller, String file) throws IOException {
    String container = sandbox("e").toRealPath().getFileName().toString();
    try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup", controller), 6)) {
      return groups
          .filter(path -> path.getFileName().toString().equals(container))
          .findFirst()
          .orElseThrow()
          .resolve(file);
    }
  }

  private static String mb(int megabytes) {
    return Long.toString((long) megabytes << 20);
  }
}
