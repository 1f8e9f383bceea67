package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.KILLED;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.RUNNING;
import static dev.stadion.chronos.run.RunState.SKIPPED;
import static dev.stadion.chronos.run.RunState.STAGING;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static dev.stadion.chronos.run.RunState.UPSTREAM_FAILED;
import static dev.stadion.chronos.run.RunState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** chronos.md §12.12: runs of whole graphs. */
class DagsTest {
  private final World world = new World();

  /** A root that fires every minute, first in a minute. */
  private void root(String more) {
    world.post(
        "{'name':'root','command':'x','retries':0,'schedule':'R/2026-01-01T10:01:00Z/PT1M'"
            + more
            + "}");
  }

  private ChronosOutcome child(String name, String parents, String more) {
    return world.post(
        "{'name':'%s','command':'x','parents':[%s],'dependencyMode':'run'%s%s}"
            .formatted(name, parents, more.contains("retries") ? "" : ",'retries':0", more));
  }

  private void diamond() {
    root("");
    child("a", "'root'", "");
    child("b", "'root'", "");
    child("z", "'a','b'", "");
  }

  /** Launches what can be, and lets the named jobs fail and the others succeed, to the end. */
  private List<String> goesOn(String... failing) {
    Set<String> bad = new HashSet<>(List.of(failing));
    List<String> order = new ArrayList<>();
    for (List<TaskId> tasks = world.isOffered(); !tasks.isEmpty(); tasks = world.isOffered()) {
      for (TaskId task : tasks) {
        String job = task.value().split(":")[3];
        order.add(job);
        world.tells(task, TaskState.RUNNING);
        world.tells(task, bad.contains(job) ? TaskState.FAILED : TaskState.FINISHED);
      }
    }
    return order;
  }

  private DagRun dag(int n) {
    return world.store().allDags().get(n);
  }

  private List<RunState> states(String... jobs) {
    return List.of(jobs).stream().map(job -> world.last(job).state()).toList();
  }

  private ChronosOutcome rerun(ChronosEvent.RerunFrom from) {
    return world.happens(
        new ChronosEvent.RerunDag(
            world.store().dag(dag(0).id()).orElseThrow(),
            world.last("root"),
            world.state().amended(),
            from));
  }

  @Test
  void aRootsTickOpensARunWithOneThatWaitsForEachJobBelow_B56() {
    diamond();
    world.passes(Duration.ofMinutes(1));

    assertThat(states("root", "a", "b", "z")).containsExactly(QUEUED, WAITING, WAITING, WAITING);
    assertThat(world.store().allRuns())
        .extracting(run -> run.dag().orElseThrow().dagRun())
        .containsOnly(dag(0).id());
    assertThat(world.store().allRuns()).extracting(Run::scheduledAt).containsOnly(world.now());
  }

  @Test
  void childrenStartAfterTheirParentsOfTheSameRunAndThatSucceeds_B58() {
    diamond();
    world.passes(Duration.ofMinutes(1));

    assertThat(goesOn()).startsWith("root").endsWith("z").hasSize(4);
    assertThat(dag(0).state()).isEqualTo(DagRun.State.SUCCEEDED);
    assertThat(world.last("z").parentRuns())
        .containsExactly(world.last("a").id(), world.last("b").id());
    assertThat(world.state().commons().dags()).isEmpty();
  }

  @Test
  void laterEditsDoNotChangeARunThatHasBegun_B56() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    child("late", "'root'", "");
    world.happens(new ChronosEvent.DeleteJob("b"));

    goesOn();

    assertThat(world.runs("late")).isEmpty();
    assertThat(states("b", "z")).containsExactly(SKIPPED, SKIPPED);
  }

  @Test
  void aChildReachesOneRootAndAGraphHasOneMode_B57() {
    root("");
    world.post("{'name':'other','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}");
    assertThat(child("c", "'root','other'", ""))
        .asString()
        .contains("job has several roots: other, root");
    child("a", "'root'", "");
    assertThat(world.post("{'name':'b','command':'x','parents':['a']}"))
        .isInstanceOf(ChronosOutcome.Rejected.class)
        .asString()
        .contains("same dependencyMode");
    assertThat(child("d", "'a'", "")).isInstanceOf(ChronosOutcome.Done.class);
  }

  @Test
  void aFailureGoesDownAndTheRunFails_B58_B59() {
    diamond();
    world.passes(Duration.ofMinutes(1));

    goesOn("a");

    assertThat(states("root", "a", "b", "z"))
        .containsExactly(SUCCEEDED, FAILED, SUCCEEDED, UPSTREAM_FAILED);
    assertThat(dag(0).state()).isEqualTo(DagRun.State.FAILED);
  }

  @Test
  void onlyLeavesDecide_B59() {
    root("");
    child("a", "'root'", "");
    child("mend", "'a'", ",'triggerRule':'one_failed'");
    world.passes(Duration.ofMinutes(1));

    goesOn("a");

    assertThat(states("a", "mend")).containsExactly(FAILED, SUCCEEDED);
    assertThat(dag(0).state()).isEqualTo(DagRun.State.SUCCEEDED);
  }

  @Test
  void aSoftErrorCountsAsSuccess_B58() {
    root("");
    child("a", "'root'", ",'softError':true");
    child("b", "'a'", "");
    world.passes(Duration.ofMinutes(1));

    assertThat(goesOn("a")).containsExactly("root", "a", "b");
  }

  @Test
  void disabledAndPausedChildrenAreSkipped_B58() {
    root("");
    child("a", "'root'", ",'disabled':true");
    child("b", "'root'", ",'paused':true");
    child("z", "'a','b'", ",'triggerRule':'all_done'");
    world.passes(Duration.ofMinutes(1));

    assertThat(goesOn()).containsExactly("root", "z");
    assertThat(world.last("a").reason()).isEqualTo("disabled");
    assertThat(world.last("b").reason()).isEqualTo("paused");
  }

  @Test
  void aParentIsDoneOnlyAfterItsRetries_B58() {
    root("");
    child("a", "'root'", ",'retries':1");
    child("b", "'a'", "");
    world.passes(Duration.ofMinutes(1));
    goesOn("a");
    assertThat(states("b")).containsExactly(WAITING);

    world.passes(Duration.ofSeconds(61));
    assertThat(goesOn()).contains("a", "b");
  }

  @Test
  void whatFailedCanBeBegunAnewWithAllBelowIt_B61() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    goesOn("a");

    assertThat(rerun(new ChronosEvent.RerunFrom.Failed())).isInstanceOf(ChronosOutcome.Done.class);
    assertThat(goesOn()).containsExactly("a", "z");

    assertThat(dag(0).state()).isEqualTo(DagRun.State.SUCCEEDED);
    assertThat(dag(0).generation()).isEqualTo(2);
    assertThat(world.runs("root")).hasSize(1);
    assertThat(world.states("a")).containsExactly(FAILED, SUCCEEDED);
    assertThat(rerun(new ChronosEvent.RerunFrom.Failed()))
        .isInstanceOf(ChronosOutcome.Conflict.class);
  }

  @Test
  void whatWasReadBeforeItWasBegunAnewBeginsItNoSecondTime_B61() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    goesOn("a");
    var command =
        new ChronosEvent.RerunDag(
            world.store().dag(dag(0).id()).orElseThrow(),
            world.last("root"),
            world.state().amended(),
            new ChronosEvent.RerunFrom.Failed());

    assertThat(world.happens(command)).isInstanceOf(ChronosOutcome.Done.class);
    assertThat(world.happens(command)).isInstanceOf(ChronosOutcome.Conflict.class);
    goesOn();

    assertThat(world.happens(command)).isInstanceOf(ChronosOutcome.NotAsExpected.class);
    assertThat(dag(0).generation()).isEqualTo(2);
    assertThat(world.states("a")).containsExactly(FAILED, SUCCEEDED);
  }

  @Test
  void whatWasReadBeforeItEndedIsReadAgain_B61() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    var command =
        new ChronosEvent.RerunDag(
            world.store().dag(dag(0).id()).orElseThrow(),
            world.last("root"),
            world.state().amended(),
            new ChronosEvent.RerunFrom.Failed());
    goesOn("a");

    assertThat(world.happens(command)).isInstanceOf(ChronosOutcome.NotAsExpected.class);
  }

  @Test
  void aGraphOfWhichRunsAreForgottenIsBegunAnewAsAWholeOnly_B61() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    goesOn();
    var whole = world.store().dag(dag(0).id()).orElseThrow();
    var rest =
        new Commons.StoredDag(
            whole.dag(), Map.of("root", whole.runOf().get("root")), Map.of("root", SUCCEEDED));

    var part = new ChronosEvent.RerunFrom.Job("z");
    assertThat(
            world.happens(
                new ChronosEvent.RerunDag(rest, world.last("root"), world.state().amended(), part)))
        .isEqualTo(new ChronosOutcome.Conflict("its runs are kept no longer"));
    assertThat(
            world.happens(
                new ChronosEvent.RerunDag(
                    rest,
                    world.last("root"),
                    world.state().amended(),
                    new ChronosEvent.RerunFrom.All())))
        .isInstanceOf(ChronosOutcome.Done.class);
  }

  @Test
  void oneJobCanBeBegunAnewOrAll_B61() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    goesOn();

    rerun(new ChronosEvent.RerunFrom.Job("b"));
    assertThat(goesOn()).containsExactly("b", "z");
    rerun(new ChronosEvent.RerunFrom.All());
    assertThat(goesOn()).startsWith("root").hasSize(4);
    assertThat(dag(0).generation()).isEqualTo(3);
  }

  @Test
  void onlySoManyRunsOfAGraphAreActive_B62() {
    root(",'concurrent':true,'maxActiveDagRuns':2");
    child("a", "'root'", "");
    world.passes(Duration.ofMinutes(3));

    assertThat(world.states("root")).containsExactly(QUEUED, QUEUED, WAITING);
    goesOn();
    assertThat(world.store().allDags())
        .extracting(DagRun::state)
        .containsOnly(DagRun.State.SUCCEEDED);
  }

  @Test
  void whenMoreRunsOfAGraphMayBeActiveThoseThatWaitBeginAtOnce_B62() {
    root(",'concurrent':true,'maxActiveDagRuns':1");
    child("a", "'root'", "");
    world.passes(Duration.ofMinutes(3));
    assertThat(world.states("root")).containsExactly(QUEUED, WAITING, WAITING);

    root(",'concurrent':true,'maxActiveDagRuns':2,'disabled':false");

    assertThat(world.states("root")).startsWith(QUEUED, QUEUED, WAITING);
    assertThat(world.store().allDags())
        .extracting(DagRun::state)
        .startsWith(DagRun.State.RUNNING, DagRun.State.RUNNING, DagRun.State.QUEUED);
  }

  @Test
  void whatIsBegunAnewWaitsForItsPlaceToo_B62() {
    root(",'concurrent':true,'maxActiveDagRuns':1");
    child("a", "'root'", "");
    world.passes(Duration.ofMinutes(1));
    goesOn("a");
    Run firstRoot = world.last("root");
    world.passes(Duration.ofMinutes(1));

    world.happens(
        new ChronosEvent.RerunDag(
            world.store().dag(dag(0).id()).orElseThrow(),
            firstRoot,
            world.state().amended(),
            new ChronosEvent.RerunFrom.Failed()));

    assertThat(world.store().allDags())
        .extracting(DagRun::state)
        .containsExactly(DagRun.State.QUEUED, DagRun.State.RUNNING);
    assertThat(world.states("a")).containsExactly(FAILED, WAITING, WAITING);
    assertThat(goesOn()).containsExactly("root", "a", "a");
    assertThat(world.store().allDags())
        .extracting(DagRun::state)
        .containsOnly(DagRun.State.SUCCEEDED);
  }

  @Test
  void aRunCanWaitForTheSameJobsRunBefore_B62() {
    root(",'concurrent':true");
    child("a", "'root'", ",'dependsOnPast':true,'concurrent':true");
    world.passes(Duration.ofMinutes(1));
    goesOn("a");
    world.passes(Duration.ofMinutes(1));
    goesOn();
    assertThat(world.states("a")).containsExactly(FAILED, WAITING);
    assertThat(world.last("a").reason()).isEqualTo("dependsOnPast");

    world.isDownFor(Duration.ofSeconds(1));
    rerun(new ChronosEvent.RerunFrom.Failed());
    goesOn();

    assertThat(world.states("a")).containsExactly(FAILED, SUCCEEDED, SUCCEEDED);
  }

  @Test
  void theFirstFailureCanEndAll_B63() {
    root(",'failFast':true");
    child("a", "'root'", "");
    child("b", "'root'", "");
    child("z", "'b'", "");
    world.passes(Duration.ofMinutes(1));
    TaskId root = world.isOffered().getFirst();
    world.tells(root, TaskState.FINISHED);
    List<TaskId> both = world.isOffered();
    both.forEach(task -> world.tells(task, TaskState.RUNNING));

    world.tells(both.getFirst(), TaskState.FAILED);
    assertThat(states("a", "b", "z")).containsExactly(FAILED, RUNNING, UPSTREAM_FAILED);
    world.tells(both.getLast(), TaskState.KILLED);

    assertThat(world.last("b").reason()).isEqualTo("failFast");
    assertThat(dag(0).state()).isEqualTo(DagRun.State.FAILED);
  }

  @Test
  void aRunOfAGraphCanBeKilled_B60() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    TaskId task = world.isOffered().getFirst();

    world.happens(new ChronosEvent.KillDag(dag(0).id()));
    assertThat(states("root", "a", "b", "z")).containsExactly(STAGING, KILLED, KILLED, KILLED);
    world.tells(task, TaskState.KILLED);

    assertThat(dag(0).state()).isEqualTo(DagRun.State.FAILED);
  }

  @Test
  void aRunOfAGraphGoesOnAfterAFailover_B75() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    TaskId root = world.isOffered().getFirst();
    world.tells(root, TaskState.FINISHED);
    List<TaskId> both = world.isOffered();
    world.tells(both.getFirst(), TaskState.FINISHED);

    world.isDownFor(Duration.ofSeconds(10));
    world.tells(both.getLast(), TaskState.FINISHED);
    goesOn();

    assertThat(states("root", "a", "b", "z")).doesNotContain(WAITING, QUEUED);
    assertThat(world.runs("z")).hasSize(1);
  }

  @Test
  void aRunThatIsKeptNoLongerHoldsUpNobodyOfAGraphThatWasBegunAnew() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    world.runsAndEnds(TaskState.FINISHED);
    Commons.StoredDag all = world.store().dag(dag(0).id()).orElseThrow();
    Map<String, Long> known = new HashMap<>(all.runOf());
    known.remove("a");

    OpenDag open = OpenDag.of(all.dag(), known, all.ends());
    assertThat(open.ends()).containsEntry("a", SUCCEEDED).doesNotContainKey("b");
    assertThat(open.heardBy("z")).isEqualTo(new OpenDag.Heard(1, 0, 0));

    // As a new leader finds it: what is left of it goes on to its end.
    world.forgets(world.last("a"));
    world.isDownFor(Duration.ofSeconds(1));
    goesOn();
    assertThat(dag(0).state()).isEqualTo(DagRun.State.SUCCEEDED);
    assertThat(world.last("z").parentRuns()).containsExactly(world.last("b").id());
  }

  @Test
  void countersAreLeftAloneByRunsOfGraphs() {
    diamond();
    world.passes(Duration.ofMinutes(1));
    goesOn();

    assertThat(world.job("z").edges().areFresh()).isTrue();
    assertThat(world.runs("z")).hasSize(1);
  }
}
