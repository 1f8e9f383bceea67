package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.run.Run;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md §12.9: who goes first, and what is shared. */
class PoolsTest {
  private final World world = new World();

  private void pool(String name, int slots) {
    world.happens(new ChronosEvent.PutPool(new Pool(name, slots, "")));
  }

  private void post(String name, String more) {
    world.post("{'name':'" + name + "','command':'x','schedule':'R1//PT1H'" + more + "}");
  }

  private List<String> launched() {
    return world.isOffered().stream().map(t -> t.value().split(":")[3]).toList();
  }

  private Optional<Waiting.Reason> blocked(String job) {
    return Waiting.of(world.state(), world.last(job));
  }

  @Test
  void theLaneThenPriorityThenTheOlderTickDecideWhoGoesFirst_B40() {
    post("usual", "");
    post("low", ",'priority':1");
    post("urgent", ",'priority':90");
    post("high", ",'highPriority':true,'priority':0");
    world.passes(Duration.ofSeconds(1));
    post("later", "");

    assertThat(Waiting.all(world.state()))
        .extracting(Run::job)
        .containsExactly("high", "urgent", "usual", "later", "low");
    assertThat(launched()).containsExactly("high", "urgent", "usual", "later", "low");
  }

  @Test
  void runsShareThePoolsSlotsAndOthersPassBy_B41() {
    pool("db", 3);
    post("a", ",'pool':'db','poolSlots':2");
    post("b", ",'pool':'db','poolSlots':2");
    post("c", ",'pool':'db'");
    post("d", "");

    assertThat(launched()).containsExactly("a", "c", "d");
    assertThat(blocked("b")).contains(Waiting.Reason.POOL);
  }

  @Test
  void slotsAreFreeInTheTurnInWhichTheRunEndsAndOffersAreAskedFor_B41() {
    pool("db", 1);
    post("a", ",'pool':'db'");
    post("b", ",'pool':'db'");
    TaskId task = world.isOffered().getFirst();
    world.passes(Duration.ofSeconds(1));
    world.effects();

    world.tells(task, TaskState.FINISHED);

    assertThat(world.state().commons().used()).isEmpty();
    assertThat(world.effects()).contains(new ChronosEffect.Revive());
    assertThat(launched()).containsExactly("b");
  }

  @Test
  void aRunKeepsItsSlotsWhileItWaitsForItsRetryAndAfterAFailover_B41() {
    pool("db", 1);
    post("a", ",'pool':'db'");
    post("b", ",'pool':'db'");
    world.tells(world.isOffered().getFirst(), TaskState.FAILED);

    assertThat(launched()).isEmpty();
    world.isDownFor(Duration.ofMinutes(2));
    assertThat(launched()).containsExactly("a");
  }

  @Test
  void aPoolMayShrinkBelowWhatIsUsedAndLaunchesWait_B42() {
    pool("db", 2);
    post("a", ",'pool':'db'");
    post("b", ",'pool':'db'");
    post("c", ",'pool':'db'");
    List<TaskId> tasks = world.isOffered();

    pool("db", 1);
    world.tells(tasks.getFirst(), TaskState.FINISHED);
    assertThat(launched()).isEmpty();
    world.tells(tasks.getLast(), TaskState.FINISHED);
    assertThat(launched()).containsExactly("c");
  }

  @Test
  void aPoolThatGrowsAsksForOffersForWhoWaits_B42() {
    pool("db", 1);
    post("a", ",'pool':'db'");
    post("b", ",'pool':'db'");
    assertThat(launched()).containsExactly("a");
    world.passes(Duration.ofSeconds(1));
    world.effects();

    pool("db", 2);

    assertThat(world.effects()).contains(new ChronosEffect.Revive());
    assertThat(launched()).containsExactly("b");
  }

  @Test
  void aJobThatMayRunOftenerAtOnceAsksForOffersForItsRunsThatWait() {
    world.post(
        "{'name':'a','command':'x','schedule':'R//PT1H','concurrent':true,'maxConcurrentRuns':1}");
    world.happens(new ChronosEvent.RunNow("a", Optional.of("-v")));
    assertThat(launched()).containsExactly("a");
    world.passes(Duration.ofSeconds(2));
    assertThat(launched()).isEmpty();
    assertThat(world.state().link().suppressed()).isTrue();
    world.effects();

    world.post("{'name':'a','command':'x','schedule':'R0//PT1H','concurrent':true}");

    assertThat(world.effects()).contains(new ChronosEffect.Revive());
    assertThat(launched()).containsExactly("a");
  }

  @Test
  void aJobThatIsHeldBackNoMoreAsksForOffers() {
    post("a", "");
    world.happens(new ChronosEvent.PauseJob("a"));
    assertThat(launched()).isEmpty();
    world.passes(Duration.ofSeconds(1));
    world.effects();

    world.happens(new ChronosEvent.ResumeJob("a", false));

    assertThat(world.effects()).contains(new ChronosEffect.Revive());
    assertThat(launched()).containsExactly("a");
  }

  @Test
  void aJobThatNeedsLessNowAsksForOffersForItsRunThatWaits() {
    post("a", ",'cpus':100");
    assertThat(launched()).isEmpty();
    world.passes(Duration.ofSeconds(1));
    world.effects();

    post("a", ",'cpus':1,'disabled':false");

    assertThat(world.effects()).contains(new ChronosEffect.Revive());
    assertThat(launched()).containsExactly("a");
  }

  @Test
  void anUnknownPoolIsRefusedAndAUsedOneStays_B42() {
    assertThat(world.post("{'name':'a','command':'x','pool':'db'}"))
        .isInstanceOf(ChronosOutcome.Rejected.class);
    pool("db", 1);
    post("a", ",'pool':'db'");
    assertThat(world.happens(new ChronosEvent.DeletePool("db")))
        .isEqualTo(new ChronosOutcome.Conflict("the pool is used by a"));
    assertThat(world.happens(new ChronosEvent.DeletePool("x")))
        .isInstanceOf(ChronosOutcome.NotFound.class);
    assertThat(world.post("{'name':'b','command':'x','pool':'default'}"))
        .isInstanceOf(ChronosOutcome.Done.class);
  }

  @Test
  void whoWaitsIsToldWhatFor_B43() {
    post("small", "");
    post("picky", ",'constraints':[['rack','EQUALS','r1']]");
    post("alone", "");
    world.isOffered(0.1, 128);
    assertThat(blocked("picky")).contains(Waiting.Reason.CONSTRAINTS);

    world.happens(new ChronosEvent.RunNow("small", Optional.empty()));
    assertThat(blocked("small")).contains(Waiting.Reason.CONCURRENCY);
    assertThat(blocked("alone")).contains(Waiting.Reason.RESOURCES);

    world.happens(new ChronosEvent.PauseAll());
    assertThat(blocked("alone")).contains(Waiting.Reason.PAUSED);
  }
}
