package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static dev.stadion.chronos.run.RunState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** chronos.md B-51: a user says what a run is to count as. */
class MarkTest {
  private final World world = new World();

  private ChronosEvent.MarkRun reading(Run run, boolean success) {
    return new ChronosEvent.MarkRun(run, world.state().amended(), success);
  }

  private ChronosOutcome mark(String job, boolean success) {
    return world.happens(reading(world.last(job), success));
  }

  private void post(String name, String more) {
    world.post(
        "{'name':'%s','command':'x','retries':0,'schedule':'R1//PT1H'%s}".formatted(name, more));
  }

  private void root(String more) {
    world.post(
        "{'name':'root','command':'x','retries':0,'concurrent':true,"
            + "'schedule':'R/2026-01-01T10:01:00Z/PT1M'%s}".formatted(more));
  }

  private void member(String name, String parents, String more) {
    world.post(
        "{'name':'%s','command':'x','retries':0,'parents':[%s],'dependencyMode':'run'%s}"
            .formatted(name, parents, more));
  }

  private static String jobOf(TaskId task) {
    return task.value().split(":")[3];
  }

  @Test
  void whoeverChangesTheirMindMakesTheChildrenCountARunOnce_B51() {
    post("a", "");
    world.postDependent("child", "'a'");
    world.runsAndEnds(TaskState.FAILED);
    mark("a", true);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.states("child")).containsExactly(SUCCEEDED);

    for (int i = 0; i < 3; i++) {
      mark("a", false);
      mark("a", true);
    }

    assertThat(world.states("child")).containsExactly(SUCCEEDED);
    assertThat(world.job("a").job().tally().successes()).isEqualTo(1);
    assertThat(world.job("a").job().tally().errors()).isZero();
  }

  @Test
  void aSuccessThatIsMarkedAsFailedAndBackIsCountedByItsChildrenOnce_B51() {
    post("a", "");
    world.postDependent("child", "'a'");
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);

    mark("a", false);
    mark("a", true);

    assertThat(world.states("child")).containsExactly(SUCCEEDED);
  }

  @Test
  void aFailureThatIsMarkedIsASuccessInAllThatIsCounted_B50() {
    post("a", "");
    world.postDependent("child", "'a'");
    world.runsAndEnds(TaskState.FAILED);
    assertThat(world.job("a").job().tally().errors()).isEqualTo(1);

    assertThat(mark("a", true)).isInstanceOf(ChronosOutcome.Done.class);

    assertThat(world.states("a")).containsExactly(SUCCEEDED);
    assertThat(world.last("a").reason()).isEqualTo("marked");
    assertThat(world.job("a").job().tally().successes()).isEqualTo(1);
    assertThat(world.job("a").job().tally().errors()).isZero();
    assertThat(world.states("child")).containsExactly(QUEUED);
    assertThat(world.last("child").parentRuns()).containsExactly(world.last("a").id());
  }

  @Test
  void aSoftErrorThatIsMarkedStartsNoChildOnceMore() {
    post("a", ",'softError':true");
    world.postDependent("child", "'a'");
    world.runsAndEnds(TaskState.FAILED);
    assertThat(world.runs("child")).hasSize(1);

    mark("a", true);

    assertThat(world.runs("child")).hasSize(1);
  }

  @Test
  void twoWhoHaveReadTheSameFailureMakeOneSuccessOfIt() {
    post("a", "");
    world.postDependent("child", "'a'");
    world.runsAndEnds(TaskState.FAILED);
    ChronosEvent.MarkRun one = reading(world.last("a"), true);
    ChronosEvent.MarkRun other = reading(world.last("a"), true);
    ChronosEvent.MarkRun late = reading(world.last("a"), false);

    assertThat(world.happens(one)).isInstanceOf(ChronosOutcome.Done.class);
    assertThat(world.happens(other)).isInstanceOf(ChronosOutcome.NotAsExpected.class);
    assertThat(world.happens(late)).isInstanceOf(ChronosOutcome.NotAsExpected.class);
    assertThat(mark("a", true)).isInstanceOf(ChronosOutcome.Done.class);

    assertThat(world.job("a").job().tally().successes()).isEqualTo(1);
    assertThat(world.runs("child")).hasSize(1);
  }

  @Test
  void aResultThatCameAfterTheReadingIsNotOverwritten() {
    post("a", "");
    TaskId task = world.isOffered().getFirst();
    ChronosEvent.MarkRun early = reading(world.last("a"), false);
    assertThat(world.happens(early)).isInstanceOf(ChronosOutcome.Conflict.class);

    world.tells(task, TaskState.FINISHED);

    assertThat(world.happens(early)).isInstanceOf(ChronosOutcome.NotAsExpected.class);
    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void aReadingDoesNotOutliveAChangeOfLeaders() {
    post("a", "");
    world.runsAndEnds(TaskState.FAILED);
    ChronosEvent.MarkRun before = reading(world.last("a"), true);
    mark("a", true);
    world.isDownFor(Duration.ofSeconds(5));

    assertThat(world.happens(before)).isInstanceOf(ChronosOutcome.NotAsExpected.class);
  }

  @Test
  void aRunThatWaitsForItsTurnCanBeMarkedAndItsChildrenGoOn() {
    root("");
    member("a", "'root'", "");
    member("z", "'a'", "");
    world.passes(Duration.ofMinutes(1));
    assertThat(world.states("a")).containsExactly(WAITING);

    assertThat(mark("a", true)).isInstanceOf(ChronosOutcome.Done.class);

    assertThat(world.states("a")).containsExactly(SUCCEEDED);
    assertThat(world.states("z")).containsExactly(QUEUED);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.store().allDags())
        .extracting(DagRun::state)
        .containsExactly(DagRun.State.SUCCEEDED);
  }

  @Test
  void inAGraphThatHasNotBegunAMarkedRunStartsNobody() {
    root(",'maxActiveDagRuns':1");
    member("a", "'root'", "");
    world.passes(Duration.ofMinutes(2));
    assertThat(world.states("root")).containsExactly(QUEUED, WAITING);

    mark("root", true);

    assertThat(world.states("a")).containsExactly(WAITING, WAITING);
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.states("a")).containsExactly(SUCCEEDED, QUEUED);
  }

  @Test
  void whatHasFailedInAGraphThatGoesOnCanBeMarkedAndWhoStillWaitsHearsIt() {
    root("");
    member("a", "'root'", "");
    member("b", "'root'", "");
    member("z", "'a','b'", ",'triggerRule':'one_success'");
    world.passes(Duration.ofMinutes(1));
    world.runsAndEnds(TaskState.FINISHED);
    for (TaskId task : world.isOffered()) {
      world.tells(task, jobOf(task).equals("a") ? TaskState.FAILED : TaskState.RUNNING);
    }
    assertThat(world.states("a")).containsExactly(FAILED);
    assertThat(world.states("z")).containsExactly(WAITING);

    mark("a", true);

    assertThat(world.states("z")).containsExactly(QUEUED);
    assertThat(world.job("a").job().tally().errors()).isZero();
  }

  @Test
  void aPastThatIsMarkedGoodIsGoodForWhoWaitsForIt_B62() {
    root("");
    member("a", "'root'", ",'dependsOnPast':true,'concurrent':true");
    world.passes(Duration.ofMinutes(1));
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FAILED);
    Run failed = world.last("a");
    world.passes(Duration.ofMinutes(1));
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.states("a")).containsExactly(FAILED, WAITING);

    world.happens(reading(failed, true));

    assertThat(world.states("a")).containsExactly(SUCCEEDED, QUEUED);
  }

  @Test
  void aJobInUseIsNotRemovedByWhoSaysSo() {
    post("a", "");
    var gently =
        new ChronosEvent.DeleteJob(
            "a", new Expected.Version(1), Set.of(ChronosEvent.Use.CHILDREN, ChronosEvent.Use.RUNS));
    assertThat(world.happens(gently))
        .isEqualTo(
            new ChronosOutcome.InUse(ChronosEvent.Use.RUNS, List.of(world.last("a").runId())));

    world.runsAndEnds(TaskState.FINISHED);
    world.postDependent("child", "'a'");
    assertThat(world.happens(gently))
        .isEqualTo(new ChronosOutcome.InUse(ChronosEvent.Use.CHILDREN, List.of("child")));

    world.happens(new ChronosEvent.DeleteJob("child"));
    assertThat(world.happens(gently)).isInstanceOf(ChronosOutcome.Done.class);
    assertThat(world.state().job("a")).isEmpty();
  }
}
