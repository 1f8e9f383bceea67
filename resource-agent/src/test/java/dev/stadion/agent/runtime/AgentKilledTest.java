package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.v1.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of an agent, of its supervisor, and of both (promises.md P11). */
class AgentKilledTest {
  @TempDir Path directory;

  private FakeMaster master;
  private Process agent;

  @BeforeEach
  void start() throws Exception {
    master = new FakeMaster();
    agent = AgentProcess.start(directory, master.uri());
    master.awaitSubscription(1);
    master.run(
        Tasks.shell("lives", "echo started; exec sleep 1000"),
        Tasks.shell("ends", "while [ ! -e go ]; do sleep 0.02; done; exit 3"));
    master.await("lives", TaskState.TASK_RUNNING);
    master.await("ends", TaskState.TASK_RUNNING);
  }

  @AfterEach
  void stop() throws Exception {
    if (!agent.isAlive()) {
      agent = AgentProcess.start(directory, master.uri());
      master.awaitSubscription(master.subscriptions() + 1);
    }
    master.kill("lives", null);
    master.awaitEnd("lives");
    agent.destroyForcibly().waitFor();
    Posix.kill(supervisor(), Signal.KILL);
    master.close();
  }

  @Test
  void tasksOutliveTheAgentAndTheirEndsAreToldAfterwards() throws Exception {
    int lives = pid("lives");
    int ends = pid("ends");

    agent.destroyForcibly().waitFor();
    Files.createFile(latest("ends").resolve("go"));
    Waiting.until("it ends", () -> ProcStat.ofLive(ends).isEmpty());
    assertThat(ProcStat.ofLive(lives)).isPresent();
    agent = AgentProcess.start(directory, master.uri());

    var back = master.awaitSubscription(2);
    assertThat(back.getAgentInfo().getId().getValue()).isEqualTo("agent-1");
    assertThat(back.getTasksCount()).isEqualTo(2);
    assertThat(master.awaitEnd("ends").getMessage()).isEqualTo("Command exited with status 3");
    assertThat(pid("lives")).isEqualTo(lives);
    assertThat(latest("lives").resolve("stdout")).hasContent("started");
    assertThat(master.states("lives"))
        .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
  }

  @Test
  void tasksOutliveAgentAndSupervisorAndAreFoundByTheirStartTime() throws Exception {
    int lives = pid("lives");
    int ends = pid("ends");

    agent.destroyForcibly().waitFor();
    Posix.kill(supervisor(), Signal.KILL);
    Files.createFile(latest("ends").resolve("go"));
    Waiting.until("it ends", () -> ProcStat.ofLive(ends).isEmpty());
    agent = AgentProcess.start(directory, master.uri());
    master.awaitSubscription(2);

    assertThat(master.awaitEnd("ends"))
        .returns(TaskState.TASK_GONE, status -> status.getState())
        .matches(status -> status.getMessage().contains("exit status is not known"));
    assertThat(ProcStat.ofLive(lives)).isPresent();
    assertThat(latest("lives").resolve("stdout")).hasContent("started");
    assertThat(master.states("lives"))
        .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
  }

  private int pid(String task) throws InterruptedException {
    return master.await(task, TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();
  }

  private int supervisor() throws Exception {
    return Integer.parseInt(
        Files.readString(directory.resolve("supervisor/supervisor.pid")).strip());
  }

  private Path latest(String task) {
    return directory.resolve(
        "slaves/agent-1/frameworks/framework-1/executors/" + task + "/runs/latest");
  }
}
