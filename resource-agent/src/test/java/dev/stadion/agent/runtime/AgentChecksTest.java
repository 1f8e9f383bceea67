package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CheckStatusInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent that looks at real tasks (mesos-v1.md §6.9 and §6.10). */
class AgentChecksTest {
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
  void aTaskWhoseHealthCheckFailsTooOftenIsKilledAndSaidToBeUnhealthy() throws Exception {
    master.run(healthy("t", "[ -e ill ] && exit 1; exit 0", 3));
    TaskStatus first = master.await("t", status -> status.hasHealthy());
    Files.createFile(agent.latest("t").resolve("ill"));

    TaskStatus end = master.awaitEnd("t");

    assertThat(first)
        .returns(true, TaskStatus::getHealthy)
        .returns(TaskState.TASK_RUNNING, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED, TaskStatus::getReason);
    assertThat(end)
        .returns(TaskState.TASK_KILLED, TaskStatus::getState)
        .returns(false, TaskStatus::getHealthy);
    assertThat(master.statuses("t"))
        .filteredOn(TaskStatus::hasHealthy)
        .extracting(TaskStatus::getState, TaskStatus::getHealthy)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(TaskState.TASK_RUNNING, true),
            org.assertj.core.groups.Tuple.tuple(TaskState.TASK_RUNNING, false),
            org.assertj.core.groups.Tuple.tuple(TaskState.TASK_RUNNING, false),
            org.assertj.core.groups.Tuple.tuple(TaskState.TASK_RUNNING, false),
            org.assertj.core.groups.Tuple.tuple(TaskState.TASK_KILLING, false),
            org.assertj.core.groups.Tuple.tuple(TaskState.TASK_KILLED, false));
  }

  @Test
  void aCheckReportsWhatItFindsAndKillsNobody() throws Exception {
    master.run(checked("t", "[ -e found ] && exit 7; exit 3"));

    TaskStatus running = master.await("t", TaskState.TASK_RUNNING);
    TaskStatus before = master.await("t", status -> exitCode(status) == 3);
    Files.createFile(agent.latest("t").resolve("found"));
    TaskStatus after = master.await("t", status -> exitCode(status) == 7);
    master.kill("t", null);

    assertThat(running.getCheckStatus())
        .isEqualTo(
            CheckStatusInfo.newBuilder()
                .setType(CheckInfo.Type.COMMAND)
                .setCommand(CheckStatusInfo.Command.getDefaultInstance())
                .build());
    assertThat(before.getReason()).isEqualTo(TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED);
    assertThat(after.getState()).isEqualTo(TaskState.TASK_RUNNING);
    assertThat(exitCode(master.awaitEnd("t"))).isEqualTo(7);
  }

  @Test
  void checksGoOnAfterTheAgentWasRestartedAndNothingIsSaidTwice() throws Exception {
    agent.stop();
    agent.start(true);
    master.awaitSubscription(2);
    master.run(healthy("t", "echo x >> looks; [ -e ill ] && exit 1; exit 0", 1));
    master.await("t", status -> status.hasHealthy());

    agent.stop();
    Path looks = agent.latest("t").resolve("looks");
    Files.delete(looks);
    agent.start();
    master.awaitSubscription(3);
    Waiting.until("it is looked at again", () -> Files.exists(looks));
    Files.createFile(agent.latest("t").resolve("ill"));

    assertThat(master.awaitEnd("t"))
        .returns(TaskState.TASK_KILLED, TaskStatus::getState)
        .returns(false, TaskStatus::getHealthy);
    assertThat(master.statuses("t"))
        .filteredOn(status -> status.hasHealthy() && status.getHealthy())
        .hasSize(1);
  }

  private static int exitCode(TaskStatus status) {
    return status.getCheckStatus().getCommand().hasExitCode()
        ? status.getCheckStatus().getCommand().getExitCode()
        : -1;
  }

  private static TaskInfo healthy(String id, String command, int failures) {
    return Tasks.shell(id, "exec sleep 1000").toBuilder()
        .setHealthCheck(
            HealthCheck.newBuilder()
                .setType(HealthCheck.Type.COMMAND)
                .setCommand(CommandInfo.newBuilder().setValue(command))
                .setDelaySeconds(0)
                .setIntervalSeconds(0.05)
                .setGracePeriodSeconds(0)
                .setConsecutiveFailures(failures))
        .build();
  }

  private static TaskInfo checked(String id, String command) {
    return Tasks.shell(id, "exec sleep 1000").toBuilder()
        .setCheck(
            CheckInfo.newBuilder()
                .setType(CheckInfo.Type.COMMAND)
                .setCommand(
                    CheckInfo.Command.newBuilder()
                        .setCommand(CommandInfo.newBuilder().setValue(command)))
                .setDelaySeconds(0)
                .setIntervalSeconds(0.05))
        .build();
  }
}
