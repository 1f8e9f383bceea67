package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of an agent while custom executors run (mesos-v1.md §8.3, promises.md P11). */
class ExecutorKilledTest {
  @TempDir Path directory;

  private FakeMaster master;
  private Path configuration;
  private Process agent;

  @BeforeEach
  void start() throws Exception {
    master = new FakeMaster();
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    configuration =
        Files.writeString(
            directory.resolve("agent.yml"),
            """
            server:
              applicationConnectors: [{type: http, port: %d}]
              adminConnectors: [{type: http, port: 0}]
            master: %s
            workDir: %s
            resources: cpus:4;mem:1024;disk:1024
            switchUser: false
            executors: {reregistrationTimeout: 15s}
            """
                .formatted(port, master.uri(), directory.resolve("work")));
    agent = startAgent();
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() throws Exception {
    agent.destroyForcibly().waitFor();
    Posix.kill(
        Integer.parseInt(
            Files.readString(directory.resolve("work/supervisor/supervisor.pid")).strip()),
        Signal.KILL);
    master.close();
  }

  @Test
  void theExecutorComesBackAndNothingIsLostOrDoubled() throws Exception {
    ExecutorInfo info = new TestExecutor(directory).info("e");
    master.run(TestExecutor.task("a", info, "run"), TestExecutor.task("b", info, "run"));
    int pid = master.await("a", TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();
    master.await("b", TaskState.TASK_RUNNING);

    agent.destroyForcibly().waitFor();
    assertThat(ProcStat.ofLive(executorPid())).isPresent();
    agent = startAgent();
    var back = master.awaitSubscription(2);
    Waiting.until("it has come back", () -> subscriptions() == 2);

    assertThat(back.getExecutorsCount()).isEqualTo(1);
    assertThat(back.getExecutors(0).getExecutorInfo()).isEqualTo(info);
    assertThat(back.getTasksList())
        .allSatisfy(task -> assertThat(task.getExecutorId().getValue()).isEqualTo("e"));
    master.run(TestExecutor.task("c", info, "finish"));
    master.awaitEnd("c");
    master.kill("a", null);
    master.kill("b", null);
    master.awaitEnd("a");
    master.awaitEnd("b");
    assertThat(master.states("a")).containsExactly(TaskState.TASK_RUNNING, TaskState.TASK_KILLED);
    assertThat(log().lines().filter("event LAUNCH"::equals)).hasSize(3);
    assertThat(pid).isIn(0, executorPid());
    master.shutdownExecutor("e");
    assertThat(master.awaitTermination("e")).isZero();
  }

  private int executorPid() throws IOException {
    try (var processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(path -> path.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .filter(name -> {
            try {
              return Files.readString(Path.of("/proc", name, "cmdline"))
                  .contains(directory.resolve("executor.py").toString());
            } catch (IOException e) {
              return false; // it has just ended
            }
          })
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElseThrow();
    }
  }

  private long subscriptions() throws IOException {
    return log().lines().filter(line -> line.startsWith("SUBSCRIBE 200")).count();
  }

  private String log() throws IOException {
    return Files.readString(
        directory.resolve(
            "work/slaves/agent-1/frameworks/framework-1/executors/e/runs/latest/stdout"));
  }

  private Process startAgent() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            AgentApplication.class.getName(),
            "server",
            configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("agent.log").toFile())
        .start();
  }
}
