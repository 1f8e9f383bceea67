package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.MISSED;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.RUNNING;
import static dev.stadion.chronos.run.RunState.SKIPPED;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.scheduler.ChronosChange.TicksAccounted;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §4, §5: ticks become runs, each exactly once. */
class FiringTest {
  private final World world = new World();

  @Test
  void aJobFiresAtItsStartAndAtEveryTickAfterIt() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:00:05Z/PT5S'}");
    world.passes(Duration.ofSeconds(4));
    assertThat(world.runs("a")).isEmpty();

    for (int i = 0; i < 3; i++) {
      world.passes(Duration.ofSeconds(i == 0 ? 1 : 5));
      world.runsAndEnds(TaskState.FINISHED);
    }

    assertThat(world.states("a")).containsExactly(SUCCEEDED, SUCCEEDED, SUCCEEDED);
    assertThat(world.runs("a"))
        .extracting(run -> run.scheduledAt().toString())
        .containsExactly("2026-01-01T10:00:05Z", "2026-01-01T10:00:10Z", "2026-01-01T10:00:15Z");
  }

  @Test
  void taskIdsNameTheTickAndTheAttempt() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:00:05Z/PT5S'}");
    world.passes(Duration.ofSeconds(5));

    assertThat(world.isOffered()).containsExactly(new TaskId("ct:1767261605000:0:a:"));
  }

  @ParameterizedTest
  @ValueSource(longs = {60, 86_400, 31 * 86_400L})
  void anOutageOfAnyLengthIsOneRun(long seconds) {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:00:01Z/PT1S'}");

    world.isDownFor(Duration.ofSeconds(seconds));

    assertThat(world.states("a")).containsExactly(QUEUED);
    Run run = world.last("a");
    assertThat(run.scheduledAt()).isEqualTo(world.now());
    assertThat(run.coalesced()).isEqualTo(seconds);
    assertThat(world.store().allTicks())
        .extracting(TicksAccounted::outcome, t -> t.ticks().count(), TicksAccounted::run)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                ChronosChange.TickOutcome.COALESCED, seconds - 1, Optional.of(run.id())));
  }

  @Test
  void ticksDuringALongRunBecomeOneRunAfterIt() {
    world.postMinutely("a", "");
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);

    world.passes(Duration.ofMinutes(5));
    assertThat(world.isOffered()).isEmpty();
    assertThat(world.states("a")).containsExactly(RUNNING, QUEUED);
    assertThat(world.last("a").coalesced()).isEqualTo(5);

    world.tells(task, TaskState.FINISHED);
    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void aConcurrentJobOverlaps() {
    world.postMinutely("a", ",'concurrent':true");
    world.tells(world.isOffered().getFirst(), TaskState.RUNNING);

    world.passes(Duration.ofMinutes(2));

    assertThat(world.isOffered()).hasSize(2);
  }

  @Test
  void aWaitingRunMayGoAsSoonAsItsJobIsDeclaredConcurrent() {
    world.postMinutely("a", "");
    world.isOffered();
    world.happens(new ChronosEvent.RunNow("a", Optional.empty()));
    assertThat(world.isOffered()).isEmpty();

    world.post("{'name':'a','command':'x','schedule':'R0//P','concurrent':true}");

    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void repeatsAreCountedOncePerRunAndEndWithTheJobDisabled() {
    world.post("{'name':'a','command':'x','schedule':'R3/2012-01-01T10:00:00Z/PT1M'}");
    for (int i = 0; i < 3; i++) {
      world.runsAndEnds(TaskState.FINISHED);
      world.passes(Duration.ofMinutes(1));
    }
    world.passes(Duration.ofHours(1));

    assertThat(world.states("a")).containsExactly(SUCCEEDED, SUCCEEDED, SUCCEEDED);
    assertThat(world.job("a").job().disabled()).isTrue();
    assertThat(world.job("a").timetable().orElseThrow().print()).startsWith("R0/");
  }

  @Test
  void aFinalFailureAtTheEndOfTheRepeatsLeavesTheJobEnabled() {
    world.post("{'name':'a','command':'x','retries':0,'schedule':'R1//P'}");
    world.runsAndEnds(TaskState.FAILED);

    assertThat(world.states("a")).containsExactly(FAILED);
    assertThat(world.job("a").job().disabled()).isFalse();
    assertThat(world.job("a").nextDue()).isEmpty();
  }

  @Test
  void retriesAndManualRunsTakeNoRepeat() {
    world.post("{'name':'a','command':'x','schedule':'R5/2012-01-01T10:00:00Z/P1D'}");
    world.runsAndEnds(TaskState.FAILED);
    world.passes(Duration.ofSeconds(60));
    world.runsAndEnds(TaskState.FINISHED);
    world.happens(new ChronosEvent.RunNow("a", Optional.empty()));
    world.runsAndEnds(TaskState.FINISHED);

    assertThat(world.job("a").timetable().orElseThrow().repeatsLeft()).hasValue(4);
  }

  @Test
  void withEpsilonATickThatCannotBeLaunchedInTimeIsMissed() {
    world.post(
        "{'name':'a','command':'x','epsilon':'PT30S','schedule':'R/2026-01-01T10:00:00Z/PT1H'}");
    world.passes(Duration.ofSeconds(29));
    assertThat(world.states("a")).containsExactly(QUEUED);

    world.passes(Duration.ofSeconds(2));

    assertThat(world.states("a")).containsExactly(MISSED);
    assertThat(world.isOffered()).isEmpty();
  }

  @Test
  void withEpsilonTicksOfAnOutageAreMissedButTheLast() {
    world.post(
        "{'name':'a','command':'x','epsilon':'PT90S','schedule':'R/2026-01-01T10:01:00Z/PT1M'}");

    world.isDownFor(Duration.ofSeconds(310));

    assertThat(world.last("a").scheduledAt()).isEqualTo("2026-01-01T10:05:00Z");
    assertThat(world.store().allTicks())
        .extracting(TicksAccounted::outcome)
        .containsExactlyInAnyOrder(
            ChronosChange.TickOutcome.MISSED, ChronosChange.TickOutcome.COALESCED);
  }

  @Test
  void aDisabledJobIsNeverDueAndARunAskedForIsSkipped() {
    world.postMinutely("a", ",'disabled':true");
    world.passes(Duration.ofHours(1));
    assertThat(world.runs("a")).isEmpty();

    assertThat(world.happens(new ChronosEvent.RunNow("a", Optional.empty())))
        .isEqualTo(new ChronosOutcome.Done());

    assertThat(world.states("a")).containsExactly(SKIPPED);
    assertThat(world.last("a").reason()).isEqualTo("disabled");
  }

  @Test
  void aNewPostResetsTheSchedule() {
    world.post("{'name':'a','command':'x','schedule':'R5/2012-01-01T10:00:00Z/P1D'}");
    world.runsAndEnds(TaskState.FINISHED);
    world.post("{'name':'a','command':'x','schedule':'R5/2012-01-01T10:00:00Z/P1D'}");

    // The same tick under a new declaration is another run, with another task id.
    assertThat(world.isOffered()).hasSize(1);
    assertThat(world.job("a").job().tally().successes()).isZero();
  }

  @Test
  void aJobMadeAnewUnderAnOldNameUsesNoTaskIdTwice() {
    world.post("{'name':'a','command':'x','schedule':'R1/2012-01-01T10:00:00Z/P1D'}");
    TaskId first = world.isOffered().getFirst();
    world.tells(first, TaskState.FINISHED);
    world.happens(new ChronosEvent.DeleteJob("a"));
    world.isDownFor(Duration.ZERO);
    world.post("{'name':'a','command':'x','schedule':'R1/2012-01-01T10:00:00Z/P1D'}");

    assertThat(world.isOffered()).hasSize(1).doesNotContain(first);
  }

  @Test
  void manualRunsAreKeptApartByTheirArguments() {
    world.post("{'name':'a','command':'x','schedule':'R0//P1D'}");
    world.happens(new ChronosEvent.RunNow("a", Optional.of("one")));
    world.happens(new ChronosEvent.RunNow("a", Optional.of("one")));
    world.happens(new ChronosEvent.RunNow("a", Optional.of("two")));

    assertThat(world.runs("a")).hasSize(2);
    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void theHighLaneGoesFirstAndNobodyIsHeldUpByWhoDoesNotFit() {
    world.post("{'name':'big','command':'x','cpus':32,'schedule':'R1//P'}");
    world.post("{'name':'low','command':'x','cpus':1,'schedule':'R1//P'}");
    world.post("{'name':'high','command':'x','cpus':1,'highPriority':true,'schedule':'R1//P'}");

    assertThat(world.isOffered(2, 4096))
        .extracting(TaskId::value)
        .satisfiesExactly(
            first -> assertThat(first).contains(":high:"),
            second -> assertThat(second).contains(":low:"));
    assertThat(world.states("big")).containsExactly(QUEUED);
  }

  @Test
  void whatIsNotUsedIsDeclinedAndWithNothingToDoForASecondWeWantNoOffers() {
    world.effects();
    world.isOffered();
    assertThat(world.effects())
        .hasAtLeastOneElementOfType(ChronosEffect.Decline.class)
        .doesNotHaveAnyElementsOfTypes(ChronosEffect.Suppress.class);
    world.passes(Duration.ofSeconds(1));
    world.isOffered();

    assertThat(world.effects())
        .hasAtLeastOneElementOfType(ChronosEffect.Decline.class)
        .hasAtLeastOneElementOfType(ChronosEffect.Suppress.class);
    world.postMinutely("a", "");
    assertThat(world.effects()).hasAtLeastOneElementOfType(ChronosEffect.Revive.class);
  }

  @Test
  void moreThanOneTurnsWorthOfDueJobsFireAllTheSame() {
    var small =
        new World(
            new HeartSettings(
                Duration.ofSeconds(60),
                false,
                0,
                Duration.ofMinutes(20),
                Duration.ofMinutes(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                java.util.Set.of("*"),
                3));
    for (int i = 0; i < 10; i++) {
      small.post(
          "{'name':'j%d','command':'x','schedule':'R/2026-01-01T10:00:10Z/PT1H'}".formatted(i));
    }
    small.passes(Duration.ofSeconds(11));

    assertThat(small.store().allRuns()).hasSize(10);
    assertThat(small.now()).isEqualTo(Instant.parse("2026-01-01T10:00:11Z"));
  }
}
