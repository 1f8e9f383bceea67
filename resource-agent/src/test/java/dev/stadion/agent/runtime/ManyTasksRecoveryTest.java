package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of an agent with many tasks (promises.md P11). */
class ManyTasksRecoveryTest {
  private static final int TASKS = Integer.getInteger("stadion.recovery.tasks", 200);
  private static final Duration READOPTED_WITHIN = Duration.ofSeconds(10);

  @TempDir Path directory;

  private FakeMaster master;
  private Process agent;

  @BeforeEach
  void start() throws Exception {
    master = new FakeMaster();
    agent = AgentProcess.start(directory, master.uri());
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() throws Exception {
    IntStream.range(0, TASKS).forEach(i -> master.kill("t" + i, null));
    for (int i = 0; i < TASKS; i++) {
      master.awaitEnd("t" + i);
    }
    agent.destroyForcibly().waitFor();
    Posix.kill(
        Integer.parseInt(Files.readString(directory.resolve("supervisor/supervisor.pid")).strip()),
        Signal.KILL);
    master.close();
  }

  @Test
  void allAreReadoptedNoneIsDoubledAndEndsOfTheGapAreTold() throws Exception {
    master.run(
        IntStream.range(0, TASKS)
            .mapToObj(i -> Tasks.shell("t" + i, "exec sleep 1000"))
            .toArray(TaskInfo[]::new));
    int[] pids = new int[TASKS];
    for (int i = 0; i < TASKS; i++) {
      pids[i] = master.await("t" + i, TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();
    }

    agent.destroyForcibly().waitFor();
    Posix.kill(pids[0], Signal.KILL);
    Waiting.until("it ends", () -> ProcStat.ofLive(pids[0]).isEmpty());
    long begin = System.nanoTime();
    agent = AgentProcess.start(directory, master.uri());
    var back = master.awaitSubscription(2);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(back.getTasksCount()).isEqualTo(TASKS);
    assertThat(master.awaitEnd("t0").getMessage())
        .isEqualTo("Command terminated with signal Killed");
    for (int i = 1; i < TASKS; i++) {
      assertThat(ProcStat.ofLive(pids[i])).isPresent();
      assertThat(master.states("t" + i))
          .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
    }
    assertThat(took).isLessThan(READOPTED_WITHIN);
  }
}
