package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.Run;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** chronos.md §7.1, promises.md P4 and P17: names come and go, and no task id is used twice. */
class RetiredNamesTest {
  private final World world = new World();

  private void comesRunsAndGoes(String name) {
    world.post("{'name':'%s','command':'x','schedule':'R1//P'}".formatted(name));
    world.happens(new ChronosEvent.RunNow(name, Optional.empty()));
    world.runsAndEnds(TaskState.FINISHED);
    world.elapses(Duration.ofMillis(3));
    world.happens(new ChronosEvent.DeleteJob(name));
  }

  @Test
  void howeverManyNamesComeAndGoOnlySoManyAreKept() {
    for (int n = 0; n < RetiredNames.MOST + 500; n++) {
      comesRunsAndGoes("j" + n);
    }

    assertThat(world.state().retired().size()).isLessThanOrEqualTo(RetiredNames.MOST);
    assertThat(world.state().retired())
        .doesNotContainKey("j0")
        .containsKey("j" + (RetiredNames.MOST + 499));
    var remembered = world.state().retired();
    world.isDownFor(Duration.ofSeconds(1));
    assertThat(world.state().retired()).isEqualTo(remembered);
  }

  @Test
  void aNameThatWasForgottenUsesNoTaskIdAgainAlsoInThePast() {
    comesRunsAndGoes("first");
    long used = world.last("first").due();
    for (int n = 0; n < RetiredNames.MOST; n++) {
      comesRunsAndGoes("j" + n);
    }
    assertThat(world.state().retired()).doesNotContainKey("first");

    // The same tick once more, as the clock was set back.
    world.elapses(Duration.ofDays(-30));
    world.post("{'name':'first','command':'x','schedule':'R1//P'}");
    world.passes(Duration.ofSeconds(1));

    assertThat(world.runs("first")).extracting(Run::due).doesNotHaveDuplicates();
    assertThat(world.last("first").due()).isGreaterThan(used);
    assertThat(Set.copyOf(world.isOffered())).hasSize(1);
  }
}
