package dev.stadion.offerclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.scheduling.backoff.Backoff;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final TaskId A = new TaskId("a");
  private static final TaskId B = new TaskId("b");

  private final List<Call> calls = new ArrayList<>();
  private final ManualTimer timer = new ManualTimer();
  private final Reconciler reconciler =
      new Reconciler(
          call -> calls.add(call.apply(new FrameworkId("F"))),
          timer,
          new Backoff(Duration.ofSeconds(5), 2, Duration.ofMinutes(1)));

  @Test
  void tasksAreAskedAboutUntilEachHasItsAnswer() {
    reconciler.begin(Map.of(A, Optional.of(new AgentId("S0")), B, Optional.empty()));
    assertThat(asked()).containsExactlyInAnyOrder("a@S0", "b@");

    reconciler.heard(update(A));
    timer.advance(Duration.ofSeconds(5));
    assertThat(asked()).containsExactly("b@");
    timer.advance(Duration.ofSeconds(9));
    assertThat(calls).as("the second wait is twice the first").isEmpty();
    timer.advance(Duration.ofSeconds(1));
    assertThat(asked()).containsExactly("b@");

    reconciler.heard(update(B));
    timer.advance(Duration.ofMinutes(5));
    assertThat(calls).isEmpty();
    assertThat(reconciler.unanswered()).isZero();
  }

  @Test
  void everyQuarterOfAnHourAllTasksAreAskedAboutAtOnce() {
    reconciler.begin(Map.of());
    assertThat(calls).isEmpty();

    timer.advance(Duration.ofMinutes(31));

    assertThat(calls).hasSize(2);
    assertThat(asked()).isEmpty();
  }

  @Test
  void nothingIsAskedWithoutASubscriptionAndAnEarlierOneIsForgotten() {
    reconciler.begin(Map.of(A, Optional.empty()));
    reconciler.stop();
    calls.clear();
    timer.advance(Duration.ofHours(1));
    assertThat(calls).isEmpty();

    reconciler.begin(Map.of(B, Optional.empty()));
    assertThat(asked()).containsExactly("b@");
  }

  private List<String> asked() {
    List<String> asked =
        calls.getLast().getReconcile().getTasksList().stream()
            .map(task -> task.getTaskId().getValue() + "@" + task.getAgentId().getValue())
            .toList();
    calls.clear();
    return asked;
  }

  private static TaskUpdate update(TaskId task) {
    return new TaskUpdate(
        task,
        Optional.empty(),
        TaskState.RUNNING,
        Optional.of("RECONCILIATION"),
        "",
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        List.of());
  }
}
