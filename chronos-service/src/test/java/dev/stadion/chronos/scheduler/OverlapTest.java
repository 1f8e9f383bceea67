package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.KILLED;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.RETRY_WAIT;
import static dev.stadion.chronos.run.RunState.RUNNING;
import static dev.stadion.chronos.run.RunState.SKIPPED;
import static dev.stadion.chronos.run.RunState.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.Run;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md §12.4: what becomes of a run while others of its job are not over. */
class OverlapTest {
  private final World world = new World();

  private TaskId starts() {
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    return task;
  }

  @Test
  void forbidSkipsTicksWhileARunIsNotOver_B16() {
    world.postMinutely("a", ",'concurrencyPolicy':'forbid'");
    TaskId task = starts();

    world.passes(Duration.ofMinutes(2));
    assertThat(world.states("a")).containsExactly(RUNNING, SKIPPED, SKIPPED);
    assertThat(world.last("a").reason()).isEqualTo("concurrency");

    world.tells(task, TaskState.FINISHED);
    world.passes(Duration.ofMinutes(1));
    assertThat(world.last("a").state()).isEqualTo(QUEUED);
  }

  @Test
  void forbidCountsARunThatWaitsForItsRetry_B16() {
    world.postMinutely("a", ",'concurrencyPolicy':'forbid','retryDelay':'PT10M'");
    world.tells(starts(), TaskState.FAILED);

    world.passes(Duration.ofMinutes(1));

    assertThat(world.states("a")).containsExactly(RETRY_WAIT, SKIPPED);
  }

  @Test
  void forbidAllowsAsManyAsItSays_B16() {
    world.postMinutely("a", ",'concurrencyPolicy':'forbid','maxConcurrentRuns':2");
    starts();
    world.passes(Duration.ofMinutes(1));
    starts();

    world.passes(Duration.ofMinutes(1));

    assertThat(world.states("a")).containsExactly(RUNNING, RUNNING, SKIPPED);
  }

  @Test
  void queueLetsOneRunWaitForAllFurtherTicks_B17() {
    world.postMinutely("a", ",'concurrencyPolicy':'queue'");
    starts();

    world.passes(Duration.ofMinutes(3));

    assertThat(world.states("a")).containsExactly(RUNNING, QUEUED);
    assertThat(world.last("a").coalesced()).isEqualTo(3);
    assertThat(world.isOffered()).isEmpty();
  }

  @Test
  void queueMayLetSeveralRunAtOnce_B17() {
    world.postMinutely("a", ",'concurrencyPolicy':'queue','maxConcurrentRuns':2");
    starts();
    world.passes(Duration.ofMinutes(1));
    TaskId second = starts();
    world.passes(Duration.ofMinutes(1));
    assertThat(world.isOffered()).isEmpty();

    world.tells(second, TaskState.FINISHED);

    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void replaceKillsWhatRunsAndStartsOnlyAfterwards_B18() {
    world.postMinutely("a", ",'concurrencyPolicy':'replace','killGracePeriod':'PT7S'");
    TaskId task = starts();
    world.effects();

    world.passes(Duration.ofMinutes(1));
    assertThat(world.effects())
        .contains(
            new ChronosEffect.Kill(
                task, Optional.of(World.AGENT), Optional.of(Duration.ofSeconds(7))));
    assertThat(world.isOffered()).isEmpty();

    world.tells(task, TaskState.KILLED);
    assertThat(world.isOffered()).hasSize(1);
    assertThat(world.states("a")).containsExactly(KILLED, STAGING);
    assertThat(world.runs("a").getFirst().reason()).isEqualTo("replaced");
  }

  @Test
  void aReplacedRunIsNotTriedAgainHoweverItEnds_B18() {
    world.postMinutely("a", ",'concurrencyPolicy':'replace'");
    TaskId task = starts();
    world.passes(Duration.ofMinutes(1));

    world.tells(task, TaskState.FAILED);

    assertThat(world.runs("a").getFirst().state()).isEqualTo(KILLED);
    assertThat(world.job("a").job().tally().errors()).isZero();
  }

  @Test
  void allowRunsSideBySideUpToTheLimitAndThenQueues_B19() {
    world.postMinutely("a", ",'concurrencyPolicy':'allow','maxConcurrentRuns':2");
    starts();
    world.passes(Duration.ofMinutes(1));
    starts();
    world.passes(Duration.ofMinutes(3));

    assertThat(world.states("a")).containsExactly(RUNNING, RUNNING, QUEUED);
    assertThat(world.last("a").coalesced()).isEqualTo(3);
    assertThat(world.isOffered()).isEmpty();
  }

  @Test
  void aUsersRunObeysForbidAndReplaceToo_B20() {
    world.postMinutely("f", ",'concurrencyPolicy':'forbid'");
    starts();
    world.happens(new ChronosEvent.RunNow("f", Optional.empty()));
    assertThat(world.states("f")).containsExactly(RUNNING, SKIPPED);

    world.postMinutely("r", ",'concurrencyPolicy':'replace'");
    TaskId task = starts();
    world.happens(new ChronosEvent.RunNow("r", Optional.empty()));
    world.tells(task, TaskState.KILLED);
    assertThat(world.states("r")).containsExactly(KILLED, QUEUED);
  }

  @Test
  void whatHasBeenSkippedIsOneOutcomeOfItsTickAlsoAfterAFailover() {
    world.postMinutely("a", ",'concurrencyPolicy':'forbid'");
    starts();
    world.passes(Duration.ofMinutes(2));

    world.isDownFor(Duration.ofMinutes(2));

    List<Run> runs = world.runs("a");
    assertThat(runs).extracting(Run::state).containsExactly(RUNNING, SKIPPED, SKIPPED, SKIPPED);
    assertThat(runs.getLast().coalesced()).isEqualTo(2);
    assertThat(runs).extracting(Run::scheduledAt).doesNotHaveDuplicates();
  }
}
