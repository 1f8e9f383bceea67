package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.fetch.FetchLimits;
import dev.stadion.agent.fetch.FetchSettings;
import dev.stadion.agent.fetch.Packed;
import dev.stadion.agent.fetch.WebServer;
import dev.stadion.dropwizard.net.Cidr;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent whose tasks have artifacts on a web server of this machine, which is allowed. */
class AgentFetchTest {
  @TempDir Path directory;

  private WebServer web;
  private FakeMaster master;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    web = new WebServer();
    var fetch =
        new FetchSettings(
            List.of(Cidr.parse("127.0.0.0/8")),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            1 << 20,
            FetchLimits.DEFAULTS);
    agent = new TestAgent(directory).fetch(fetch).start();
    master = agent.master();
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    agent.close();
    web.close();
  }

  @Test
  void aTaskRunsWhatItsArchiveContained() throws Exception {
    web.serve(
        "/app.tar.gz",
        Packed.gzip(
            Packed.tar(tar -> Packed.file(tar, "bin/run", 0755, "#!/bin/sh\necho fetched"))));
    master.run(task("t", "bin/run", web.uri("/app.tar.gz").toString()));

    TaskStatus end = master.awaitEnd("t");

    assertThat(end.getMessage()).isEqualTo("Command exited with status 0");
    assertThat(agent.latest("t").resolve("stdout")).hasContent("fetched");
    assertThat(agent.latest("t").resolve("stderr"))
        .content()
        .contains("Unpacked app.tar.gz: 1 entries");
    assertThat(agent.fetches().succeeded()).isEqualTo(1);
  }

  @Test
  void aTaskWhoseArtifactIsMissingFailsAndSaysWhy() throws Exception {
    String uri = web.uri("/missing").toString();
    master.run(task("t", "echo never", uri));

    TaskStatus end = master.awaitEnd("t");

    assertThat(end.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(end.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
    assertThat(end.getMessage())
        .endsWith("Failed to fetch " + uri + ": the server answered 404 Not Found");
    assertThat(agent.latest("t").resolve("stdout")).isEmptyFile();
  }

  @Test
  void aTaskThatIsKilledWhileItsArtifactsAreFetchedNeverStarts() throws Exception {
    var asked = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    web.on(
        "/slow",
        exchange -> {
          asked.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    master.run(task("t", "echo never", web.uri("/slow").toString()));
    asked.await();

    master.kill("t", Duration.ofSeconds(30));

    assertThat(master.awaitEnd("t").getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(agent.latest("t").resolve("stdout")).isEmptyFile();
    never.countDown();
  }

  private static TaskInfo task(String id, String command, String uri) {
    return Tasks.shell(
        id,
        CommandInfo.newBuilder()
            .setValue(command)
            .addUris(CommandInfo.URI.newBuilder().setValue(uri))
            .build(),
        64);
  }
}
