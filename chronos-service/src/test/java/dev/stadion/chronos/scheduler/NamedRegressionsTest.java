package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.QUEUED;
import static dev.stadion.chronos.run.RunState.RUNNING;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.persistence.InMemoryChronosStore;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.loop.LoopMetrics;
import dev.stadion.dropwizard.loop.LoopSettings;
import dev.stadion.dropwizard.loop.LoopSupervisor;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** promises.md §10: what once went wrong in Chronos, Quartz and others, each once. */
class NamedRegressionsTest {
  private final World world = new World();

  private TaskId starts() {
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    return task;
  }

  @Test
  void chronos219JobsAreThereAfterARestart() {
    world.postMinutely("a", ",'owner':'me'");
    world.postDependent("b", "'a'");
    JobState before = world.job("a");

    world.isDownFor(Duration.ofSeconds(1));

    assertThat(world.job("a").job()).isEqualTo(before.job());
    assertThat(world.job("b").job().parents()).containsExactly("a");
  }

  @Test
  void chronos371And411NoSecondInstanceAfterAFailover() {
    world.postMinutely("a", "");
    TaskId task = starts();

    world.isDownFor(Duration.ofMinutes(3));
    assertThat(world.isOffered()).isEmpty();
    assertThat(world.states("a")).containsExactly(RUNNING, QUEUED);

    world.tells(task, TaskState.FINISHED);
    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void chronos508And533TicksFasterThanAnyHorizonAllFire() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:00:01Z/PT1S'}");
    for (int i = 0; i < 90; i++) {
      world.passes(Duration.ofSeconds(1));
      world.runsAndEnds(TaskState.FINISHED);
    }

    assertThat(world.states("a")).hasSize(90).containsOnly(SUCCEEDED);
  }

  @Test
  void chronos511JobsRunAgainWhenAPartitionHeals() {
    world.postMinutely("a", "");
    TaskId task = starts();
    world.happens(new ChronosEvent.Disconnected());
    world.passes(Duration.ofMinutes(5));
    world.effects();

    world.happens(new ChronosEvent.Subscribed(new FrameworkId("framework-1")));
    assertThat(world.effects()).contains(new ChronosEffect.Revive());
    world.tells(task, TaskState.FINISHED);

    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void chronos520AFailoverRegistersWithTheStoredFrameworkId() {
    world.isDownFor(Duration.ofSeconds(1));

    assertThat(world.store().load(1).framework()).contains(new FrameworkId("framework-1"));
  }

  @Test
  void chronos549ADeletedJobRunsNoMore() {
    world.postMinutely("a", "");
    world.happens(new ChronosEvent.DeleteJob("a"));
    world.passes(Duration.ofMinutes(5));
    assertThat(world.isOffered()).isEmpty();

    world.isDownFor(Duration.ofMinutes(5));

    assertThat(world.isOffered()).isEmpty();
    assertThat(world.states("a")).containsExactly(RunState.SKIPPED);
  }

  @Test
  void chronos811WhatParentsHaveDoneSurvivesAFailover() {
    world.post("{'name':'p','command':'x','schedule':'R1//PT1H'}");
    world.post("{'name':'q','command':'x','schedule':'R1//PT1H'}");
    world.postDependent("c", "'p','q'");
    List<TaskId> both = world.isOffered();
    world.tells(both.getFirst(), TaskState.FINISHED);

    world.isDownFor(Duration.ofSeconds(1));
    world.tells(both.getLast(), TaskState.FINISHED);
    world.tells(both.getLast(), TaskState.FINISHED);

    assertThat(world.states("c")).containsExactly(QUEUED);
  }

  @Test
  void chronos814RepeatsNeverGoBelowZero() {
    world.post("{'name':'a','command':'x','schedule':'R1/2026-01-01T10:00:00Z/PT1M','retries':3}");
    world.tells(starts(), TaskState.FAILED);
    world.happens(new ChronosEvent.RunNow("a", Optional.empty()));
    world.passes(Duration.ofMinutes(10));
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);
    world.passes(Duration.ofHours(1));

    assertThat(world.job("a").timetable().orElseThrow().repeatsLeft()).hasValue(0);
    assertThat(world.runs("a")).hasSize(2);
  }

  @Test
  void chronos815AChildOfAnUnknownParentIsRefusedAndNotDropped() {
    assertThat(world.post("{'name':'c','command':'x','parents':['nobody']}"))
        .asString()
        .contains("Parent 'nobody' of job 'c' not found");
    assertThat(world.state().job("c")).isEmpty();
  }

  @Test
  void chronos818ARunningJobIsStillKnownAfterAFailover() {
    world.postMinutely("a", "");
    TaskId task = starts();

    world.isDownFor(Duration.ofSeconds(1));
    assertThat(world.states("a")).containsExactly(RUNNING);
    world.tells(task, TaskState.FINISHED);

    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void chronosPull750752And762ATickIsQueuedOnce() {
    world.postMinutely("a", "");
    for (int i = 0; i < 5; i++) {
      world.happens(new ChronosEvent.WakeUp());
      world.happens(new ChronosEvent.Due(world.now()));
      world.happens(new ChronosEvent.Subscribed(new FrameworkId("framework-1")));
    }

    assertThat(world.states("a")).containsExactly(QUEUED);
    assertThat(world.last("a").coalesced()).isEqualTo(1);
  }

  @Test
  void quartz107AClockThatRingsTwiceFiresOnce() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}");
    world.passes(Duration.ofMinutes(1));
    for (int i = 0; i < 3; i++) {
      world.happens(new ChronosEvent.Due(world.now()));
      world.isDownFor(Duration.ZERO);
      world.happens(new ChronosEvent.Due(world.now()));
    }

    assertThat(world.runs("a")).hasSize(1);
  }

  @Test
  void quartz145AJobWhoseProcessDiedWithTheSchedulerIsNotBlockedForEver() {
    world.postMinutely("a", ",'retries':0");
    TaskId task = starts();
    world.isDownFor(Duration.ofMinutes(1));
    world.tells(task, TaskState.LOST);

    world.passes(Duration.ofMinutes(1));

    assertThat(world.isOffered()).hasSize(1);
  }

  @Test
  void quartz1244ManyJobsDueAtOnceAreAllFiredByOneWriter() {
    for (int i = 0; i < 500; i++) {
      world.post(
          "{'name':'j%d','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1H'}".formatted(i));
    }
    world.passes(Duration.ofMinutes(1));

    assertThat(world.store().allRuns()).hasSize(500);
    assertThat(world.store().allRuns()).extracting(Run::scheduledAt).containsOnly(world.now());
  }

  @Test
  void kubernetes42649And45825AJobFiresAgainAfterHundredsOfMissedTicksAndAfterASuspension() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:00:10Z/PT10S'}");
    world.isDownFor(Duration.ofHours(1));
    world.runsAndEnds(TaskState.FINISHED);
    world.happens(new ChronosEvent.PauseJob("a"));
    world.passes(Duration.ofHours(1));
    world.happens(new ChronosEvent.ResumeJob("a", false));

    world.passes(Duration.ofSeconds(10));

    assertThat(world.states("a")).containsExactly(SUCCEEDED, QUEUED);
  }

  @Test
  void airflow23520ARestartDoesNotDoubleARunningTask() {
    world.post("{'name':'a','command':'x','schedule':'R1//PT1H'}");
    TaskId task = starts();
    for (int i = 0; i < 3; i++) {
      world.isDownFor(Duration.ofSeconds(1));
      world.tells(task, TaskState.RUNNING);
      assertThat(world.isOffered()).isEmpty();
    }

    assertThat(world.store().allAttempts()).hasSize(1);
  }

  @Test
  void airflow24906TwoSchedulersThatActOnOneZombieTryItAgainOnce() {
    world.post("{'name':'a','command':'x','schedule':'R1//PT1H','retries':3}");
    TaskId zombie = starts();
    ChronosState seenByBoth = world.state();
    var heart = new ChronosHeart(HeartSettings.DEFAULTS);
    var lost =
        new ChronosEvent.Updated(
            new TaskUpdate(
                zombie,
                Optional.of(World.AGENT),
                TaskState.LOST,
                Optional.empty(),
                "",
                Optional.empty(),
                world.now(),
                Optional.empty(),
                List.of()));
    var ofTheOld = heart.decide(seenByBoth, lost, world.now());
    var ofTheNew = heart.decide(seenByBoth, lost, world.now());

    world.store().commit(2, ofTheNew.changes());

    assertThatThrownBy(() -> world.store().commit(1, ofTheOld.changes()))
        .isInstanceOf(StaleEpochException.class);
    assertThat(world.states("a")).containsExactly(RunState.RETRY_WAIT);
    assertThat(world.last("a").failures()).isOne();
  }

  /** The scheduler's loop over a store that is told when to fail. */
  private static final class FailingStore implements StateStore<ChronosState, ChronosChange> {
    private final InMemoryChronosStore kept = new InMemoryChronosStore();
    private final AtomicBoolean locked = new AtomicBoolean();

    @Override
    public ChronosState load(long epoch) {
      return kept.load(epoch);
    }

    @Override
    public void commit(long epoch, List<ChronosChange> changes) {
      if (locked.getAndSet(false)) {
        throw new StoreUnavailableException("canceling statement due to lock timeout", null);
      }
      kept.commit(epoch, changes);
    }
  }

  @Test
  @Timeout(30)
  void airflow20695AndAurora51ALockErrorEndsNeitherTheSchedulerNorItsLead() throws Exception {
    var store = new FailingStore();
    var reloaded = new CountDownLatch(1);
    var ended = new AtomicReference<Throwable>();
    var loop =
        new EventLoop<>(
            "chronos",
            new ChronosHeart(HeartSettings.DEFAULTS),
            store,
            (effects, committed) -> {},
            new LoopSupervisor() {
              @Override
              public boolean mayAct() {
                return true;
              }

              @Override
              public void reloaded() {
                reloaded.countDown();
              }

              @Override
              public void lostLeadership(StaleEpochException why) {
                ended.set(why);
              }

              @Override
              public void bug(Throwable cause) {
                ended.set(cause);
              }
            },
            world::now,
            MonotonicClock.system(),
            LoopSettings.DEFAULTS,
            LoopMetrics.NONE);
    loop.start(1);
    try {
      loop.submit(new ChronosEvent.PutPool(new Pool("before", 1, ""))).get();
      store.locked.set(true);

      assertThat(loop.submit(new ChronosEvent.PutPool(new Pool("meanwhile", 1, ""))))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(StoreUnavailableException.class);
      reloaded.await();
      loop.submit(new ChronosEvent.PutPool(new Pool("after", 1, ""))).get();

      assertThat(loop.snapshot().commons().pools()).containsOnlyKeys("before", "after");
      assertThat(ended).hasNullValue();
    } finally {
      loop.stop();
    }
  }
}
