package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.runtime.Tasks;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.mesos.v1.ContainerInfo;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Task groups and the agent's own executor (mesos-v1.md §9.2), with real processes. */
class TaskGroupTest {
  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private FakeMaster master;
  private RunningService service;

  @BeforeEach
  void start() throws Exception {
    master = new FakeMaster();
    String yaml =
        """
        server:
          applicationConnectors: [{type: http, port: 0}]
          adminConnectors: [{type: http, port: 0}]
        master: %s
        workDir: %s
        switchUser: false
        resources: cpus:4;mem:1024;disk:1024
        """
            .formatted(master.uri(), directory);
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
    http.close();
    master.close();
  }

  @Test
  void tasksShareASandboxAndEndOneByOne() throws Exception {
    master.runGroup(
        TestExecutor.standard("pod"),
        Tasks.shell("a", "echo mine > ../../shared; echo $MESOS_EXECUTOR_ID $MESOS_CONTAINER_IP"),
        Tasks.shell("b", "while [ ! -e ../../shared ]; do sleep 0.02; done; sleep 1000"));

    TaskStatus end = master.awaitEnd("a");
    TaskStatus b = master.await("b", TaskState.TASK_RUNNING);
    int pid = b.getContainerStatus().getExecutorPid();

    assertThat(end.getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(end.getExecutorId().getValue()).isEqualTo("pod");
    assertThat(end.getContainerStatus().getContainerId().getParent())
        .isEqualTo(b.getContainerStatus().getContainerId().getParent());
    assertThat(sandbox().resolve("tasks/a/stdout")).hasContent("pod 127.0.0.1");
    assertThat(sandbox().resolve("shared")).hasContent("mine");
    assertThat(read("/frameworks/framework-1/executors/pod/runs/latest/tasks/a/stdout"))
        .contains("pod 127.0.0.1");
    assertThat(ProcStat.ofLive(pid)).isPresent();
    assertThat(get("/state").body()).contains("\"id\":\"pod\"");

    master.kill("b", Duration.ofSeconds(5));
    assertThat(master.awaitEnd("b").getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(master.awaitTermination("pod")).isZero();
  }

  @Test
  void oneThatFailsEndsItsGroupButNoOther() throws Exception {
    ExecutorInfo pod = TestExecutor.standard("pod");
    master.runGroup(pod, Tasks.shell("other", "sleep 1000"));
    master.runGroup(
        pod,
        Tasks.shell("fails", "while [ ! -e ../../go ]; do sleep 0.02; done; exit 3"),
        Tasks.shell("follows", "sleep 1000"));
    master.await("follows", TaskState.TASK_RUNNING);
    master.await("other", TaskState.TASK_RUNNING);
    assertThat(runs()).hasSize(2); // one executor and the link

    Files.createFile(sandbox().resolve("go"));

    assertThat(master.awaitEnd("fails"))
        .returns(TaskState.TASK_FAILED, TaskStatus::getState)
        .returns("Command exited with status 3", TaskStatus::getMessage);
    assertThat(master.awaitEnd("follows").getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(master.states("other").getLast()).isEqualTo(TaskState.TASK_RUNNING);
    master.shutdownExecutor("pod");
    assertThat(master.awaitEnd("other").getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(master.awaitTermination("pod")).isZero();
  }

  @Test
  void aGroupOfWhichOneTaskIsWrongIsNotStartedAtAll() throws Exception {
    master.runGroup(
        TestExecutor.standard("pod"),
        Tasks.shell("right", "echo started"),
        Tasks.shell("wrong", ""));

    for (String task : List.of("right", "wrong")) {
      assertThat(master.awaitEnd(task))
          .returns(TaskState.TASK_ERROR, TaskStatus::getState)
          .returns(TaskStatus.Reason.REASON_TASK_GROUP_INVALID, TaskStatus::getReason);
    }
    assertThat(directory.resolve("slaves")).doesNotExist();
  }

  @Test
  void whatADefaultExecutorCannotHaveIsRefused() throws Exception {
    ExecutorInfo command =
        TestExecutor.standard("c").toBuilder()
            .setCommand(Tasks.shell("x", "true").getCommand())
            .build();
    ExecutorInfo docker =
        TestExecutor.standard("d").toBuilder()
            .setContainer(ContainerInfo.newBuilder().setType(ContainerInfo.Type.DOCKER))
            .build();
    master.runGroup(command, Tasks.shell("c", "true"));
    master.runGroup(docker, Tasks.shell("d", "true"));
    master.run(TestExecutor.task("single", TestExecutor.standard("pod"), ""));

    assertThat(master.awaitEnd("c").getState()).isEqualTo(TaskState.TASK_ERROR);
    assertThat(master.awaitEnd("d").getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(master.awaitEnd("single"))
        .returns(TaskState.TASK_ERROR, TaskStatus::getState)
        .returns("A default executor runs task groups only", TaskStatus::getMessage);
  }

  private Path[] runs() throws Exception {
    try (var entries = Files.list(sandbox().getParent())) {
      return entries.toArray(Path[]::new);
    }
  }

  private Path sandbox() throws Exception {
    Path latest =
        directory.resolve("slaves/agent-1/frameworks/framework-1/executors/pod/runs/latest");
    Waiting.until("the executor has a sandbox", () -> Files.exists(latest));
    return latest;
  }

  private String read(String path) throws Exception {
    return get("/files/read?offset=0&path=" + path).body();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(service.api() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
