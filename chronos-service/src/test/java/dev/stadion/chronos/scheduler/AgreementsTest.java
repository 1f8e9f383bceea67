package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.run.RunState;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** chronos.md §12.13: agreed times, told once, also across a change of leaders. */
class AgreementsTest {
  private final World world = new World();

  private List<String> alerts() {
    return world.store().allTold().stream()
        .map(Announcement::type)
        .filter(type -> type.startsWith("sla."))
        .toList();
  }

  private void post(String more) {
    world.post("{'name':'a','command':'x','schedule':'R1//PT1H','retries':0,%s}".formatted(more));
  }

  @Test
  void b64ARunThatHasNotStartedIsLateOnce() {
    post("'sla':{'startWithin':'PT5M'}");

    world.passes(Duration.ofMinutes(5).minusMillis(1));
    assertThat(alerts()).isEmpty();
    world.passes(Duration.ofMinutes(30));

    assertThat(alerts()).containsExactly("sla.late_start");
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void b64ARunThatStartsInTimeIsNeverLate() {
    post("'sla':{'startWithin':'PT5M','maxDuration':'PT10M','finishWithin':'PT20M'}");
    world.passes(Duration.ofMinutes(4));
    world.runsAndEnds(TaskState.FINISHED);

    world.passes(Duration.ofHours(2));

    assertThat(alerts()).isEmpty();
  }

  @Test
  void b64WhatWasToldIsNotToldAgainByTheNextLeader() {
    post("'sla':{'startWithin':'PT5M','finishWithin':'PT20M'}");
    world.passes(Duration.ofMinutes(6));
    world.isDownFor(Duration.ofMinutes(1));
    world.passes(Duration.ofMinutes(1));
    assertThat(alerts()).containsExactly("sla.late_start");

    world.isDownFor(Duration.ofHours(1));

    assertThat(alerts()).containsExactly("sla.late_start", "sla.late_finish");
  }

  @Test
  void b64ALongRunIsToldAndKilledWhereThatWasAgreed() {
    post("'sla':{'maxDuration':'PT10M','action':'kill'}");
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    world.effects();

    world.passes(Duration.ofMinutes(11));

    assertThat(alerts()).containsExactly("sla.long_running");
    assertThat(world.effects()).anyMatch(ChronosEffect.Kill.class::isInstance);
    world.tells(task, TaskState.KILLED);
    assertThat(world.states("a")).containsExactly(RunState.KILLED);
    assertThat(world.last("a").reason()).isEqualTo("sla");
  }

  @Test
  void b64FinishByIsTheNextSuchTimeInTheJobsZone() {
    // It is 11:00 in Berlin.
    world.post(
        "{'name':'a','command':'x','schedule':'R1/2026-01-01T10:00:00Z/PT1H',"
            + "'sla':{'finishBy':'12:30'}}");
    world.passes(Duration.ofMinutes(149));
    assertThat(alerts()).isEmpty();
    world.passes(Duration.ofMinutes(1));
    assertThat(alerts()).containsExactly("sla.late_finish");
  }

  @Test
  void b64ANewAgreementCountsForRunsThatAreOpen() {
    post("'sla':{'startWithin':'PT5M'}");
    world.post("{'name':'a','command':'x','schedule':'R0//PT1H','sla':{'startWithin':'PT50M'}}");

    world.passes(Duration.ofMinutes(49));
    assertThat(alerts()).isEmpty();
    world.passes(Duration.ofMinutes(2));
    assertThat(alerts()).containsExactly("sla.late_start");
  }

  @Test
  void b65AJobWithoutSuccessIsStaleOnceUntilTheNextSuccess() {
    world.post(
        "{'name':'a','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D',"
            + "'expectedEvery':'PT1H'}");
    world.passes(Duration.ofMinutes(59));
    assertThat(alerts()).isEmpty();
    world.passes(Duration.ofHours(5));
    world.isDownFor(Duration.ofHours(5));
    world.passes(Duration.ofHours(5));
    assertThat(alerts()).containsExactly("sla.stale");

    world.happens(new ChronosEvent.RunNow("a", java.util.Optional.empty()));
    world.runsAndEnds(TaskState.FINISHED);
    world.passes(Duration.ofMinutes(59));
    assertThat(alerts()).hasSize(1);
    world.passes(Duration.ofMinutes(2));
    assertThat(alerts()).containsExactly("sla.stale", "sla.stale");
  }

  @Test
  void aRemovedJobIsWatchedNoMore() {
    world.post(
        "{'name':'a','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D',"
            + "'expectedEvery':'PT1H'}");
    world.happens(new ChronosEvent.DeleteJob("a"));
    world.passes(Duration.ofHours(5));

    assertThat(alerts()).isEmpty();
    assertThat(world.state().alarms()).isEqualTo(Alarms.NONE);
  }
}
