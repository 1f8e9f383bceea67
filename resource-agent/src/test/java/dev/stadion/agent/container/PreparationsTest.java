package dev.stadion.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PreparationsTest {
  private static final ContainerId CONTAINER = new ContainerId("c-1");

  private final BlockingQueue<Observation> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> launched = new LinkedBlockingQueue<>();
  private final Preparations preparations = new Preparations(heard::addAll);

  @Test
  void whatIsPreparedIsLaunchedAndItsWorkIsNotDoneTwice() throws Exception {
    preparations.begin(CONTAINER, () -> {}, () -> launched.add("once"));

    assertThat(launched.poll(30, TimeUnit.SECONDS)).isEqualTo("once");
    assertThat(preparations.cancel(CONTAINER)).isFalse();
    assertThat(preparations.isDone(CONTAINER)).isTrue();
    assertThat(heard).isEmpty();
  }

  @Test
  void oneFailureIsToldInItsOwnWords() throws Exception {
    preparations.begin(
        CONTAINER,
        () -> {
          throw new IOException("no such image");
        },
        () -> launched.add("never"));

    assertThat(next()).isEqualTo(new ProcessStatus.NotStarted("no such image"));
    assertThat(launched).isEmpty();
  }

  @Test
  void aKillGivesThePreparationUp() throws Exception {
    var begun = new CountDownLatch(1);
    preparations.begin(
        CONTAINER,
        () -> {
          begun.countDown();
          new CountDownLatch(1).await();
        },
        () -> launched.add("never"));
    begun.await();

    assertThat(preparations.cancel(CONTAINER)).isTrue();

    assertThat(next()).isInstanceOf(ProcessStatus.NotStarted.class);
    assertThat(launched).isEmpty();
    assertThat(preparations.cancel(CONTAINER)).isFalse();
  }

  @Test
  void aRepeatedOrderDoesNotDisturbThePreparation() throws Exception {
    var go = new CountDownLatch(1);
    preparations.begin(CONTAINER, go::await, () -> launched.add("first"));

    preparations.begin(CONTAINER, () -> {}, () -> launched.add("second"));
    go.countDown();

    assertThat(launched.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
    assertThat(launched).isEmpty();
  }

  private ProcessStatus next() throws InterruptedException {
    Observation observation = heard.poll(30, TimeUnit.SECONDS);
    assertThat(observation).isNotNull();
    assertThat(observation.container()).isEqualTo(CONTAINER);
    return observation.status();
  }
}
