package dev.stadion.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Observer;
import dev.stadion.agent.container.Size;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Parameter;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a custom executor in a Docker container may use follows its tasks (mesos-v1.md §9.3). */
class DockerResizeTest {
  private static final ContainerId CONTAINER = new ContainerId("resized");
  private static final long MB = 1 << 20;

  @TempDir Path directory;

  private final CountDownLatch running = new CountDownLatch(1);
  private DockerContainerizer docker;

  @BeforeAll
  static void needsAnEngine() {
    TestEngine.assume();
  }

  @BeforeEach
  void start() {
    Observer observer =
        news -> {
          if (news.stream().anyMatch(seen -> seen.status() instanceof ProcessStatus.Running)) {
            running.countDown();
          }
        };
    docker =
        new DockerContainerizer(
            new DockerSettings(true, TestEngine.SOCKET, Duration.ZERO),
            directory.toString(),
            true,
            1L << 40,
            observer,
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    docker.close();
    TestEngine.removeAllOf(directory);
  }

  @Test
  void itsWeightAndCeilingFollowAndItsMemoryOnlyGrows() throws Exception {
    launch();
    running.await();

    docker.resize(CONTAINER, size(1.5, 192));
    Waiting.until("it grows", () -> memory() == 192 * MB);
    docker.resize(CONTAINER, size(0.5, 64));
    Waiting.until(
        "its weight shrinks", () -> TestEngine.hostConfigOf(directory).getCpuShares() == 512);

    assertThat(memory()).isEqualTo(192 * MB);
    assertThat(TestEngine.hostConfigOf(directory).getCpuQuota()).isEqualTo(50_000);
  }

  @Test
  void whatIsWantedBeforeTheStartOrManyTimesEndsAsItWasWantedLast() throws Exception {
    launch();
    for (int mem = 64; mem <= 192; mem++) {
      docker.resize(CONTAINER, size(mem / 64.0, mem));
    }
    running.await();

    Waiting.until("the last is granted", () -> memory() == 192 * MB);
    assertThat(TestEngine.hostConfigOf(directory).getCpuShares()).isEqualTo(3 * 1024);
  }

  @Test
  void theMemoryGrowsAlsoForWhoChoseItsOwnSwapAndCpus() throws Exception {
    launch(parameter("memory-swap", "-1"), parameter("cpus", "0.25"));
    running.await();

    docker.resize(CONTAINER, size(1, 192));

    Waiting.until("it grows", () -> memory() == 192 * MB);
    assertThat(TestEngine.hostConfigOf(directory).getMemorySwap()).isEqualTo(-1);
    assertThat(TestEngine.hostConfigOf(directory).getCpuShares()).isEqualTo(1024);
  }

  private void launch(Parameter... parameters) {
    docker.launch(
        List.of(
            new Launching(
                CONTAINER,
                new Sandbox(directory, Optional.empty()),
                "nobody",
                CommandInfo.newBuilder().setValue("exec sleep 1000").build(),
                ContainerInfo.newBuilder()
                    .setType(ContainerInfo.Type.DOCKER)
                    .setDocker(
                        ContainerInfo.DockerInfo.newBuilder()
                            .setImage(TestEngine.IMAGE)
                            .addAllParameters(List.of(parameters)))
                    .build(),
                size(0.5, 64),
                Map.of())));
  }

  private static Parameter parameter(String key, String value) {
    return Parameter.newBuilder().setKey(key).setValue(value).build();
  }

  private long memory() {
    return TestEngine.hostConfigOf(directory).getMemory();
  }

  private static Size size(double cpus, double mem) {
    return new Size(Resources.of(cpus, mem, 0), Map.of(), 0);
  }
}
