package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ends of tasks make their app wait, and what ends the wait (marathon.md §13). */
class BackoffTest {
  private final World world = new World().connected();

  private void start(String more) {
    world.create(Apps.sleeper("/web", 1, more));
    world.offer("a");
    world.run();
  }

  private boolean waits() {
    return world.service("/web").delay().filter(delay -> delay.isPending(world.now())).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, true",
    "ERROR, true",
    "DROPPED, true",
    "GONE, true",
    "FINISHED, true",
    "KILLED, false",
    "UNKNOWN, false"
  })
  void someEndsAreFailures(TaskState state, boolean failure) {
    start(",'backoffSeconds':10");

    world.update(world.instances("/web").getFirst().task(), state);

    assertThat(waits()).isEqualTo(failure);
  }

  @Test
  void whileItWaitsNothingIsLaunchedAndAfterwardsItIs() {
    start(",'backoffSeconds':10");
    world.update(world.instances("/web").getFirst().task(), TaskState.FAILED);
    int launched = world.launched().size();

    world.pass(Duration.ofSeconds(9));
    world.offer("a");
    assertThat(world.launched()).hasSize(launched);
    world.pass(Duration.ofSeconds(2));
    world.offer("a");
    assertThat(world.launched()).hasSize(launched + 1);
  }

  @Test
  void scalingKeepsTheWaitAndANewDefinitionForgetsIt() {
    start(",'backoffSeconds':100");
    world.update(world.instances("/web").getFirst().task(), TaskState.FAILED);
    world.put(Apps.sleeper("/web", 3, ",'backoffSeconds':100"));
    assertThat(waits()).isTrue();

    world.decide(
        new MarathonEvent.PutApp(
            Apps.sleeper("/web", 3, ",'backoffSeconds':100,'env':{'A':'b'}"),
            Optional.empty(),
            true,
            World.ORIGIN));
    assertThat(waits()).isFalse();
  }
}
