package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.cgroup.CgroupSettings;
import dev.stadion.agent.docker.DockerSettings;
import dev.stadion.agent.fetch.FetchLimits;
import dev.stadion.agent.fetch.FetchSettings;
import dev.stadion.agent.fetch.Packed;
import dev.stadion.agent.fetch.WebServer;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.dropwizard.net.Cidr;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent whose tasks have artifacts on a web server of this machine, which is allowed. */
class AgentFetchTest {
  @TempDir Path directory;

  private final AtomicReference<Throwable> bug = new AtomicReference<>();
  private WebServer web;
  private FakeMaster master;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    web = new WebServer();
    master = new FakeMaster();
    var fetch =
        new FetchSettings(
            List.of(Cidr.parse("127.0.0.0/8")),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            1 << 20,
            FetchLimits.DEFAULTS);
    agent =
        new Agent(
            new AgentSettings(
                directory,
                MasterLinkSettings.of(List.of(master.uri())),
                "localhost",
                "127.0.0.1",
                Resources.of(4, 1024, 1024),
                List.of(),
                false,
                CgroupSettings.DEFAULTS,
                DockerSettings.OFF,
                false,
                Duration.ofSeconds(20),
                Duration.ofDays(7),
                fetch,
                ExecutorSettings.DEFAULTS),
            5051,
            Map.of("PATH", "/usr/bin:/bin"),
            InstantSource.system(),
            new Random(),
            bug::set);
    agent.start();
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    agent.close();
    master.close();
    web.close();
    assertThat(bug).hasNullValue();
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
    assertThat(sandbox("t").resolve("stdout")).hasContent("fetched");
    assertThat(sandbox("t").resolve("stderr")).content().contains("Unpacked app.tar.gz: 1 entries");
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
    assertThat(sandbox("t").resolve("stdout")).isEmptyFile();
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
    assertThat(sandbox("t").resolve("stdout")).isEmptyFile();
    never.countDown();
  }

  private Path sandbox(String task) {
    return directory.resolve(
        "slaves/agent-1/frameworks/framework-1/executors/" + task + "/runs/latest");
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
