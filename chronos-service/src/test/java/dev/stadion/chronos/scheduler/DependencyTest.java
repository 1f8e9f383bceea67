package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.SKIPPED;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.schedule.Schedule;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** chronos.md §6. */
class DependencyTest {
  private final World world = new World();

  private void postRoot(String name) {
    world.post("{'name':'%s','command':'x','schedule':'R0//P1D'}".formatted(name));
  }

  private List<String> firedBySuccessOf(String job) {
    long before = world.store().allRuns().stream().mapToLong(Run::id).max().orElse(0);
    List<Integer> counts = new ArrayList<>();
    world.store().allRuns().forEach(run -> counts.add(run.coalesced()));
    world.happens(new ChronosEvent.MarkSuccess(job));
    var fired = new TreeSet<String>();
    List<Run> after = world.store().allRuns();
    for (int i = 0; i < after.size(); i++) {
      if (after.get(i).id() > before || after.get(i).coalesced() > counts.get(i)) {
        fired.add(after.get(i).job());
      }
    }
    return List.copyOf(fired);
  }

  private void succeeds(String job) {
    world.happens(new ChronosEvent.RunNow(job, Optional.empty()));
    world.runsAndEnds(TaskState.FINISHED);
  }

  @Test
  void theCountingRuleOfTheSpecification() {
    postRoot("a");
    world.postDependent("b", "'a'");
    world.postDependent("c", "'a'");
    world.postDependent("d", "'b'");
    world.postDependent("e", "'b','c'");

    // Marking resets the edges into the marked job, which has none that matter here.
    assertThat(firedBySuccessOf("a")).containsExactly("b", "c");
    assertThat(firedBySuccessOf("b")).containsExactly("d");
    assertThat(firedBySuccessOf("c")).containsExactly("e");
    assertThat(firedBySuccessOf("a")).containsExactly("b", "c");
    assertThat(firedBySuccessOf("c")).isEmpty();
    assertThat(firedBySuccessOf("b")).containsExactly("d", "e");
  }

  @Test
  void aChildRunsAfterItsParentAndKnowsTheRun() {
    postRoot("a");
    world.postDependent("b", "'a'");
    succeeds("a");

    Run child = world.last("b");
    assertThat(child.trigger()).isEqualTo(Trigger.DEPENDENCY);
    assertThat(child.parentRuns()).containsExactly(world.last("a").id());
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.states("b")).containsExactly(SUCCEEDED);
  }

  @Test
  void aFastParentCountsOnceForAChildThatWaitsForAnother() {
    postRoot("fast");
    postRoot("slow");
    world.postDependent("child", "'fast','slow'");
    succeeds("fast");
    succeeds("fast");
    succeeds("fast");
    assertThat(world.runs("child")).isEmpty();

    succeeds("slow");

    assertThat(world.runs("child")).hasSize(1);
  }

  @Test
  void countersSurviveARestartBetweenTwoParents() {
    postRoot("a");
    postRoot("b");
    world.postDependent("child", "'a','b'");
    succeeds("a");
    world.isDownFor(Duration.ofMinutes(1));
    succeeds("b");

    assertThat(world.states("child")).containsExactly(QUEUED);
  }

  @Test
  void aRepeatedStatusUpdateFiresNoChildTwice() {
    postRoot("a");
    world.postDependent("child", "'a'");
    world.happens(new ChronosEvent.RunNow("a", Optional.empty()));
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);
    world.tells(task, TaskState.FINISHED);

    assertThat(world.runs("child")).hasSize(1);
  }

  @Test
  void aFailureFiresChildrenOnlyWhenItIsSoft() {
    world.post("{'name':'hard','command':'x','retries':0,'schedule':'R1//P'}");
    world.post("{'name':'soft','command':'x','retries':0,'softError':true,'schedule':'R1//P'}");
    world.postDependent("afterHard", "'hard'");
    world.postDependent("afterSoft", "'soft'");
    world.runsAndEnds(TaskState.FAILED);

    assertThat(world.runs("afterHard")).isEmpty();
    assertThat(world.runs("afterSoft")).hasSize(1);
  }

  @Test
  void aDisabledChildDoesNotFire() {
    postRoot("a");
    world.postDependent("on", "'a'");
    world.post("{'name':'off','command':'x','parents':['a'],'disabled':true}");
    succeeds("a");

    assertThat(world.runs("on")).hasSize(1);
    assertThat(world.runs("off")).isEmpty();
  }

  @Test
  void anUnknownParentIsRefused() {
    assertThat(world.post("{'name':'b','command':'x','parents':['a']}"))
        .isInstanceOfSatisfying(
            ChronosOutcome.Rejected.class,
            rejected ->
                assertThat(rejected.problems().getFirst().error())
                    .isEqualTo("Parent 'a' of job 'b' not found"));
    assertThat(world.state().jobs()).isEmpty();
  }

  @Test
  void aCycleIsRefusedAndNothingChanges() {
    postRoot("a");
    world.postDependent("b", "'a'");
    world.postDependent("c", "'b'");
    ChronosState before = world.state();

    assertThat(world.post("{'name':'a','command':'x','parents':['c']}"))
        .isInstanceOfSatisfying(
            ChronosOutcome.Rejected.class,
            rejected ->
                assertThat(rejected.problems().getFirst().error())
                    .isEqualTo("Dependency cycle: a -> b -> c -> a"));
    assertThat(world.post("{'name':'b','command':'x','parents':['b']}"))
        .isInstanceOf(ChronosOutcome.Rejected.class);
    assertThat(world.state()).isEqualTo(before);
  }

  @Test
  void aDeletedDependentHandsItsParentsOn() {
    postRoot("a");
    world.postDependent("b", "'a'");
    world.postDependent("c", "'b'");
    world.happens(new ChronosEvent.DeleteJob("b"));

    assertThat(world.job("c").job().parents()).containsExactly("a");
    succeeds("a");
    assertThat(world.runs("c")).hasSize(1);
  }

  @Test
  void anOnlyChildInheritsTheScheduleOfADeletedParentAndKeepsAllElse() {
    world.post("{'name':'a','command':'x','schedule':'R5/2012-01-01T10:00:00Z/PT1H'}");
    world.post("{'name':'b','command':'y','description':'mine','parents':['a']}");
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);
    world.happens(new ChronosEvent.DeleteJob("a"));

    JobState child = world.job("b");
    assertThat(child.shown().plan())
        .isInstanceOfSatisfying(
            Plan.Scheduled.class,
            plan ->
                assertThat(((Schedule.Interval) plan.schedule()).interval().text())
                    .isEqualTo("R4/2026-01-01T11:00:00.000Z/PT1H"));
    assertThat(child.job().ownership().description()).isEqualTo("mine");
    world.isDownFor(Duration.ofHours(1));
    assertThat(world.states("b")).containsExactly(SUCCEEDED, QUEUED);
  }

  @Test
  void aChildWithOtherParentsOnlyLosesTheDeletedOne() {
    postRoot("a");
    postRoot("b");
    world.postDependent("c", "'a','b'");
    world.happens(new ChronosEvent.DeleteJob("a"));

    assertThat(world.job("c").job().parents()).containsExactly("b");
  }

  @Test
  void theTasksOfADeletedJobAreKilledAndTheirEndIsIgnored() {
    world.postMinutely("a", "");
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    world.passes(Duration.ofMinutes(1));
    world.happens(new ChronosEvent.DeleteJob("a"));

    assertThat(world.effects())
        .contains(new ChronosEffect.Kill(task, Optional.of(World.AGENT), Optional.empty()));
    assertThat(world.states("a").getLast()).isEqualTo(SKIPPED);
    world.postMinutely("a", "");
    assertThat(world.isOffered()).as("the old process still lives").isEmpty();
    world.tells(task, TaskState.FINISHED);
    assertThat(world.job("a").job().tally().successes()).isZero();
    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void aJobThatBecomesDependentStopsFiringOnItsSchedule() {
    postRoot("p");
    world.postMinutely("a", "");
    world.runsAndEnds(TaskState.FINISHED);
    world.postDependent("a", "'p'");
    world.passes(Duration.ofHours(1));

    assertThat(world.runs("a")).hasSize(1);
  }
}
