package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.scheduler.ChronosChange.TickOutcome;
import dev.stadion.chronos.scheduler.ChronosChange.TicksAccounted;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md §12.8: jobs, and everything, are held back for a while. */
class PausingTest {
  private final World world = new World();

  private long skipped() {
    return world.store().allTicks().stream()
        .filter(t -> t.outcome() == TickOutcome.SKIPPED && t.reason().equals("paused"))
        .mapToLong(t -> t.ticks().count())
        .sum();
  }

  @Test
  void ticksOfAPauseAreSkippedAndUseUpNoRepeat_B37() {
    world.post("{'name':'a','command':'x','schedule':'R5/2026-01-01T10:01:00Z/PT1M'}");
    world.happens(new ChronosEvent.PauseJob("a"));

    world.passes(Duration.ofMinutes(3));

    assertThat(world.runs("a")).isEmpty();
    assertThat(skipped()).isEqualTo(3);
    assertThat(world.job("a").timetable().orElseThrow().repeatsLeft()).hasValue(5);
  }

  @Test
  void whatAUserWantsRunsAlsoDuringAPause_B37() {
    world.postMinutely("a", "");
    world.happens(new ChronosEvent.PauseJob("a"));
    assertThat(world.isOffered()).isEmpty();

    world.happens(new ChronosEvent.RunNow("a", Optional.empty()));

    assertThat(world.isOffered()).hasSize(1);
    assertThat(world.states("a")).containsExactly(QUEUED, STAGING);
  }

  @Test
  void aDeclarationThatSaysNothingOfItLeavesThePause_B37() {
    world.postMinutely("a", "");
    world.happens(new ChronosEvent.PauseJob("a"));
    world.postMinutely("a", "");
    assertThat(world.job("a").job().isPaused()).isTrue();

    world.postMinutely("a", ",'paused':false");
    assertThat(world.job("a").job().isPaused()).isFalse();
  }

  @Test
  void afterAPauseTheNextTickIsInTheFuture_B38() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}");
    world.happens(new ChronosEvent.PauseJob("a"));
    world.isDownFor(Duration.ofSeconds(210));

    world.happens(new ChronosEvent.ResumeJob("a", false));

    assertThat(world.runs("a")).isEmpty();
    assertThat(skipped()).isEqualTo(3);
    assertThat(world.job("a").nextDue().orElseThrow()).isAfter(world.now());
  }

  @Test
  void aPauseMayBeCaughtUpWithByTheMisfirePolicy_B38() {
    world.post(
        "{'name':'a','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M','concurrent':true,"
            + "'misfirePolicy':'fireAll'}");
    world.happens(new ChronosEvent.PauseJob("a"));
    world.passes(Duration.ofSeconds(210));

    world.happens(new ChronosEvent.ResumeJob("a", true));
    world.happens(new ChronosEvent.WakeUp());

    assertThat(world.states("a")).containsExactly(QUEUED, QUEUED, QUEUED);
  }

  @Test
  void aCompleteSetOfParentsFiresOnceOnResume_B38() {
    world.post("{'name':'p','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}");
    world.postDependent("c", "'p'");
    world.happens(new ChronosEvent.PauseJob("c"));
    for (int i = 0; i < 3; i++) {
      world.passes(Duration.ofMinutes(1));
      world.runsAndEnds(TaskState.FINISHED);
    }
    assertThat(world.runs("c")).isEmpty();

    world.happens(new ChronosEvent.ResumeJob("c", false));

    assertThat(world.states("c")).containsExactly(QUEUED);
  }

  @Test
  void everythingCanBeHeldBackAndThatOutlivesAFailover_B39() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}");
    world.happens(new ChronosEvent.PauseAll());
    world.passes(Duration.ofMinutes(1));
    world.isDownFor(Duration.ofMinutes(1));
    assertThat(world.runs("a")).isEmpty();

    world.happens(new ChronosEvent.ResumeAll(false));
    world.passes(Duration.ofMinutes(1));

    assertThat(world.states("a")).containsExactly(QUEUED);
    assertThat(skipped()).isEqualTo(2);
    assertThat(world.store().allTicks()).extracting(TicksAccounted::reason).containsOnly("paused");
  }

  @Test
  void aSetThatIsCompleteFiresOnceAlsoWhenTheJobIsResumedBeforeEverythingElse_B38() {
    world.post("{'name':'p','command':'x','schedule':'R0//PT1H','concurrent':true}");
    world.post("{'name':'q','command':'x','schedule':'R0//PT1H'}");
    world.post("{'name':'child','command':'x','parents':['p','q'],'concurrent':true}");
    world.happens(new ChronosEvent.PauseAll());
    world.happens(new ChronosEvent.PauseJob("child"));
    world.happens(new ChronosEvent.MarkSuccess("p"));
    world.happens(new ChronosEvent.MarkSuccess("q"));

    world.happens(new ChronosEvent.ResumeJob("child", false));
    assertThat(world.runs("child")).isEmpty();
    world.happens(new ChronosEvent.ResumeAll(false));

    assertThat(world.runs("child")).hasSize(1);
  }

  @Test
  void aSetThatHasFiredBeforeThePauseDoesNotFireAgainAfterIt_B38() {
    world.post("{'name':'p','command':'x','schedule':'R1//PT1H'}");
    world.post("{'name':'q','command':'x','schedule':'R1//PT1H'}");
    world.post("{'name':'child','command':'x','parents':['p','q'],'concurrent':true}");
    world.post("{'name':'forbids','command':'x','parents':['p'],'concurrencyPolicy':'forbid'}");
    world.happens(new ChronosEvent.RunNow("forbids", Optional.empty()));
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.states("child")).containsExactly(QUEUED);
    int runs = world.runs("forbids").size();
    world.happens(new ChronosEvent.KillRun(world.last("child").id()));

    world.happens(new ChronosEvent.PauseAll());
    world.happens(new ChronosEvent.PauseJob("child"));
    world.happens(new ChronosEvent.ResumeJob("child", true));
    world.happens(new ChronosEvent.ResumeAll(false));

    assertThat(world.runs("child")).hasSize(1);
    assertThat(world.runs("forbids")).hasSize(runs);
  }

  @Test
  void everyJobGoesOnWhenEverythingIsResumedAndThoseThatArePausedThemselvesDoNot_B39() {
    int jobs = 2_000;
    world.happens(new ChronosEvent.PauseAll());
    for (int n = 0; n < jobs; n++) {
      world.post(
          "{'name':'j%d','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1H'}".formatted(n));
    }
    world.happens(new ChronosEvent.PauseJob("j7"));
    world.passes(Duration.ofMinutes(2));
    assertThat(world.store().allRuns()).isEmpty();

    world.happens(new ChronosEvent.ResumeAll(true));
    world.passes(Duration.ofSeconds(1));

    assertThat(world.store().allRuns()).hasSize(jobs - 1).noneMatch(run -> run.job().equals("j7"));
    world.happens(new ChronosEvent.ResumeJob("j7", true));
    world.passes(Duration.ofSeconds(1));
    assertThat(world.runs("j7")).hasSize(1);
  }
}
