package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.KILLED;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.RETRY_WAIT;
import static dev.stadion.chronos.run.RunState.RUNNING;
import static dev.stadion.chronos.run.RunState.SKIPPED;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static dev.stadion.chronos.run.RunState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md §12.5: attempts, runs and waiting have their limits. */
class TimeLimitsTest {
  private final World world = new World();

  private void post(String more) {
    world.post("{'name':'a','command':'x','schedule':'R1//PT1H'" + more + "}");
  }

  private TaskId starts() {
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    world.effects();
    return task;
  }

  private Optional<KillCause> killCause() {
    return world.last("a").attempt().orElseThrow().kill();
  }

  @Test
  void anAttemptThatTakesTooLongIsKilledAndTriedAgain_B21() {
    post(",'maxCompletionTime':30,'retries':1");
    world.passes(Duration.ofMinutes(1));
    TaskId task = starts();

    world.passes(Duration.ofSeconds(29));
    assertThat(killCause()).isEmpty();
    world.passes(Duration.ofSeconds(1));
    assertThat(world.effects())
        .containsExactly(new ChronosEffect.Kill(task, Optional.of(World.AGENT), Optional.empty()));

    world.tells(task, TaskState.KILLED);
    assertThat(world.last("a").state()).isEqualTo(RETRY_WAIT);
    assertThat(world.last("a").attempt().orElseThrow().state()).isEqualTo(AttemptState.TIMED_OUT);

    world.passes(Duration.ofMinutes(1));
    TaskId second = starts();
    world.passes(Duration.ofSeconds(30));
    world.tells(second, TaskState.KILLED);
    assertThat(world.last("a").state()).isEqualTo(TIMED_OUT);
    assertThat(world.last("a").reason()).isEqualTo("maxCompletionTime");
    assertThat(world.job("a").job().tally().errors()).isEqualTo(1);
  }

  @Test
  void theLimitOfAnAttemptIsEnforcedByTheAgentToo_B21() {
    post(",'maxCompletionTime':30,'retries':0");
    TaskId task = starts();

    world.tells(task, TaskState.FAILED, Optional.of("MAX_COMPLETION_TIME_REACHED"));

    assertThat(world.states("a")).containsExactly(TIMED_OUT);
  }

  @Test
  void aRunThatTakesTooLongEndsWithAllItsAttempts_B22() {
    post(",'runTimeout':'PT3M','retries':5,'retryDelay':'PT1M'");
    world.tells(starts(), TaskState.FAILED);
    world.passes(Duration.ofMinutes(1));
    TaskId task = starts();

    world.passes(Duration.ofMinutes(2));
    assertThat(killCause()).contains(KillCause.RUN_TIMEOUT);

    world.tells(task, TaskState.FAILED);
    assertThat(world.states("a")).containsExactly(TIMED_OUT);
    assertThat(world.last("a").reason()).isEqualTo("runTimeout");
  }

  @Test
  void aRunMayTimeOutWhileItWaitsForItsRetryOrForAMachine_B22() {
    post(",'runTimeout':'PT3M','retryDelay':'PT10M'");
    world.tells(starts(), TaskState.FAILED);
    world.passes(Duration.ofMinutes(3));
    assertThat(world.states("a")).containsExactly(TIMED_OUT);

    post(",'runTimeout':'PT3M'");
    world.passes(Duration.ofMinutes(3));
    assertThat(world.states("a")).containsExactly(TIMED_OUT, TIMED_OUT);
    assertThat(world.job("a").job().tally().errors()).isEqualTo(1);
  }

  @Test
  void aRunThatFindsNoMachineInTimeIsSkipped_B23() {
    post(",'queueTimeout':'PT2M'");

    world.passes(Duration.ofMinutes(2));

    assertThat(world.states("a")).containsExactly(SKIPPED);
    assertThat(world.last("a").reason()).isEqualTo("queueTimeout");
    assertThat(world.isOffered()).isEmpty();
  }

  @Test
  void onlyTheFirstLaunchHasToBeInTime_B23() {
    post(",'queueTimeout':'PT2M','retryDelay':'PT0S'");
    world.tells(starts(), TaskState.FAILED);

    world.passes(Duration.ofMinutes(10));

    assertThat(world.states("a")).containsExactly(QUEUED);
  }

  @Test
  void whoEndsWellBeforeTheKillArrivesHasSucceeded_B24() {
    post(",'maxCompletionTime':30");
    TaskId task = starts();
    world.passes(Duration.ofSeconds(30));

    world.tells(task, TaskState.FINISHED);

    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void limitsGoOnAfterAFailover_B75() {
    post(",'maxCompletionTime':60,'retries':0");
    TaskId task = starts();

    world.isDownFor(Duration.ofSeconds(61));
    assertThat(killCause()).contains(KillCause.ATTEMPT_TIMEOUT);

    world.tells(task, TaskState.KILLED);
    assertThat(world.states("a")).containsExactly(TIMED_OUT);
  }

  @Test
  void whatAUserKilledIsKilledAlsoWhenItsTimeIsUp() {
    post(",'maxCompletionTime':30,'runTimeout':'PT1M'");
    TaskId task = starts();
    world.happens(new ChronosEvent.KillTasks("a", false));
    world.passes(Duration.ofMinutes(2));
    assertThat(world.states("a")).containsExactly(RUNNING);

    world.tells(task, TaskState.KILLED);

    assertThat(world.states("a")).containsExactly(KILLED);
  }
}
