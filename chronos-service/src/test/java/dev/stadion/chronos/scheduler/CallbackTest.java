package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.KILLED;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.RUNNING;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static dev.stadion.chronos.run.RunState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md §7.6: asynchronous jobs end by a callback; §1.2: task/all. */
class CallbackTest {
  private final World world = new World();

  private TaskId starts(String more) {
    world.post(
        "{'name':'a','command':'x','retries':0,'async':true,'schedule':'R1//P'%s}".formatted(more));
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    return task;
  }

  private void told(TaskId task, boolean success) {
    assertThat(world.happens(new ChronosEvent.Callback(task, success)))
        .isEqualTo(new ChronosOutcome.Done());
  }

  @Test
  void theRunGoesOnAfterItsProcessUntilTheCallback() {
    TaskId task = starts("");
    world.postDependent("child", "'a'");
    world.tells(task, TaskState.FINISHED);
    assertThat(world.states("a")).containsExactly(RUNNING);
    assertThat(world.runs("child")).isEmpty();

    told(task, true);

    assertThat(world.states("a")).containsExactly(SUCCEEDED);
    assertThat(world.job("a").job().tally().successes()).isEqualTo(1);
    assertThat(world.states("child")).containsExactly(QUEUED);
  }

  @Test
  void aCallbackCountsOnce() {
    TaskId task = starts("");
    world.tells(task, TaskState.FINISHED);

    told(task, true);
    told(task, true);
    told(task, false);
    world.tells(task, TaskState.FINISHED);

    assertThat(world.states("a")).containsExactly(SUCCEEDED);
    assertThat(world.job("a").job().tally().successes()).isEqualTo(1);
  }

  @Test
  void aCallbackMayTellOfFailureAndComeBeforeTheProcessEnds() {
    TaskId task = starts("");

    told(task, false);

    assertThat(world.states("a")).containsExactly(FAILED);
    world.tells(task, TaskState.FINISHED);
    assertThat(world.states("a")).containsExactly(FAILED);
  }

  @Test
  void aProcessThatFailsFailsTheRunWithoutACallback() {
    TaskId task = starts("");

    world.tells(task, TaskState.FAILED);

    assertThat(world.states("a")).containsExactly(FAILED);
  }

  @Test
  void aProcessThatIsOverIsNotAskedForAndNotLost() {
    TaskId task = starts("");
    world.tells(task, TaskState.FINISHED);
    world.effects();

    world.passes(Duration.ofDays(1));
    world.happens(new ChronosEvent.AgentLost(World.AGENT));
    world.isDownFor(Duration.ofHours(1));
    world.passes(Duration.ofDays(1));

    assertThat(world.states("a")).containsExactly(RUNNING);
    assertThat(world.effects())
        .filteredOn(ChronosEffect.Reconcile.class::isInstance)
        .noneMatch(e -> ((ChronosEffect.Reconcile) e).tasks().containsKey(task));
    told(task, true);
    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void aRunThatWaitsForItsCallbackCanBeKilled() {
    TaskId task = starts("");
    world.tells(task, TaskState.FINISHED);

    world.happens(new ChronosEvent.KillTasks("a", false));

    assertThat(world.states("a")).containsExactly(KILLED);
  }

  @Test
  void aCallbackThatNeverComesEndsWithTheTimeOfTheRun() {
    TaskId task = starts(",'runTimeout':'PT10M'");
    world.tells(task, TaskState.FINISHED);

    world.passes(Duration.ofMinutes(11));

    assertThat(world.states("a")).containsExactly(TIMED_OUT);
  }

  @Test
  void whatIsNobodysOrNotAsynchronousIsIgnored() {
    told(new TaskId("123"), true);
    world.post("{'name':'b','command':'x','schedule':'R1//P'}");
    TaskId task = world.isOffered().getFirst();

    told(task, true);

    assertThat(world.states("b")).doesNotContain(SUCCEEDED);
  }

  @Test
  void emptyingTheQueuesEndsWhatWaitsAndNothingElse() {
    starts("");
    world.post("{'name':'b','command':'x','schedule':'R1//P'}");
    world.happens(new ChronosEvent.RunNow("b", Optional.empty()));

    world.happens(new ChronosEvent.EmptyQueues());

    assertThat(world.states("a")).containsExactly(RUNNING);
    assertThat(world.states("b")).containsOnly(KILLED);
    assertThat(world.isOffered()).isEmpty();
  }
}
