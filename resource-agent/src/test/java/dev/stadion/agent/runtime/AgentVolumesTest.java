package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent that keeps volumes (mesos-v1.md §6.4, §8.4, §10.7). */
class AgentVolumesTest {
  @TempDir Path directory;

  private FakeMaster master;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    agent = new TestAgent(directory).start();
    master = agent.master();
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void whatATaskWritesIntoAVolumeIsThereForTheNextOneUntilItIsDestroyed() throws Exception {
    Path outside = Files.createFile(directory.resolve("outside"));
    master.checkpoint(volume("v1"));
    master.run(using("writes", "echo kept > data/file; ln -s " + outside + " data/link", "v1"));
    assertThat(master.awaitEnd("writes").getState()).isEqualTo(TaskState.TASK_FINISHED);

    master.run(using("reads", "test \"$(cat data/file)\" = kept", "v1"));
    assertThat(master.awaitEnd("reads").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(data("v1").resolve("file")).hasContent("kept");

    master.checkpoint();
    Waiting.until("it is destroyed", () -> !Files.exists(data("v1")));
    assertThat(outside).exists();
  }

  @Test
  void theTasksOfAGroupShareTheVolumesOfTheirExecutor() throws Exception {
    master.checkpoint(volume("v1"));
    ExecutorInfo executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.DEFAULT)
            .setExecutorId(ExecutorID.newBuilder().setValue("pod"))
            .addResources(volume("v1"))
            .build();

    master.runGroup(
        executor,
        sharing("writes", "echo kept > shared/file"),
        sharing("reads", "until test -s shared/file; do sleep 0.05; done"));

    assertThat(master.awaitEnd("writes").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(master.awaitEnd("reads").getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(data("v1").resolve("file")).hasContent("kept");
  }

  /** Mounts what its executor has at "data". */
  private static TaskInfo sharing(String id, String command) {
    TaskInfo.Builder task = Tasks.shell(id, command).toBuilder();
    task.getContainerBuilder()
        .setType(ContainerInfo.Type.MESOS)
        .addVolumesBuilder()
        .setContainerPath("shared")
        .setMode(Volume.Mode.RW)
        .getSourceBuilder()
        .setType(Volume.Source.Type.SANDBOX_PATH)
        .getSandboxPathBuilder()
        .setType(Volume.Source.SandboxPath.Type.PARENT)
        .setPath("data");
    return task.build();
  }

  @Test
  void aTaskWithAVolumeThatIsNotKnownIsDroppedAndNothingIsStarted() throws Exception {
    master.checkpoint(volume("v1"));
    master.run(using("t", "true", "v2"));

    assertThat(master.awaitEnd("t"))
        .returns(TaskState.TASK_DROPPED, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_RESOURCES_UNKNOWN, TaskStatus::getReason);
    assertThat(master.states("t")).containsExactly(TaskState.TASK_DROPPED);
    assertThat(data("v2")).doesNotExist();
  }

  @Test
  void whatIsKeptIsRememberedAndToldAtTheNextSubscription() throws Exception {
    master.checkpoint(volume("v1"), volume("v2"));
    Waiting.until("they are made", () -> Files.isDirectory(data("v2")));
    agent.stop();
    Files.delete(data("v1"));

    agent.start();

    assertThat(master.awaitSubscription(2).getCheckpointedResourcesList())
        .containsExactly(volume("v1"), volume("v2"));
    Waiting.until("it is made again", () -> Files.isDirectory(data("v1")));
  }

  @Test
  void aVolumeCannotLieOutsideOfItsPlaceNorBeShownOutsideOfTheSandbox() throws Exception {
    Resource.Builder escape = volume("v1").toBuilder();
    escape.getDiskBuilder().getVolumeBuilder().setContainerPath("../up");
    master.checkpoint(volume("../../../evil"), volume("v1"));
    master.run(Tasks.shell("t", "true").toBuilder().addResources(escape).build());

    assertThat(master.awaitEnd("t"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED, TaskStatus::getReason);
    assertThat(directory.resolve("volumes/evil")).doesNotExist();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  private Path data(String id) {
    return directory.resolve("volumes/roles/web").resolve(id);
  }

  private static TaskInfo using(String id, String command, String volume) {
    return Tasks.shell(id, command).toBuilder().addResources(volume(volume)).build();
  }

  private static Resource volume(String id) {
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
}
