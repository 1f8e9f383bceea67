package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.KILLED;
import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.SKIPPED;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static dev.stadion.chronos.run.RunState.UPSTREAM_FAILED;
import static dev.stadion.chronos.run.RunState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.BackfillOrder;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** chronos.md §12.11: windows of the past that run again. */
class BackfillTest {
  private static final Instant FIRST = Instant.parse("2025-12-01T00:00:00Z");

  private final World world = new World();

  @BeforeEach
  void aDailyJob() {
    world.happens(new ChronosEvent.PutPool(new Pool("db", 1, "")));
    world.post(
        "{'name':'a','command':'x','concurrent':true,'cron':'@daily','retries':0,"
            + "'parameters':[{'name':'day','default':'x'}]}");
  }

  private ChronosOutcome order(
      int ticks, int maxParallel, boolean children, Map<String, String> told) {
    return world.happens(
        new ChronosEvent.StartBackfill(
            "a",
            new BackfillOrder(
                FIRST,
                FIRST.plus(Duration.ofDays(31)),
                Stream.iterate(FIRST, t -> t.plus(Duration.ofDays(1))).limit(ticks).toList(),
                31 - ticks,
                maxParallel,
                children,
                new TreeMap<>(told))));
  }

  private Backfill backfill(int ticks, int maxParallel, boolean children) {
    return ((ChronosOutcome.BackfillMade) order(ticks, maxParallel, children, Map.of())).backfill();
  }

  @Test
  void itsRunsGoFewAtATimeInOrderAndThenItIsOver() {
    Backfill backfill = backfill(4, 2, false);
    assertThat(world.states("a")).containsExactly(QUEUED, QUEUED, WAITING, WAITING);
    assertThat(world.runs("a"))
        .allMatch(run -> run.trigger() == Trigger.BACKFILL)
        .allMatch(run -> run.request().origin().orElseThrow() == backfill.id())
        .extracting(Run::scheduledAt)
        .isSorted();

    List<TaskId> tasks = world.isOffered();
    assertThat(tasks).hasSize(2);
    world.tells(tasks.getFirst(), TaskState.FINISHED);
    assertThat(world.states("a"))
        .containsExactly(SUCCEEDED, world.runs("a").get(1).state(), QUEUED, WAITING);

    world.tells(tasks.getLast(), TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.states("a")).containsOnly(SUCCEEDED);
    assertThat(world.state().backfills()).isEmpty();
  }

  @Test
  void aLeaderThatTakesOverGoesOnWithIt() {
    Backfill backfill = backfill(3, 1, false);

    world.isDownFor(Duration.ofSeconds(5));
    assertThat(world.state().backfills()).containsOnlyKeys(backfill.id());
    for (int i = 0; i < 3; i++) {
      world.runsAndEnds(TaskState.FINISHED);
    }

    assertThat(world.states("a")).containsOnly(SUCCEEDED);
  }

  @Test
  void itMovesNoScheduleAndTellsNothingOfTheJobsHealth() {
    Instant next = world.job("a").nextDue().orElseThrow();
    backfill(2, 2, false);
    List<TaskId> tasks = world.isOffered();
    world.tells(tasks.getFirst(), TaskState.FINISHED);
    world.tells(tasks.getLast(), TaskState.FAILED);

    JobState job = world.job("a");
    assertThat(job.nextDue()).contains(next);
    assertThat(job.job().tally().successes()).isEqualTo(1);
    assertThat(job.job().tally().errors()).isEqualTo(1);
    assertThat(job.job().tally().lastSuccess()).isEmpty();
    assertThat(job.job().tally().lastError()).isEmpty();
  }

  @Test
  void itsRunsAndTheirGraphsComeAfterOthersOfTheirPriorityAndObeyPools_B54() {
    aOnceMore(",'pool':'db'");
    child(",'pool':'db'");
    backfill(2, 2, true);
    world.post("{'name':'usual','command':'x','schedule':'R2//PT1H'}");
    world.post("{'name':'low','command':'x','priority':49,'schedule':'R1//PT1H'}");
    world.passes(Duration.ofSeconds(1));
    assertThat(Waiting.all(world.state()))
        .extracting(Run::job)
        .containsExactly("usual", "a", "a", "low");

    world.runsAndEnds(TaskState.FINISHED);
    world.happens(new ChronosEvent.RunNow("usual", Optional.empty()));

    // The pool has one slot; the child's tick is older than that of the backfill's other run.
    assertThat(Waiting.all(world.state()))
        .extracting(Run::job)
        .containsExactly("usual", "child", "a");
    assertThat(world.states("a")).containsExactly(SUCCEEDED, QUEUED);
    assertThat(world.states("child")).containsExactly(QUEUED, WAITING);
    assertThat(world.last("child").place().yields()).isTrue();
  }

  @Test
  void neitherDoTheRunsOfItsGraphs_B54() {
    aOnceMore("");
    child("");
    world.passes(Duration.ofHours(15));
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FAILED);
    Tally before = world.job("child").job().tally();
    assertThat(before.errorsSinceLastSuccess()).isEqualTo(1);
    assertThat(before.lastSuccess()).isEmpty();
    world.passes(Duration.ofMinutes(1));

    backfill(2, 1, true);
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FAILED);

    assertThat(world.states("child")).containsExactly(FAILED, SUCCEEDED, FAILED);
    assertThat(world.job("child").job().tally())
        .isEqualTo(new Tally(1, 2, Optional.empty(), before.lastError(), 1));
  }

  @Test
  void nobodyCanBeInTimeForATickOfThePast_B54_B64() {
    String agreed =
        ",'sla':{'startWithin':'PT5M','finishWithin':'PT20M','maxDuration':'PT10M','action':'kill'}";
    aOnceMore(agreed);
    child(agreed);
    backfill(1, 1, true);
    world.passes(Duration.ofSeconds(1));
    world.runsAndEnds(TaskState.FINISHED);
    TaskId child = world.isOffered().getFirst();
    world.tells(child, TaskState.RUNNING);
    assertThat(broken()).isEmpty();

    world.passes(Duration.ofMinutes(11));

    assertThat(broken()).containsExactly("sla.long_running");
  }

  @Test
  void aJobThatGoesAfterItsEndStaysForItsOwnRuns_B54_B66() {
    aOnceMore(",'deleteAfter':'completion'");
    backfill(1, 1, false);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.state().job("a")).isPresent();

    world.passes(Duration.ofHours(15));
    world.runsAndEnds(TaskState.FINISHED);

    assertThat(world.state().job("a")).isEmpty();
  }

  private List<String> broken() {
    return world.store().allTold().stream()
        .map(Announcement::type)
        .filter(type -> type.startsWith("sla."))
        .toList();
  }

  @Test
  void childrenFollowOnlyWhenAsked() {
    world.postDependent("child", "'a'");
    backfill(1, 1, false);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.runs("child")).isEmpty();

    backfill(1, 1, true);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.runs("child")).hasSize(1);
  }

  @Test
  void cancellingEndsWhatHasNotBegun() {
    Backfill backfill = backfill(4, 2, false);
    TaskId running = world.isOffered(0.1, 128).getFirst();
    world.tells(running, TaskState.RUNNING);

    world.happens(new ChronosEvent.CancelBackfill(backfill.id()));
    world.tells(running, TaskState.FINISHED);

    assertThat(world.states("a")).containsExactly(SUCCEEDED, KILLED, KILLED, KILLED);
    assertThat(world.state().backfills()).isEmpty();
  }

  private void child(String more) {
    world.post(
        "{'name':'child','command':'x','retries':0,'parents':['a'],'dependencyMode':'run'%s}"
            .formatted(more));
  }

  private void aOnceMore(String more) {
    world.post(
        "{'name':'a','command':'x','concurrent':true,'cron':'@daily','retries':0%s}"
            .formatted(more));
  }

  @Test
  void itIsOverWhenItsLastRunIsSkippedAsItsGraphBegins() {
    aOnceMore(",'maxActiveDagRuns':1");
    child("");
    backfill(2, 2, true);
    assertThat(world.states("a")).containsExactly(QUEUED, WAITING);
    world.runsAndEnds(TaskState.FINISHED);
    aOnceMore(",'maxActiveDagRuns':1,'disabled':true");

    world.runsAndEnds(TaskState.FINISHED);

    assertThat(world.states("a")).containsExactly(SUCCEEDED, SKIPPED);
    assertThat(world.states("child")).containsExactly(SUCCEEDED, SKIPPED);
    assertThat(world.state().backfills()).isEmpty();
  }

  @Test
  void aRunThatIsSkippedAsItsGraphBeginsLetsTheNextOneGo() {
    aOnceMore(",'maxActiveDagRuns':1");
    child("");
    backfill(3, 2, true);
    world.runsAndEnds(TaskState.FINISHED);
    aOnceMore(",'maxActiveDagRuns':1,'disabled':true");

    world.runsAndEnds(TaskState.FINISHED);

    assertThat(world.states("a")).containsExactly(SUCCEEDED, SKIPPED, SKIPPED);
    assertThat(world.state().backfills()).isEmpty();
    assertThat(world.state().commons().dags()).isEmpty();
  }

  @Test
  void cancellingEndsGraphsThatHaveNotBegunToo() {
    aOnceMore(",'maxActiveDagRuns':1");
    child("");
    Backfill backfill = backfill(3, 3, true);

    world.happens(new ChronosEvent.CancelBackfill(backfill.id()));

    assertThat(world.states("a")).containsOnly(KILLED);
    assertThat(world.states("child")).containsOnly(UPSTREAM_FAILED);
    assertThat(world.state().backfills()).isEmpty();
    assertThat(world.state().commons().dags()).isEmpty();
  }

  @Test
  void parametersAreCheckedAndHandedOn() {
    assertThat(order(1, 1, false, Map.of("nope", "1"))).isInstanceOf(ChronosOutcome.Rejected.class);
    order(1, 1, false, Map.of("day", "monday"));

    assertThat(world.last("a").request().parameters()).containsEntry("day", "monday");
  }

  @Test
  void aDependentJobHasNoTicks() {
    world.postDependent("a", "'b'");
    world.post("{'name':'b','command':'x','cron':'@daily'}");
    world.postDependent("a", "'b'");

    assertThat(order(1, 1, false, Map.of())).isInstanceOf(ChronosOutcome.Rejected.class);
  }
}
