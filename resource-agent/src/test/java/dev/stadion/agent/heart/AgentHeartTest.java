package dev.stadion.agent.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Decisions of an agent, without a process or a master. */
class AgentHeartTest {
  private static final AgentId AGENT = new AgentId("agent-1");
  private static final FrameworkId FRAMEWORK = new FrameworkId("f");
  private static final TaskKey TASK = new TaskKey(FRAMEWORK, new TaskId("t"));
  private static final ContainerId CONTAINER = new ContainerId("c");
  private static final Document NOTHING = Document.of(new byte[0]);
  private static final ProcessStatus RUNNING = new ProcessStatus.Running(42, 7);

  private final AgentHeart heart = new AgentHeart(ExecutorTimes.DEFAULTS);
  private final List<AgentEffect> effects = new ArrayList<>();
  private final List<AgentChange> journal = new ArrayList<>();
  private AgentState state = AgentState.EMPTY;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void onlyTheHeadIsSentAndTheNextFollowsItsAcknowledgement() {
    registered();
    happens(order());
    happens(observed(RUNNING));

    assertThat(said()).containsExactly(TaskState.STARTING);
    acknowledgeHead();
    assertThat(said()).containsExactly(TaskState.STARTING, TaskState.RUNNING);
  }

  @Test
  void anUnacknowledgedHeadIsSentAgainAfterTenSecondsDoublingToTenMinutes() {
    registered();
    happens(order());

    var pauses = new ArrayList<Duration>();
    for (int i = 0; i < 9; i++) {
      Instant due = heart.wakeAt(state).orElseThrow();
      pauses.add(Duration.between(now, due));
      now = due;
      happens(heart.wakeUp());
    }

    assertThat(pauses.stream().map(Duration::toSeconds))
        .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
    assertThat(said()).hasSize(10).containsOnly(TaskState.STARTING);
  }

  @Test
  void anEndTravelsWithTheHeadAndTheTaskIsClosedWhenItWasHeard() {
    registered();
    happens(order());
    happens(observed(RUNNING));
    effects.clear();

    happens(observed(new ProcessStatus.Exited(0, now)));

    assertThat(effects.getFirst())
        .isInstanceOfSatisfying(
            AgentEffect.Say.class,
            say -> {
              assertThat(say.update().state()).isEqualTo(TaskState.STARTING);
              assertThat(say.task().state()).isEqualTo(TaskState.FINISHED);
            });
    acknowledgeHead();
    acknowledgeHead();
    acknowledgeHead();
    assertThat(state.tasks()).isEmpty();
    assertThat(state.closedTask(TASK)).isPresent();
  }

  @Test
  void aForeignOrRepeatedAcknowledgementChangesNothing() {
    registered();
    happens(order());
    var receipt = new AgentEvent.Receipt(TASK, head().uuid());
    happens(new AgentEvent.Acknowledged(1, List.of(receipt)));
    AgentState before = state;

    happens(new AgentEvent.Acknowledged(1, List.of(receipt)));

    assertThat(state).isEqualTo(before);
  }

  @Test
  void aRepeatedOrderIsAnsweredEvenAfterTheTaskWasClosed() {
    registered();
    happens(order());
    happens(observed(new ProcessStatus.Exited(1, now)));
    acknowledgeHead();
    acknowledgeHead();
    effects.clear();

    happens(order());

    assertThat(effects).hasSize(1);
    assertThat(said()).containsExactly(TaskState.FAILED);
  }

  @Test
  void aKillIsTermThenKillThenKillAgain() {
    registered();
    happens(order());
    happens(observed(RUNNING));
    effects.clear();

    happens(new AgentEvent.Kill(1, TASK, Optional.of(Duration.ofSeconds(2))));
    assertThat(effects).contains(new AgentEffect.Terminate(CONTAINER));

    happensAfter(Duration.ofSeconds(2));
    assertThat(effects).endsWith(new AgentEffect.Kill(CONTAINER));
    effects.clear();
    happensAfter(Duration.ofSeconds(5));
    assertThat(effects).endsWith(new AgentEffect.Kill(CONTAINER));

    happens(observed(new ProcessStatus.Exited(0, now)));
    assertThat(state.task(TASK).orElseThrow().state()).isEqualTo(TaskState.KILLED);
  }

  @Test
  void aLaterKillCanShortenTheGraceButNotLengthenIt() {
    registered();
    happens(order());
    happens(observed(RUNNING));
    happens(new AgentEvent.Kill(1, TASK, Optional.of(Duration.ofSeconds(8))));

    happens(new AgentEvent.Kill(1, TASK, Optional.of(Duration.ofSeconds(100))));
    assertThat(killAt()).isEqualTo(now.plusSeconds(8));
    happens(new AgentEvent.Kill(1, TASK, Optional.of(Duration.ofSeconds(3))));
    assertThat(killAt()).isEqualTo(now.plusSeconds(3));
    assertThat(effects.stream().filter(AgentEffect.Terminate.class::isInstance)).hasSize(1);
  }

  @Test
  void aTaskThatRunsTooLongHasFailed() {
    registered();
    happens(
        new AgentEvent.Run(1, framework(), List.of(order(Optional.of(Duration.ofSeconds(30))))));
    happens(observed(RUNNING));

    happensAfter(Duration.ofSeconds(30));
    assertThat(effects).contains(new AgentEffect.Terminate(CONTAINER));
    happens(observed(new ProcessStatus.Signaled(15, now)));

    assertThat(last())
        .returns(TaskState.FAILED, StatusUpdate::state)
        .returns(Optional.of("MAX_COMPLETION_TIME_REACHED"), StatusUpdate::reason);
  }

  @Test
  void anOrderThatARestartedAgentFindsUnstartedIsDropped() {
    registered();
    happens(order());

    happens(new AgentEvent.Recovered(List.of(), true));

    assertThat(last())
        .returns(TaskState.DROPPED, StatusUpdate::state)
        .returns(Optional.of("AGENT_RESTARTED"), StatusUpdate::reason);
  }

  @Test
  void anOrderThatANewSupervisorDoesNotKnowIsGivenAgain() {
    registered();
    happens(order());
    effects.clear();

    happens(new AgentEvent.Recovered(List.of(), false));

    assertThat(effects).singleElement().isInstanceOf(AgentEffect.Launch.class);
  }

  @Test
  void aProcessThatVanishedIsGone() {
    registered();
    happens(order());
    happens(observed(RUNNING));

    happens(
        new AgentEvent.Recovered(
            List.of(seen(new ProcessStatus.Vanished("the machine was restarted", now))), true));

    assertThat(last())
        .returns(TaskState.GONE, StatusUpdate::state)
        .returns("The exit status is not known: the machine was restarted", StatusUpdate::message);
  }

  @Test
  void aProcessNobodyAnswersForIsKilled() {
    registered();

    happens(new AgentEvent.Recovered(List.of(seen(RUNNING)), true));

    assertThat(effects).containsExactly(new AgentEffect.Kill(CONTAINER));
  }

  @Test
  void whatTheKernelKilledForItsMemorySaysSo() {
    registered();
    happens(order());
    happens(observed(RUNNING));

    happens(
        new AgentEvent.Observed(
            List.of(
                new Observation(
                    CONTAINER,
                    new ProcessStatus.Signaled(9, now),
                    Optional.of("Memory limit exceeded")))));

    assertThat(last())
        .returns(Optional.of("CONTAINER_LIMITATION_MEMORY"), StatusUpdate::reason)
        .returns("Memory limit exceeded", StatusUpdate::message);
  }

  @Test
  void aLowerEpochIsRefusedAndAHigherOneRemembered() {
    registered();
    happens(new AgentEvent.Pinged(7, true));
    effects.clear();

    var decision = heart.decide(state, new AgentEvent.Pinged(6, true), now);

    assertThat(decision.outcome()).isEqualTo(new AgentOutcome.StaleMaster(6, 7));
    assertThat(decision.changes()).isEmpty();
    assertThat(decision.effects()).singleElement().isInstanceOf(AgentEffect.Resubscribe.class);
    assertThat(journal).contains(new AgentChange.EpochSeen(7));
  }

  @Test
  void everyUpdateOfATaskHasItsOwnId() {
    registered();
    happens(order());
    happens(observed(RUNNING));
    happens(new AgentEvent.Kill(1, TASK, Optional.empty()));
    happens(observed(new ProcessStatus.Signaled(15, now)));

    assertThat(state.task(TASK).orElseThrow().updates().stream().map(StatusUpdate::uuid))
        .hasSize(4)
        .doesNotHaveDuplicates();
  }

  @Test
  void theStateIsWhatTheJournalTells() {
    registered();
    happens(order());
    happens(observed(RUNNING));
    acknowledgeHead();
    happens(new AgentEvent.Kill(1, TASK, Optional.empty()));

    AgentState replayed = AgentState.EMPTY;
    for (AgentChange change : journal) {
      replayed = replayed.apply(change);
    }

    AgentTask lives = state.task(TASK).orElseThrow();
    AgentTask told = replayed.task(TASK).orElseThrow();
    assertThat(told.updates()).isEqualTo(lives.updates());
    assertThat(told.ending()).isEqualTo(lives.ending());
    assertThat(told.process()).isEqualTo(lives.process());
    assertThat(replayed.id()).isEqualTo(state.id());
    assertThat(replayed.epoch()).isEqualTo(state.epoch());
  }

  private void registered() {
    happens(new AgentEvent.Subscribed(1, AGENT));
  }

  private void happens(AgentEvent event) {
    var decision = heart.decide(state, event, now);
    state = decision.state();
    effects.addAll(decision.effects());
    journal.addAll(decision.changes());
  }

  private void happensAfter(Duration pause) {
    now = now.plus(pause);
    happens(heart.wakeUp());
  }

  private void acknowledgeHead() {
    happens(new AgentEvent.Acknowledged(1, List.of(new AgentEvent.Receipt(TASK, head().uuid()))));
  }

  private StatusUpdate head() {
    return state.task(TASK).orElseThrow().updates().getFirst();
  }

  private StatusUpdate last() {
    return state.task(TASK).orElseThrow().last().orElseThrow();
  }

  private Instant killAt() {
    return state.task(TASK).orElseThrow().ending().orElseThrow().killAt();
  }

  private List<TaskState> said() {
    return effects.stream()
        .filter(AgentEffect.Say.class::isInstance)
        .map(effect -> ((AgentEffect.Say) effect).update().state())
        .toList();
  }

  private static AgentEvent order() {
    return new AgentEvent.Run(1, framework(), List.of(order(Optional.empty())));
  }

  private static TaskOrder order(Optional<Duration> maxCompletion) {
    return new TaskOrder(
        TASK, CONTAINER, NOTHING, Duration.ofSeconds(3), maxCompletion, Optional.empty());
  }

  private static Framework framework() {
    return new Framework(FRAMEWORK, true, true, NOTHING);
  }

  private static AgentEvent observed(ProcessStatus status) {
    return new AgentEvent.Observed(List.of(seen(status)));
  }

  private static Observation seen(ProcessStatus status) {
    return new Observation(CONTAINER, status, Optional.empty());
  }
}
