package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.runtime.Tasks;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executor's side of our SDK, as a process, with a real agent (mesos-v1.md §9.3, §11.1). */
class SdkExecutorTest {
  private static final ExecutorInfo EXECUTOR =
      ExecutorInfo.newBuilder()
          .setType(ExecutorInfo.Type.CUSTOM)
          .setExecutorId(ExecutorID.newBuilder().setValue("sdk"))
          .setCommand(
              CommandInfo.newBuilder()
                  .setShell(false)
                  .setValue(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                  .addArguments("java")
                  .addArguments("-XX:TieredStopAtLevel=1")
                  .addArguments("-cp")
                  .addArguments(System.getProperty("java.class.path"))
                  .addArguments(SdkExecutor.class.getName()))
          .build();

  private static TaskInfo task(String id, String wish) {
    return Tasks.shell(id, "").toBuilder()
        .clearCommand()
        .setExecutor(EXECUTOR)
        .setData(ByteString.copyFromUtf8(wish))
        .build();
  }

  /** One process for all of it: a Java machine takes most of a second to start. */
  @Test
  void launchesTellsSpeaksKillsAndEndsWhenAsked(@TempDir Path directory) throws Exception {
    FakeMaster master = new FakeMaster();
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
          authenticate: true
        """
            .formatted(master.uri(), directory);
    RunningService service =
        new AgentApplication()
            .start(
                "agent",
                path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                "agent.yml");
    try {
      master.awaitSubscription(1);
      master.run(task("short", "finish"), task("long", "stay"));
      TaskStatus end = master.awaitEnd("short");
      assertThat(master.states("short"))
          .containsExactly(
              TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);
      assertThat(end.getMessage()).isEqualTo("done");
      assertThat(end.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
      assertThat(end.getUuid().size()).isEqualTo(16);

      master.message("sdk", "hello");
      assertThat(master.awaitMessage(1)).isEqualTo("heard hello");

      master.await("long", TaskState.TASK_RUNNING);
      master.kill("long", null);
      assertThat(master.awaitEnd("long"))
          .returns(TaskState.TASK_KILLED, TaskStatus::getState)
          .returns("as asked", TaskStatus::getMessage);

      master.shutdownExecutor("sdk");
      assertThat(master.awaitTermination("sdk")).isZero();
    } finally {
      service.stop();
      master.close();
    }
  }
}
