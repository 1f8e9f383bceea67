package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.KILLED;
import static dev.stadion.chronos.run.RunState.LOST;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.RETRY_WAIT;
import static dev.stadion.chronos.run.RunState.RUNNING;
import static dev.stadion.chronos.run.RunState.STAGING;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** chronos.md §8: what follows from what the master tells. */
class ResultsTest {
  private static final Optional<String> RECONCILIATION = Optional.of("RECONCILIATION");

  private final World world = new World();

  private TaskId launched(String more) {
    world.post("{'name':'a','command':'x','schedule':'R1//P'%s}".formatted(more));
    return world.isOffered().getFirst();
  }

  @Test
  void aSuccessIsCounted() {
    TaskId task = launched("");
    world.tells(task, TaskState.RUNNING);
    world.tells(task, TaskState.FINISHED);

    Tally tally = world.job("a").job().tally();
    assertThat(tally.successes()).isEqualTo(1);
    assertThat(tally.lastSuccess()).contains(world.now());
    assertThat(tally.lastResult()).isEqualTo("success");
  }

  @Test
  void aFailureIsTriedAgainAfterTheDelayUntilTheRetriesAreUsedUp() {
    launched(",'retries':2");
    assertThat(world.states("a")).containsExactly(STAGING);
    world.tells(world.last("a").attempt().orElseThrow().task(), TaskState.FAILED);
    for (int retry = 0; retry < 2; retry++) {
      assertThat(world.states("a")).containsExactly(RETRY_WAIT);
      world.passes(Duration.ofSeconds(59));
      assertThat(world.isOffered()).isEmpty();
      world.passes(Duration.ofSeconds(1));
      world.runsAndEnds(TaskState.FAILED);
    }

    assertThat(world.states("a")).containsExactly(FAILED);
    assertThat(world.store().allAttempts()).extracting(Attempt::number).containsExactly(0, 1, 2);
    assertThat(world.job("a").job().tally().errors()).isEqualTo(1);
    assertThat(world.job("a").job().tally().errorsSinceLastSuccess()).isEqualTo(1);
  }

  @Test
  void aRetrySurvivesARestartAndKeepsItsArguments() {
    world.post("{'name':'a','command':'x','schedule':'R0//P'}");
    world.happens(new ChronosEvent.RunNow("a", Optional.of("-v")));
    world.runsAndEnds(TaskState.FAILED);

    world.isDownFor(Duration.ofSeconds(60));

    assertThat(world.isOffered()).extracting(TaskId::value).first().asString().endsWith(":1:a:-v");
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "ERROR", "GONE", "GONE_BY_OPERATOR", "LOST"})
  void theseEndsUseUpARetry(TaskState end) {
    TaskId task = launched("");
    world.tells(task, TaskState.RUNNING);
    world.tells(task, end);

    assertThat(world.states("a")).containsExactly(RETRY_WAIT);
    assertThat(world.last("a").failures()).isEqualTo(1);
  }

  @Test
  void aKilledTaskIsNeitherTriedAgainNorCounted() {
    TaskId task = launched("");
    world.tells(task, TaskState.RUNNING);
    world.happens(new ChronosEvent.KillTasks("a", false));
    assertThat(world.effects())
        .contains(new ChronosEffect.Kill(task, Optional.of(World.AGENT), Optional.empty()));
    world.tells(task, TaskState.KILLED);

    assertThat(world.states("a")).containsExactly(KILLED);
    assertThat(world.job("a").job().tally()).isEqualTo(Tally.NONE);
  }

  @Test
  void aKillThatWasLostIsRepeatedWhenTheTaskIsHeardOf() {
    TaskId task = launched("");
    world.tells(task, TaskState.RUNNING);
    world.happens(new ChronosEvent.KillTasks("a", false));
    world.isDownFor(Duration.ofSeconds(1));
    world.effects();

    world.tells(task, TaskState.RUNNING, RECONCILIATION);

    assertThat(world.effects())
        .contains(new ChronosEffect.Kill(task, Optional.of(World.AGENT), Optional.empty()));
  }

  @Test
  void anAttemptThatNeverStartedIsReplacedAtOnceWithoutUsingUpARetry() {
    TaskId task = launched(",'retries':0");
    world.tells(task, TaskState.DROPPED);

    assertThat(world.states("a")).containsExactly(QUEUED);
    TaskId next = world.isOffered().getFirst();
    assertThat(next).isNotEqualTo(task);
    world.tells(next, TaskState.FINISHED);
    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void oneThatIsDroppedAgainAndAgainIsReplacedMoreSlowly() {
    launched(",'retries':0");
    world.tells(world.last("a").attempt().orElseThrow().task(), TaskState.DROPPED);
    world.tells(world.isOffered().getFirst(), TaskState.DROPPED);
    assertThat(world.isOffered()).isEmpty();
    world.passes(Duration.ofSeconds(1));
    world.tells(world.isOffered().getFirst(), TaskState.DROPPED);
    world.passes(Duration.ofSeconds(1));
    assertThat(world.isOffered()).isEmpty();
    world.passes(Duration.ofSeconds(1));
    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void anUnknownTaskThatWasNeverHeardOfIsReplacedAfterReconciliation() {
    TaskId task = launched(",'retries':0");
    world.isDownFor(Duration.ofSeconds(5));
    assertThat(world.effects())
        .contains(
            new ChronosEffect.Reconcile(Map.of()),
            new ChronosEffect.Reconcile(Map.of(task, Optional.of(World.AGENT))));

    world.tells(task, TaskState.GONE, RECONCILIATION);

    assertThat(world.states("a")).containsExactly(QUEUED);
  }

  @Test
  void reconciliationComesBeforeAnyLaunchAfterASubscription() {
    launched("");
    world.isDownFor(Duration.ofSeconds(5));

    List<ChronosEffect> effects = world.effects();
    assertThat(effects.getFirst()).isEqualTo(new ChronosEffect.Reconcile(Map.of()));
    assertThat(effects).noneMatch(ChronosEffect.Launch.class::isInstance);
  }

  @Test
  void aCutOffAttemptBlocksItsJobUntilTheDeadline() {
    world.postMinutely("a", ",'retries':0");
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    world.tells(task, TaskState.UNREACHABLE);

    world.passes(Duration.ofMinutes(19));
    assertThat(world.isOffered()).isEmpty();
    world.passes(Duration.ofMinutes(1));

    assertThat(world.states("a").getFirst()).isEqualTo(LOST);
    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void aCutOffAttemptThatComesBackGoesOn() {
    TaskId task = launched("");
    world.tells(task, TaskState.RUNNING);
    world.tells(task, TaskState.UNREACHABLE);
    world.passes(Duration.ofMinutes(19));
    world.tells(task, TaskState.RUNNING, RECONCILIATION);
    world.passes(Duration.ofMinutes(5));

    assertThat(world.states("a")).containsExactly(RUNNING);
    world.tells(task, TaskState.FINISHED);
    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void lateAndRepeatedNewsChangeNothing() {
    TaskId task = launched("");
    world.tells(task, TaskState.FINISHED);
    ChronosState before = world.state();

    world.tells(task, TaskState.FINISHED);
    world.tells(task, TaskState.FAILED);
    world.tells(task, TaskState.LOST);

    assertThat(world.state()).isEqualTo(before);
    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void aJobIsDisabledAfterSoManyFailures() {
    HeartSettings d = HeartSettings.DEFAULTS;
    var strict =
        new World(
            new HeartSettings(
                d.failureRetry(),
                false,
                2,
                d.unreachableDeadline(),
                d.reconciliationInterval(),
                d.minReviveInterval(),
                d.declineFor(),
                d.watchdog(),
                d.roles(),
                d.firingsPerTurn()));
    strict.postMinutely("a", ",'retries':0");
    strict.runsAndEnds(TaskState.FAILED);
    assertThat(strict.job("a").job().disabled()).isFalse();
    strict.passes(Duration.ofMinutes(1));
    strict.runsAndEnds(TaskState.FAILED);

    assertThat(strict.job("a").job().disabled()).isTrue();
  }

  @Test
  void aRemovedFrameworkIsRegisteredAnewAndItsTasksAreLost() {
    TaskId task = launched("");
    world.tells(task, TaskState.RUNNING);
    world.happens(new ChronosEvent.FrameworkRemoved());

    assertThat(world.state().framework()).isEmpty();
    assertThat(world.states("a")).containsExactly(RETRY_WAIT);
    assertThat(world.effects()).contains(new ChronosEffect.RegisterAnew());
  }

  @Test
  void aFewStrangersAreEndedButManyAreLeftToAPerson() {
    for (int i = 0; i < 3; i++) {
      world.tells(new TaskId("ct:1:0:ghost" + i + ":"), TaskState.RUNNING);
    }
    world.effects();
    world.passes(Duration.ofSeconds(10));
    assertThat(world.effects()).filteredOn(ChronosEffect.Kill.class::isInstance).hasSize(3);

    for (int i = 0; i < 11; i++) {
      world.tells(new TaskId("ct:2:0:ghost" + i + ":"), TaskState.RUNNING);
    }
    world.passes(Duration.ofSeconds(10));
    assertThat(world.effects())
        .noneMatch(ChronosEffect.Kill.class::isInstance)
        .contains(new ChronosEffect.OrphansHeld(11));
  }
}
