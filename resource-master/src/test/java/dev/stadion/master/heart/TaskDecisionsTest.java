package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.master.heart.MasterEvent.ReportedTask;
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

class TaskDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);
  private static final Resources SMALL = Resources.of(1, 512, 0);

  private final Stage stage = new Stage();
  private final FrameworkId framework = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
  private final AgentId agent = stage.agent("a1", BIG);

  @Test
  void anUpdateIsForwardedAndItsAcknowledgementRoutedToTheAgent() {
    stage.running(framework, agent, "t1", SMALL);
    assertThat(stage.effects(MasterEffect.Updated.class))
        .extracting(MasterEffect.Updated::status)
        .containsExactly(new StatusNote.Forwarded(Payload.EMPTY));
    UUID uuid =
        stage
            .state
            .frameworks()
            .get(framework)
            .tasks()
            .get(t1())
            .latest()
            .flatMap(LatestStatus::uuid)
            .orElseThrow();

    stage.call(framework, new FrameworkCall.Acknowledge(agent, t1(), uuid));

    assertThat(stage.effects)
        .containsExactly(
            new MasterEffect.AcknowledgeUpdate(
                stage.streamOf(agent), agent, new TaskKey(framework, t1()), uuid));
    assertThat(stage.state.frameworks().get(framework).tasks()).containsKey(t1());
  }

  @Test
  void theFirstSightOfAnEndFreesTheResourcesAndItsAcknowledgementEndsTheTask() {
    stage.running(framework, agent, "t1", SMALL);

    UUID uuid = stage.report(framework, agent, "t1", TaskState.FINISHED);
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(Resources.empty());
    assertThat(stage.state.frameworks().get(framework).tasks()).containsKey(t1());
    stage.call(framework, new FrameworkCall.Acknowledge(agent, t1(), uuid));

    assertThat(stage.state.frameworks().get(framework).tasks()).isEmpty();
    assertThat(stage.state.agents().get(agent).tasks()).isEmpty();
    assertThat(stage.changes)
        .contains(new MasterChange.TaskForgotten(new TaskKey(framework, t1())));
  }

  @Test
  void resourcesAreFreeEvenWhileAnOlderUpdateWaitsForItsAcknowledgement() {
    stage.call(framework, Stage.launch(stage.offerOn(agent), Stage.task("t1", agent, SMALL)));

    UUID uuid = stage.report(framework, agent, "t1", TaskState.RUNNING, TaskState.FAILED);
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(Resources.empty());
    stage.call(framework, new FrameworkCall.Acknowledge(agent, t1(), uuid));

    assertThat(stage.state.frameworks().get(framework).tasks()).containsKey(t1());
  }

  @Test
  void anEndBehindAnUpdateThatWaitsIsNoRepetitionOfThatUpdate() {
    stage.call(framework, Stage.launch(stage.offerOn(agent), Stage.task("t1", agent, SMALL)));
    stage.report(framework, agent, "t1", TaskState.RUNNING);

    stage.report(framework, agent, "t1", TaskState.RUNNING, TaskState.FINISHED);

    assertThat(stage.effects(MasterEffect.Updated.class)).isEmpty();
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(Resources.empty());

    stage.report(framework, agent, "t1", TaskState.RUNNING, TaskState.FINISHED);

    assertThat(stage.effects(MasterEffect.Updated.class)).hasSize(1);
  }

  @Test
  void anEndIsFinal() {
    stage.running(framework, agent, "t1", SMALL);
    stage.report(framework, agent, "t1", TaskState.FINISHED);

    stage.report(framework, agent, "t1", TaskState.RUNNING);

    assertThat(stage.state.frameworks().get(framework).tasks().get(t1()).state())
        .isEqualTo(TaskState.FINISHED);
  }

  @Test
  void aLateCopyThatANewMasterHasNeverSeenIsPassedOnAndChangesNothing() {
    stage.running(framework, agent, "t1", SMALL);

    stage.report(framework, agent, "t1", TaskState.STARTING, TaskState.RUNNING);

    assertThat(stage.effects(MasterEffect.Updated.class)).hasSize(1);
    Task task = stage.state.frameworks().get(framework).tasks().get(t1());
    assertThat(task.state()).isEqualTo(TaskState.RUNNING);
    assertThat(task.latest().map(LatestStatus::state)).contains(TaskState.RUNNING);
  }

  @Test
  void aLateCopyOfAnOlderStatusChangesNothing() {
    stage.call(framework, Stage.launch(stage.offerOn(agent), Stage.task("t1", agent, SMALL)));
    stage.report(framework, agent, "t1", TaskState.STARTING);
    stage.report(framework, agent, "t1", TaskState.RUNNING);

    stage.report(framework, agent, "t1", TaskState.STARTING);

    assertThat(stage.effects).isEmpty();
    assertThat(stage.state.frameworks().get(framework).tasks().get(t1()).state())
        .isEqualTo(TaskState.RUNNING);
  }

  @Test
  void updatesFromAnOldConnectionAreNotBelieved() {
    stage.running(framework, agent, "t1", SMALL);

    MasterOutcome outcome =
        stage.happens(new MasterEvent.AgentUpdates(agent, "stream-0", List.of()));

    assertThat(outcome).isEqualTo(new MasterOutcome.AgentUnknown());
  }

  @Test
  void aKillGoesToTheAgentEveryTime() {
    stage.running(framework, agent, "t1", SMALL);
    var kill = new FrameworkCall.Kill(t1(), Optional.empty(), Optional.of(Duration.ofSeconds(9)));

    stage.call(framework, kill, kill);

    assertThat(stage.effects(MasterEffect.KillTask.class))
        .hasSize(2)
        .allSatisfy(k -> assertThat(k.grace()).contains(Duration.ofSeconds(9)));
  }

  @Test
  void aKillNamingAnotherAgentIsIgnored() {
    stage.running(framework, agent, "t1", SMALL);

    stage.call(
        framework,
        new FrameworkCall.Kill(t1(), Optional.of(new AgentId("m-S5")), Optional.empty()));

    assertThat(stage.effects).isEmpty();
  }

  @Test
  void aKillForADisconnectedAgentIsSentWhenItComesBack() {
    stage.running(framework, agent, "t1", SMALL);
    stage.disconnect(agent);
    stage.call(framework, new FrameworkCall.Kill(t1(), Optional.empty(), Optional.empty()));
    assertThat(stage.effects).isEmpty();

    stage.agent(Optional.of(agent), Stage.description("a1", BIG), reported(TaskState.RUNNING));

    assertThat(stage.effects(MasterEffect.KillTask.class)).hasSize(1);
  }

  @Test
  void aKillOfAnUnknownTaskIsAnsweredLikeAReconciliation() {
    stage.call(framework, new FrameworkCall.Kill(t1(), Optional.empty(), Optional.empty()));

    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.UNKNOWN);
  }

  @Test
  void implicitReconciliationTellsEveryKnownTaskOnce() {
    stage.running(framework, agent, "t1", SMALL);
    stage.pass(Stage.REFUSE);
    stage.call(framework, Stage.launch(stage.offerOn(agent), Stage.task("t2", agent, SMALL)));

    stage.call(framework, Stage.reconcile());

    assertThat(stage.told())
        .extracting(StatusNote.Made::taskId, StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactlyInAnyOrder(
            tuple("t1", TaskState.RUNNING, "RECONCILIATION"),
            tuple("t2", TaskState.STAGING, "RECONCILIATION"));
  }

  @Test
  void reconciliationTellsTheStateThatWasForwardedLast() {
    stage.call(framework, Stage.launch(stage.offerOn(agent), Stage.task("t1", agent, SMALL)));
    stage.report(framework, agent, "t1", TaskState.RUNNING, TaskState.FAILED);

    stage.call(framework, Stage.reconcile("t1"));

    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.RUNNING);
    assertThat(stage.state.frameworks().get(framework).tasks()).containsKey(t1());
  }

  @Test
  void anUnknownTaskOfARegisteredAgentIsGone() {
    FrameworkId old = stage.subscribe();
    var query = new FrameworkCall.TaskQuery(t1(), Optional.of(agent));

    stage.call(framework, new FrameworkCall.Reconcile(List.of(query)));
    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.GONE);
    stage.call(old, new FrameworkCall.Reconcile(List.of(query)));

    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.LOST);
  }

  @Test
  void anUnknownTaskOfAnUnreachableAgentIsUnreachable() {
    stage.pass(Duration.ofSeconds(90));

    stage.call(
        framework,
        new FrameworkCall.Reconcile(
            List.of(new FrameworkCall.TaskQuery(t1(), Optional.of(agent)))));

    assertThat(stage.told())
        .singleElement()
        .satisfies(note -> {
          assertThat(note.state()).isEqualTo(TaskState.UNREACHABLE);
          assertThat(note.unreachableSince()).isPresent();
        });
  }

  @Test
  void whileARecoveredAgentMayBringTheTaskThereIsNoAnswer() {
    stage.state =
        Recovery.assemble(
            "m",
            8,
            stage.state.counters(),
            stage.state.agents().values(),
            stage.state.frameworks().values(),
            List.of(),
            List.of(),
            RolePolicy.NONE);
    stage.subscribe(Optional.of(framework), Stage.framework("*"));

    stage.call(framework, Stage.reconcile("t1"));

    assertThat(stage.told()).isEmpty();
  }

  @Test
  void aLaunchThatNeverReachedTheAgentIsDropped() {
    stage.call(framework, Stage.launch(stage.offerOn(agent), Stage.task("t1", agent, SMALL)));

    stage.agent(Optional.of(agent), Stage.description("a1", BIG));

    assertThat(stage.told())
        .extracting(StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactly(tuple(TaskState.DROPPED, "AGENT_RESTARTED"));
    assertThat(stage.offered()).extracting(HeldOffer::resources).containsExactly(BIG);
  }

  @Test
  void whatEndedWhileTheFrameworkWasAwayIsToldWhenItAsks() {
    stage.call(framework, Stage.launch(stage.offerOn(agent), Stage.task("t1", agent, SMALL)));
    stage.disconnect(framework);
    stage.agent(Optional.of(agent), Stage.description("a1", BIG));
    stage.subscribe(
        Optional.of(framework), Stage.framework("*", FrameworkCapability.PARTITION_AWARE));

    stage.call(framework, Stage.reconcile("t1"));

    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.DROPPED);
    assertThat(stage.state.frameworks().get(framework).tasks()).isEmpty();
  }

  @Test
  void whatAnAgentBringsBackUnchangedIsNotWrittenAgain() {
    AgentId agent = stage.agent("a1", BIG);
    stage.running(framework, agent, "t1", SMALL);
    LatestStatus known = stage.state.frameworks().get(framework).tasks().get(t1()).latest().get();
    stage.nextMaster();
    stage.changes.clear();

    stage.agent(
        Optional.of(agent),
        Stage.description("a1", BIG),
        reported(TaskState.RUNNING),
        reportedSaying(
            new LatestStatus(known.state(), Optional.empty(), known.at(), known.wire())));

    assertThat(stage.changes)
        .noneMatch(MasterChange.TaskSaved.class::isInstance)
        .noneMatch(MasterChange.TaskProgressed.class::isInstance);
    assertThat(stage.state.frameworks().get(framework).tasks().get(t1()).latest()).contains(known);
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(SMALL);
  }

  @Test
  void aNewerStatusThatAnAgentBringsBackIsWritten() {
    AgentId agent = stage.agent("a1", BIG);
    stage.running(framework, agent, "t1", SMALL);
    stage.nextMaster();
    stage.changes.clear();
    var newer =
        new LatestStatus(
            TaskState.RUNNING, Optional.empty(), stage.now.plusMillis(1), Payload.EMPTY);

    stage.agent(Optional.of(agent), Stage.description("a1", BIG), reportedSaying(newer));

    assertThat(stage.changes).anyMatch(MasterChange.TaskProgressed.class::isInstance);
    assertThat(stage.state.frameworks().get(framework).tasks().get(t1()).latest()).contains(newer);
  }

  private ReportedTask reportedSaying(LatestStatus status) {
    return new ReportedTask(
        new TaskKey(framework, t1()),
        status.state(),
        "*",
        SMALL,
        Optional.empty(),
        Payload.EMPTY,
        Optional.of(status));
  }

  private ReportedTask reported(TaskState state) {
    return new ReportedTask(
        new TaskKey(framework, t1()),
        state,
        "*",
        SMALL,
        Optional.empty(),
        Payload.EMPTY,
        Optional.empty());
  }

  private static TaskId t1() {
    return new TaskId("t1");
  }
}
