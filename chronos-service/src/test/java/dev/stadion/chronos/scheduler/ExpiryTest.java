package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md B-66: jobs that go by themselves. */
class ExpiryTest {
  private final World world = new World();

  private void postOnce(String deleteAfter) {
    world.post(
        "{'name':'a','command':'x','schedule':'R1//PT1H','retries':0,'deleteAfter':'%s'}"
            .formatted(deleteAfter));
  }

  private boolean isThere() {
    return world.state().job("a").isPresent();
  }

  @Test
  void afterItsSuccessAJobIsGoneAndItsRunIsKept() {
    postOnce("success");

    world.runsAndEnds(TaskState.FINISHED);

    assertThat(isThere()).isFalse();
    assertThat(world.runs("a")).hasSize(1);
    assertThat(world.store().load(1).jobs()).isEmpty();
  }

  @Test
  void aFailureIsNoSuccessButACompletion() {
    postOnce("success");
    world.runsAndEnds(TaskState.FAILED);
    assertThat(isThere()).isTrue();

    postOnce("completion");
    world.runsAndEnds(TaskState.FAILED);

    assertThat(isThere()).isFalse();
  }

  @Test
  void aJobThatIsKilledIsCompleteToo() {
    postOnce("completion");
    world.runsAndEnds(TaskState.KILLED);

    assertThat(isThere()).isFalse();
  }

  @Test
  void whatOnlyStoodInTheDocumentIsNoSuccess() {
    world.post(
        "{'name':'a','command':'x','schedule':'R1//PT1H','retries':0,'deleteAfter':'success',"
            + "'lastSuccess':'2013-03-15T13:02:14.243Z'}");
    world.runsAndEnds(TaskState.FAILED);

    assertThat(isThere()).isTrue();
  }

  @Test
  void aRunThatIsNotOverHoldsTheJobBack() {
    world.post(
        "{'name':'a','command':'x','schedule':'R1//PT1H','concurrent':true,"
            + "'deleteAfter':'success'}");
    TaskId first = world.isOffered().getFirst();
    world.happens(new ChronosEvent.RunNow("a", Optional.of("again")));
    TaskId second = world.isOffered().getFirst();

    world.tells(first, TaskState.FINISHED);
    assertThat(isThere()).isTrue();
    world.tells(second, TaskState.KILLED);

    assertThat(isThere()).isFalse();
  }

  @Test
  void someTimeAfterItsEndAJobIsGoneAlsoUnderTheNextLeader() {
    postOnce("PT10M");
    world.runsAndEnds(TaskState.FINISHED);

    world.isDownFor(Duration.ofMinutes(1));
    world.passes(Duration.ofMinutes(9).minusMillis(1));
    assertThat(isThere()).isTrue();
    world.passes(Duration.ofMillis(1));

    assertThat(isThere()).isFalse();
  }

  @Test
  void anotherRunBeginsTheTimeAnew() {
    world.post(
        "{'name':'a','command':'x','schedule':'R5//PT24H','retries':1,'deleteAfter':'PT10M'}");
    world.runsAndEnds(TaskState.FINISHED);
    world.passes(Duration.ofMinutes(9));
    world.happens(new ChronosEvent.RunNow("a", Optional.empty()));
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);

    world.passes(Duration.ofMinutes(30));
    assertThat(isThere()).isTrue();
    world.tells(task, TaskState.FAILED);
    world.passes(Duration.ofMinutes(2));
    world.runsAndEnds(TaskState.FINISHED);
    world.passes(Duration.ofMinutes(9));
    assertThat(isThere()).isTrue();
    world.passes(Duration.ofMinutes(1));

    assertThat(isThere()).isFalse();
  }

  @Test
  void aJobThatIsDeclaredAnewDoesNotGoForWhatItDidBefore() {
    postOnce("PT10M");
    world.runsAndEnds(TaskState.FINISHED);
    world.post("{'name':'a','command':'x','schedule':'R1/2199-01-01T00:00:00Z/PT1H'}");

    world.passes(Duration.ofHours(1));

    assertThat(isThere()).isTrue();
  }

  @Test
  void aChildOfItRunsAllTheSame() {
    postOnce("success");
    world.postDependent("b", "'a'");

    world.runsAndEnds(TaskState.FINISHED);

    assertThat(isThere()).isFalse();
    assertThat(world.isOffered()).hasSize(1);
  }
}
