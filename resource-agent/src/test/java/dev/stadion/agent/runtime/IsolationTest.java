package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.stadion.agent.posix.Users;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.RLimitInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task of an agent that is root may do and see (promises.md §7.9). */
class IsolationTest {
  @TempDir Path directory;

  private FakeMaster master;
  private TestAgent agent;

  @BeforeAll
  static void needsRoot() {
    assumeTrue(Users.ownUid() == 0, "Isolation tests are skipped: only root can change users");
  }

  @BeforeEach
  void start() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    agent = new TestAgent(directory).switchUser().start();
    master = agent.master();
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void aTaskRunsAsTheUserOfItsFrameworkWithoutPrivilegesAndInASandboxOfItsOwn() throws Exception {
    master.run(
        Tasks.shell(
            "t",
            "id -un; id -Gn; grep NoNewPrivs /proc/self/status; umask; touch \"$MESOS_SANDBOX\"/mine;"
                + " grep CapEff /proc/self/status; stat -c %U:%a . stdout mine"));

    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_FINISHED);

    assertThat(output("t"))
        .containsExactly(
            "nobody",
            "nogroup",
            "NoNewPrivs:\t1",
            "0077",
            "CapEff:\t0000000000000000",
            "nobody:700",
            "nobody:600",
            "nobody:600");
  }

  @Test
  void itsVariablesArriveWholeAndNothingElseDoes() throws Exception {
    CommandInfo command =
        CommandInfo.newBuilder()
            .setShell(false)
            .setValue("env")
            .addArguments("env")
            .addArguments("-0")
            .setEnvironment(
                Environment.newBuilder()
                    .addVariables(variable("QUOTED", "a 'b' \"c\" $HOME `id` \\ \n end"))
                    .addVariables(variable("LD_PRELOAD", ""))
                    .addVariables(
                        Environment.Variable.newBuilder()
                            .setName("TOKEN")
                            .setType(Environment.Variable.Type.SECRET)
                            .setSecret(secret("s3cret"))))
            .build();
    master.run(Tasks.shell("t", command, 32));

    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_FINISHED);

    List<String> environment =
        List.of(Files.readString(agent.latest("t").resolve("stdout")).split("\0"));
    assertThat(environment)
        .contains("QUOTED=a 'b' \"c\" $HOME `id` \\ \n end", "TOKEN=s3cret", "PATH=/usr/bin:/bin")
        .contains("MESOS_TASK_ID=t")
        .noneMatch(line -> line.startsWith("STADION_"));
    assertThat(Files.readString(agent.latest("t").resolve("stderr"))).isEmpty();
  }

  @Test
  void theUserOfTheCommandComesFirstAndMustBeKnown() throws Exception {
    master.run(
        Tasks.shell(
            "root", CommandInfo.newBuilder().setValue("id -un").setUser("root").build(), 32),
        Tasks.shell(
            "nobody-knows",
            CommandInfo.newBuilder().setValue("id").setUser("no-such-user").build(),
            32));

    assertThat(master.awaitEnd("root").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(output("root")).containsExactly("root");
    assertThat(master.awaitEnd("nobody-knows"))
        .returns(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED, TaskStatus::getReason)
        .matches(end -> end.getMessage().contains("user 'no-such-user' is not known"));
  }

  @Test
  void volumesAndLimitsAreAsTheContainerAsks() throws Exception {
    Path host = Files.createDirectory(directory.resolve("host"));
    Files.writeString(host.resolve("file"), "of the host\n");
    Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(
        host.resolve("file"), PosixFilePermissions.fromString("rw-r--r--"));
    ContainerInfo container =
        ContainerInfo.newBuilder()
            .setType(ContainerInfo.Type.MESOS)
            .addVolumes(hostPath(host, "rw", Volume.Mode.RW))
            .addVolumes(hostPath(host, "ro", Volume.Mode.RO))
            .addVolumes(hostPath(host, "/mnt", Volume.Mode.RW))
            .addVolumes(
                Volume.newBuilder()
                    .setContainerPath("keys/token")
                    .setMode(Volume.Mode.RO)
                    .setSource(
                        Volume.Source.newBuilder()
                            .setType(Volume.Source.Type.SECRET)
                            .setSecret(secret("s3cret"))))
            .setRlimitInfo(
                RLimitInfo.newBuilder()
                    .addRlimits(
                        RLimitInfo.RLimit.newBuilder()
                            .setType(RLimitInfo.RLimit.Type.RLMT_NOFILE)
                            .setSoft(123)
                            .setHard(456)))
            .build();
    String command =
        "ulimit -Sn; ulimit -Hn; cat rw/file ro/file /mnt/file; touch rw/new; touch ro/no || echo ro;"
            + " stat -L -c %U:%a keys/token; cat keys/token";
    master.run(Tasks.shell("t", command).toBuilder().setContainer(container).build());

    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_FINISHED);

    assertThat(output("t"))
        .containsExactly(
            "123",
            "456",
            "of the host",
            "of the host",
            "of the host",
            "ro",
            "nobody:400",
            "s3cret");
    assertThat(host.resolve("new")).exists();
    assertThat(Path.of("/mnt/file")).doesNotExist();
  }

  @Test
  void aVolumeThatCannotBeHadIsToldWithTheReason() throws Exception {
    master.run(
        withVolume("missing", hostPath(Path.of("/no/such/path"), "v", Volume.Mode.RW)),
        withVolume("escape", hostPath(directory, "../v", Volume.Mode.RW)));

    assertThat(master.awaitEnd("missing").getMessage())
        .contains("host_path /no/such/path does not exist");
    assertThat(master.awaitEnd("escape").getMessage()).contains("leaves the sandbox");
  }

  @Test
  void aVolumeThatTasksShareBelongsToTheUserOfThoseThatWriteIntoIt() throws Exception {
    Resource shared = persistent("v1");
    master.checkpoint(shared);
    ExecutorInfo executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.DEFAULT)
            .setExecutorId(ExecutorID.newBuilder().setValue("pod"))
            .addResources(shared)
            .build();

    master.runGroup(
        executor,
        sharing("writes", "id -un > shared/file", Volume.Mode.RW),
        sharing("reads", "until test -s shared/file; do sleep 0.05; done", Volume.Mode.RO));

    assertThat(master.awaitEnd("writes")).returns(TaskState.TASK_FINISHED, TaskStatus::getState);
    assertThat(master.awaitEnd("reads")).returns(TaskState.TASK_FINISHED, TaskStatus::getState);
    Path volume = directory.resolve("volumes/roles/web/v1");
    assertThat(volume.resolve("file")).hasContent("daemon");
    assertThat(Files.getOwner(volume).getName()).isEqualTo("daemon");
  }

  /** Runs as another user than its framework's, and mounts what its executor has at "data". */
  private static TaskInfo sharing(String id, String command, Volume.Mode mode) {
    TaskInfo.Builder task =
        Tasks.shell(id, CommandInfo.newBuilder().setValue(command).setUser("daemon").build(), 32)
            .toBuilder();
    task.getContainerBuilder()
        .setType(ContainerInfo.Type.MESOS)
        .addVolumesBuilder()
        .setContainerPath("shared")
        .setMode(mode)
        .getSourceBuilder()
        .setType(Volume.Source.Type.SANDBOX_PATH)
        .getSandboxPathBuilder()
        .setType(Volume.Source.SandboxPath.Type.PARENT)
        .setPath("data");
    return task.build();
  }

  private static Resource persistent(String id) {
    Resource.Builder resource =
        Resource.newBuilder()
            .setName("disk")
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(64));
    resource.addReservationsBuilder().setType(Resource.ReservationInfo.Type.DYNAMIC).setRole("web");
    resource.getDiskBuilder().getPersistenceBuilder().setId(id);
    resource.getDiskBuilder().getVolumeBuilder().setContainerPath("data").setMode(Volume.Mode.RW);
    return resource.build();
  }

  private static TaskInfo withVolume(String id, Volume volume) {
    return Tasks.shell(id, "true").toBuilder()
        .setContainer(
            ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS).addVolumes(volume))
        .build();
  }

  private static Volume hostPath(Path host, String container, Volume.Mode mode) {
    return Volume.newBuilder()
        .setContainerPath(container)
        .setMode(mode)
        .setSource(
            Volume.Source.newBuilder()
                .setType(Volume.Source.Type.HOST_PATH)
                .setHostPath(Volume.Source.HostPath.newBuilder().setPath(host.toString())))
        .build();
  }

  private static Secret secret(String value) {
    return Secret.newBuilder()
        .setType(Secret.Type.VALUE)
        .setValue(Secret.Value.newBuilder().setData(ByteString.copyFromUtf8(value)))
        .build();
  }

  private static Environment.Variable variable(String name, String value) {
    return Environment.Variable.newBuilder().setName(name).setValue(value).build();
  }

  private List<String> output(String task) throws Exception {
    return Files.readAllLines(agent.latest(task).resolve("stdout"));
  }
}
