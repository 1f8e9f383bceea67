package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Tally;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** chronos.md B-67: every effective change makes a version. */
class VersionsTest {
  private final World world = new World();

  private int version(String name) {
    return world.job(name).life().version();
  }

  @Test
  void aJobBeginsWithTheFirstAndEachChangeIsTheNext() {
    world.postMinutely("a", "");
    assertThat(version("a")).isEqualTo(1);

    world.postMinutely("a", ",'retries':5");
    world.postMinutely("a", ",'retries':6");

    assertThat(version("a")).isEqualTo(3);
    world.isDownFor(Duration.ofSeconds(1));
    assertThat(version("a")).isEqualTo(3);
  }

  @Test
  void sayingTheSameAgainRunningAndPausingAreNoChanges() {
    world.postMinutely("a", "");
    world.runsAndEnds(TaskState.FINISHED);
    world.happens(new ChronosEvent.PauseJob("a"));
    world.happens(new ChronosEvent.ResumeJob("a", false));
    world.postMinutely("a", "");

    assertThat(version("a")).isEqualTo(1);
  }

  @Test
  void aChildThatInheritsFromADeletedParentChanges() {
    world.postMinutely("a", "");
    world.postDependent("b", "'a'");

    world.happens(new ChronosEvent.DeleteJob("a"));

    assertThat(version("b")).isEqualTo(2);
  }

  @Test
  void aJobMadeAnewBeginsAgain() {
    world.postMinutely("a", "");
    world.postMinutely("a", ",'retries':5");
    world.happens(new ChronosEvent.DeleteJob("a"));
    world.postMinutely("a", "");

    assertThat(version("a")).isEqualTo(1);
  }

  @Test
  void whoExpectsAnotherVersionChangesNothing() {
    world.postMinutely("a", "");
    Job other = world.job("a").job().withDisabled(true);

    assertThat(world.happens(put(other, new Expected.Version(2))))
        .isEqualTo(new ChronosOutcome.NotAsExpected("job 'a' is version 1, not 2"));
    assertThat(world.happens(put(other, new Expected.Absent())))
        .isEqualTo(new ChronosOutcome.NotAsExpected("job 'a' exists"));
    assertThat(world.job("a").job().disabled()).isFalse();
    assertThat(world.happens(put(other, new Expected.Version(1))))
        .isEqualTo(new ChronosOutcome.Done());
    assertThat(world.happens(put(other, new Expected.Present())))
        .isEqualTo(new ChronosOutcome.Done());
    assertThat(version("a")).isEqualTo(2);
  }

  @Test
  void whoExpectsAJobThatIsNotThereMakesNone() {
    world.postMinutely("a", "");
    Job job = world.job("a").job();
    world.happens(new ChronosEvent.DeleteJob("a"));

    assertThat(world.happens(put(job, new Expected.Present())))
        .isEqualTo(new ChronosOutcome.NotAsExpected("job 'a' does not exist"));
    assertThat(world.happens(put(job, new Expected.Version(1))))
        .isEqualTo(new ChronosOutcome.NotAsExpected("job 'a' does not exist"));
    assertThat(world.state().jobs()).isEmpty();
  }

  private static ChronosEvent put(Job job, Expected expected) {
    return new ChronosEvent.PutJob(job, expected, false);
  }

  @Test
  void countersGoOnWhereTheyAreToBeKept() {
    world.postMinutely("a", "");
    world.runsAndEnds(TaskState.FINISHED);
    Job declared = world.job("a").job().with(Tally.NONE);

    world.happens(new ChronosEvent.PutJob(declared, new Expected.Anything(), true));

    assertThat(world.job("a").job().tally().successes()).isEqualTo(1);
  }
}
