package dev.stadion.master.heart;

import static dev.stadion.master.heart.Stage.launch;
import static dev.stadion.master.heart.Stage.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.master.heart.MasterEffect.AgentFailed;
import dev.stadion.master.heart.MasterEffect.AgentRefused;
import dev.stadion.master.heart.MasterEffect.DrainTask;
import dev.stadion.master.heart.MasterEffect.Rescinded;
import dev.stadion.master.heart.MasterEvent.AgentSubscribe;
import dev.stadion.master.heart.MasterOutcome.OperatorRefused;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Gone, drained and deactivated agents (mesos-v1.md §8.1, §7.2, §7.5). */
class AgentUpkeepDecisionsTest {
  private static final Resources MACHINE = Resources.of(4, 4096, 0);
  private static final Resources SMALL = Resources.of(1, 64, 0);

  private final Stage stage = new Stage();

  @Test
  void anAgentMarkedGoneTakesItsTasksAlongAndIsToldSo() {
    FrameworkId aware = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(aware, agent, "t1", SMALL);
    String stream = stage.streamOf(agent);

    MasterOutcome outcome = operator(new OperatorCall.MarkAgentGone(agent));

    assertThat(outcome).isEqualTo(new MasterOutcome.Accepted());
    assertThat(stage.told())
        .extracting(StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactly(tuple(TaskState.GONE_BY_OPERATOR, "AGENT_REMOVED_BY_OPERATOR"));
    assertThat(stage.effects(AgentFailed.class)).hasSize(1);
    assertThat(stage.effects(AgentRefused.class))
        .extracting(AgentRefused::stream)
        .containsExactly(stream);
    assertThat(stage.state.agents().get(agent).status()).isEqualTo(AgentStatus.GONE);
    assertThat(stage.state.frameworks().get(aware).tasks()).isEmpty();
    assertThat(stage.state.history().of(aware))
        .extracting(Task::state)
        .containsExactly(TaskState.GONE_BY_OPERATOR);
    assertThat(stage.notes).contains(new OperatorNote.AgentRemoved(agent));
  }

  @Test
  void aFrameworkThatIsNotPartitionAwareHearsOfLostTasks() {
    FrameworkId plain = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(plain, agent, "t1", SMALL);

    operator(new OperatorCall.MarkAgentGone(agent));

    assertThat(stage.told())
        .extracting(StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactly(tuple(TaskState.LOST, "AGENT_REMOVED"));
  }

  @Test
  void aGoneAgentIsTurnedAwayAlsoByTheNextMaster() {
    AgentId agent = stage.agent("h1", MACHINE);
    operator(new OperatorCall.MarkAgentGone(agent));
    stage.nextMaster();

    MasterOutcome outcome =
        stage.happens(
            new AgentSubscribe(
                "late",
                Optional.of(agent),
                Stage.description("h1", MACHINE),
                List.of(),
                List.of(),
                0));

    assertThat(outcome).isEqualTo(new MasterOutcome.AgentTurnedAway(agent));
    assertThat(stage.effects(AgentRefused.class)).hasSize(1);
    AgentId other = stage.agent("h1", MACHINE);
    assertThat(other).isNotEqualTo(agent);
    assertThat(stage.state.agents().get(agent).status()).isEqualTo(AgentStatus.GONE);
  }

  @Test
  void markingGoneTwiceIsFineAndUnknownAgentsAreNotFound() {
    AgentId agent = stage.agent("h1", MACHINE);
    operator(new OperatorCall.MarkAgentGone(agent));

    assertThat(operator(new OperatorCall.MarkAgentGone(agent)))
        .isEqualTo(new MasterOutcome.Accepted());
    assertThat(operator(new OperatorCall.MarkAgentGone(new AgentId("nobody"))))
        .isInstanceOfSatisfying(
            OperatorRefused.class,
            refused -> assertThat(refused.why()).isEqualTo(OperatorRefused.Why.UNKNOWN));
  }

  @Test
  void aDrainTakesOffersBackAndAsksEveryTaskToEnd() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", SMALL);
    stage.pass(Stage.REFUSE);

    operator(new OperatorCall.DrainAgent(agent, Optional.of(Duration.ofSeconds(7)), false));

    assertThat(stage.effects(Rescinded.class)).hasSize(1);
    assertThat(stage.effects(DrainTask.class))
        .singleElement()
        .satisfies(drain -> {
          assertThat(drain.task().id()).isEqualTo(new TaskId("t1"));
          assertThat(drain.maxGrace()).contains(Duration.ofSeconds(7));
          assertThat(drain.markGone()).isFalse();
        });
    assertThat(stage.offered()).isEmpty();
    assertThat(stage.state.agents().get(agent).upkeep().draining()).isTrue();
  }

  @Test
  void anAgentIsDrainedWhenItsLastTasksEndWasAcknowledged() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", SMALL);
    operator(new OperatorCall.DrainAgent(agent, Optional.empty(), false));

    UUID uuid = stage.report(framework, agent, "t1", TaskState.KILLED);
    assertThat(stage.state.agents().get(agent).upkeep().draining()).isTrue();
    stage.call(framework, new FrameworkCall.Acknowledge(agent, new TaskId("t1"), uuid));

    assertThat(stage.state.agents().get(agent).upkeep().drain().orElseThrow().drained()).isTrue();
    assertThat(stage.offered()).isEmpty();
    operator(new OperatorCall.ReactivateAgent(agent));
    assertThat(stage.offered()).hasSize(1);
    assertThat(stage.state.agents().get(agent).upkeep()).isEqualTo(Upkeep.NONE);
  }

  @Test
  void anEmptyAgentIsDrainedAtOnceAndGoneIfThatWasTheWish() {
    AgentId first = stage.agent("h1", MACHINE);
    AgentId second = stage.agent("h2", MACHINE);

    operator(new OperatorCall.DrainAgent(first, Optional.empty(), false));
    operator(new OperatorCall.DrainAgent(second, Optional.empty(), true));

    assertThat(stage.state.agents().get(first).upkeep().drain().orElseThrow().drained()).isTrue();
    assertThat(stage.state.agents().get(second).status()).isEqualTo(AgentStatus.GONE);
  }

  @Test
  void aDrainGoesOnWhenTheAgentComesBackToAnotherMaster() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", SMALL);
    operator(new OperatorCall.DrainAgent(agent, Optional.empty(), true));
    Task running = stage.state.frameworks().get(framework).tasks().get(new TaskId("t1"));
    stage.nextMaster();

    stage.agent(
        Optional.of(agent),
        Stage.description("h1", MACHINE),
        new MasterEvent.ReportedTask(
            running.key(),
            TaskState.RUNNING,
            "*",
            SMALL,
            Optional.empty(),
            Payload.EMPTY,
            Optional.empty()));

    assertThat(stage.effects(DrainTask.class))
        .extracting(DrainTask::markGone)
        .containsExactly(true);
    assertThat(stage.offered()).isEmpty();
  }

  @Test
  void aLaunchOnADrainingAgentIsDroppedForThatReason() {
    FrameworkId framework = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
    AgentId agent = stage.agent("h1", MACHINE);
    var offer = stage.offerOn(agent);
    operator(new OperatorCall.DrainAgent(agent, Optional.empty(), false));

    stage.call(framework, launch(offer, task("t1", agent, SMALL)));

    assertThat(stage.told())
        .extracting(StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactly(tuple(TaskState.DROPPED, "AGENT_DRAINING"));
  }

  @Test
  void aDeactivatedAgentKeepsItsTasksAndIsNotOffered() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", SMALL);

    operator(new OperatorCall.DeactivateAgent(agent));
    stage.report(framework, agent, "t1", TaskState.FINISHED);

    assertThat(stage.offered()).isEmpty();
    assertThat(stage.effects(DrainTask.class)).isEmpty();
    operator(new OperatorCall.ReactivateAgent(agent));
    assertThat(stage.offered()).hasSize(1);
  }

  @Test
  void onlyDeactivatedAgentsThatAreNotDrainingCanBeReactivated() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", SMALL);

    assertThat(operator(new OperatorCall.ReactivateAgent(agent)))
        .isInstanceOf(OperatorRefused.class);
    operator(new OperatorCall.DrainAgent(agent, Optional.empty(), false));
    assertThat(operator(new OperatorCall.ReactivateAgent(agent)))
        .isInstanceOf(OperatorRefused.class);
  }

  @Test
  void unknownTasksAreToldByWhatBecameOfTheirAgent() {
    FrameworkId aware = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
    AgentId there = stage.agent("h1", MACHINE);
    AgentId away = stage.agent("h2", MACHINE);
    AgentId gone = stage.agent("h3", MACHINE);
    operator(new OperatorCall.MarkAgentGone(gone));
    for (int i = 0; i < 6; i++) {
      stage.pass(Duration.ofSeconds(15));
      stage.pong(there);
    }

    assertThat(asked(aware, Optional.of(there))).isEqualTo(TaskState.GONE);
    assertThat(asked(aware, Optional.of(away))).isEqualTo(TaskState.UNREACHABLE);
    assertThat(stage.told().getFirst().unreachableSince()).isPresent();
    assertThat(asked(aware, Optional.of(gone))).isEqualTo(TaskState.GONE_BY_OPERATOR);
    assertThat(stage.told().getFirst().unreachableSince()).isEmpty();
    assertThat(asked(aware, Optional.of(new AgentId("nobody")))).isEqualTo(TaskState.UNKNOWN);
    assertThat(asked(aware, Optional.empty())).isEqualTo(TaskState.UNKNOWN);
    FrameworkId plain = stage.subscribe();
    for (AgentId agent : List.of(there, away, gone, new AgentId("nobody"))) {
      assertThat(asked(plain, Optional.of(agent))).isEqualTo(TaskState.LOST);
    }
  }

  @Test
  void nothingIsSaidOfTasksWhoseAgentMayStillBringThem() {
    AgentId agent = stage.agent("h1", MACHINE);
    stage.nextMaster();
    FrameworkId framework = stage.subscribe(FrameworkCapability.PARTITION_AWARE);

    query(framework, Optional.of(agent));
    assertThat(stage.told()).isEmpty();
    query(framework, Optional.empty());
    assertThat(stage.told()).isEmpty();
    assertThat(asked(framework, Optional.of(new AgentId("nobody")))).isEqualTo(TaskState.UNKNOWN);
  }

  private TaskState asked(FrameworkId framework, Optional<AgentId> agent) {
    query(framework, agent);
    assertThat(stage.told().getFirst().reason()).isEqualTo("RECONCILIATION");
    return stage.told().getFirst().state();
  }

  private void query(FrameworkId framework, Optional<AgentId> agent) {
    stage.call(
        framework,
        new FrameworkCall.Reconcile(
            List.of(new FrameworkCall.TaskQuery(new TaskId("unknown"), agent))));
  }

  private MasterOutcome operator(OperatorCall call) {
    return stage.happens(new MasterEvent.FromOperator(call));
  }
}
