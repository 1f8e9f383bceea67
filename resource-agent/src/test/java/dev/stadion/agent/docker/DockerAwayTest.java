package dev.stadion.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Size;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where no engine answers. */
class DockerAwayTest {
  private static final ContainerId CONTAINER = new ContainerId("c-1");

  @TempDir Path directory;

  private final List<Observation> heard = new CopyOnWriteArrayList<>();
  private DockerContainerizer docker;

  @BeforeEach
  void start() {
    docker =
        new DockerContainerizer(
            new DockerSettings(true, directory.resolve("docker.sock").toString(), Duration.ZERO),
            "test",
            false,
            1L << 30,
            heard::addAll,
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    docker.close();
  }

  @Test
  void aTaskIsToldThatThereIsNoEngine() {
    var launching =
        new Launching(
            CONTAINER,
            new Sandbox(directory, Optional.empty()),
            "nobody",
            CommandInfo.newBuilder().setValue("true").build(),
            ContainerInfo.newBuilder()
                .setType(ContainerInfo.Type.DOCKER)
                .setDocker(ContainerInfo.DockerInfo.newBuilder().setImage("image"))
                .build(),
            new Size(Resources.of(1, 32, 0), Map.of(), 0),
            Map.of());

    assertThatThrownBy(() -> docker.prepare(launching))
        .hasMessage(
            "no Docker engine on this machine: there is no " + directory.resolve("docker.sock"));
  }

  @Test
  void whatRanLastIsNotGivenUp() {
    var running = new ProcessStatus.Running(17, 0);

    assertThat(docker.everything(Map.of(CONTAINER, running)))
        .containsExactly(new Observation(CONTAINER, running, Optional.empty()));
    assertThat(docker.isClosed(CONTAINER)).isTrue();
    assertThat(heard).isEmpty();
  }

  @Test
  void withoutContainersNobodyIsAsked() {
    assertThat(docker.everything(Map.of())).isEmpty();
    assertThat(docker.isClosed(CONTAINER)).isFalse();
  }
}
