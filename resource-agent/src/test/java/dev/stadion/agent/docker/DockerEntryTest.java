package dev.stadion.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.container.Size;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.scheduling.resource.Resources;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Sizes of one container are told one after the other, and the last that was wanted is the last.
 */
class DockerEntryTest {
  private final DockerEntry entry = new DockerEntry(new ContainerId("c"), true);

  @Test
  void whoResizesTakesTheLatestUntilThereIsNone() {
    started();
    assertThat(entry.wants(size(1))).isTrue();
    assertThat(entry.nextSize()).contains(size(1));

    assertThat(entry.wants(size(2))).isFalse(); // somebody is at it
    assertThat(entry.wants(size(3))).isFalse();

    assertThat(entry.nextSize()).contains(size(3));
    assertThat(entry.nextSize()).isEmpty();
    assertThat(entry.wants(size(4))).isTrue();
  }

  @Test
  void whatIsWantedBeforeTheStartFollowsIt() {
    assertThat(entry.wants(size(1))).isFalse();
    assertThat(entry.mayResize()).isFalse();

    started();

    assertThat(entry.mayResize()).isTrue();
    assertThat(entry.mayResize()).isFalse();
    assertThat(entry.nextSize()).contains(size(1));
  }

  private void started() {
    synchronized (entry) {
      entry.seen =
          new DockerContainer(
              entry.id,
              true,
              new ProcessStatus.Running(1, 0),
              Optional.empty(),
              Optional.empty(),
              "SIGTERM");
    }
  }

  private static Size size(double cpus) {
    return new Size(Resources.of(cpus, 64, 0), Map.of(), 0);
  }
}
