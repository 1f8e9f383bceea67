package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of frameworks: real processes that talk to a real agent (mesos-v1.md §9.3, §11.1). */
class CustomExecutorTest {
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
        executors:
          registrationTimeout: 2s
          authenticate: true
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
  void isToldOfItsTasksAndIsHeardWordByWord() throws Exception {
    ExecutorInfo info = executor.info("e");
    master.run(TestExecutor.task("a", info, "finish"), TestExecutor.task("b", info, "run"));

    TaskStatus end = master.awaitEnd("a");
    TaskStatus running = master.await("b", TaskState.TASK_RUNNING);

    assertThat(master.states("a")).containsExactly(TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);
    assertThat(end.getMessage()).isEqualTo("task_finished says its executor");
    assertThat(end.getData())
        .isEqualTo(ByteString.copyFrom(new byte[] {0, -1, 'd', 'a', 't', 'a'}));
    assertThat(end.getHealthy()).isTrue();
    assertThat(end.getLabels().getLabels(0).getKey()).isEqualTo("k");
    assertThat(end.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
    assertThat(end.getExecutorId().getValue()).isEqualTo("e");
    assertThat(end.getAgentId().getValue()).isEqualTo("agent-1");
    assertThat(end.hasTimestamp()).isTrue();
    assertThat(end.getContainerStatus().getContainerId().getValue())
        .isEqualTo(sandbox("e").toRealPath().getFileName().toString())
        .isEqualTo(running.getContainerStatus().getContainerId().getValue());
    assertThat(Files.readString(sandbox("e").resolve("stdout")))
        .contains("SUBSCRIBE 200 chunked application/json\n", "UPDATE 202 \n");
  }

  @Test
  void endsATaskWhenToldTo() throws Exception {
    master.run(TestExecutor.task("t", executor.info("e"), "run"));
    master.await("t", TaskState.TASK_RUNNING);

    master.kill("t", null);

    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_KILLED);
  }

  @Test
  void speaksWithItsFrameworkAndItsEndEndsItsTasks() throws Exception {
    master.run(TestExecutor.task("t", executor.info("e"), "run"));
    master.await("t", TaskState.TASK_RUNNING);

    master.message("e", "hello");
    assertThat(master.awaitMessage(1)).isEqualTo("echo hello");
    assertThat(metrics()).contains("\"slave/valid_framework_messages\":2");
    master.message("e", "exit 3");

    assertThat(master.awaitTermination("e")).isEqualTo(3 << 8);
    assertThat(master.awaitEnd("t"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED, TaskStatus::getReason)
        .returns(TaskStatus.Source.SOURCE_AGENT, TaskStatus::getSource)
        .returns("Executor terminated: exited with status 3", TaskStatus::getMessage);
  }

  @Test
  void livesOnWithoutTasksUntilItIsShutDown() throws Exception {
    ExecutorInfo info = executor.info("e");
    master.run(TestExecutor.task("a", info, "finish"));
    master.awaitEnd("a");
    master.run(TestExecutor.task("b", info, "finish"));
    master.awaitEnd("b");

    master.shutdownExecutor("e");

    assertThat(master.awaitTermination("e")).isZero();
    try (var runs = Files.list(sandbox("e").getParent())) {
      assertThat(runs).hasSize(2); // one run and the link
    }
  }

  @Test
  void isKilledWhenItDoesNotObeyOrNeverSubscribes() throws Exception {
    master.run(
        TestExecutor.task("stubborn", executor.info("s", "STUBBORN", "1"), "run"),
        TestExecutor.task("deaf", executor.info("d", "DEAF", "1"), "run"));
    master.await("stubborn", TaskState.TASK_RUNNING);

    master.shutdownExecutor("s");

    assertThat(master.awaitTermination("s")).isEqualTo(9);
    assertThat(master.awaitTermination("d")).isEqualTo(9);
    assertThat(master.awaitEnd("deaf"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns(TaskStatus.Reason.REASON_EXECUTOR_REGISTRATION_TIMEOUT, TaskStatus::getReason);
  }

  @Test
  void isToldOfAGroupAtOnce() throws Exception {
    master.runGroup(
        executor.info("e"),
        TestExecutor.grouped("a", "finish"),
        TestExecutor.grouped("b", "finish"));

    master.awaitEnd("a");
    master.awaitEnd("b");

    assertThat(Files.readString(sandbox("e").resolve("stdout")))
        .containsOnlyOnce("event LAUNCH_GROUP\n")
        .doesNotContain("event LAUNCH\n");
  }

  @Test
  void ofAnAgentThatStopsIsShutDown() throws Exception {
    master.run(TestExecutor.task("t", executor.info("e"), "run"));
    master.await("t", TaskState.TASK_RUNNING);

    service.stop();

    Waiting.until("it was told", () -> log().contains("event SHUTDOWN"));
    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_KILLED);
  }

  private String metrics() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(service.api() + "/metrics/snapshot")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private String log() throws Exception {
    return Files.readString(sandbox("e").resolve("stdout"));
  }

  private Path sandbox(String id) {
    return directory.resolve(
        "work/slaves/agent-1/frameworks/framework-1/executors/" + id + "/runs/latest");
  }
}
