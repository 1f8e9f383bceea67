package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaunchDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);
  private static final Resources SMALL = Resources.of(1, 512, 0);

  private final Stage stage = new Stage();
  private final FrameworkId framework = stage.subscribe();
  private final AgentId agent = stage.agent("a1", BIG);
  private final OfferId offer = stage.offerOn(agent);

  @Test
  void aLaunchIsMadeDurableWithItsAgentAndEpochAndThenSent() {
    stage.changes.clear();

    MasterOutcome outcome = stage.call(framework, Stage.launch(offer, task("t1"), task("t2")));

    assertThat(outcome).isEqualTo(new MasterOutcome.Accepted());
    assertThat(stage.changes)
        .allSatisfy(change -> {
          Task saved = ((MasterChange.TaskSaved) change).task();
          assertThat(saved.agent()).isEqualTo(agent);
          assertThat(saved.epoch()).isEqualTo(7);
          assertThat(saved.state()).isEqualTo(TaskState.STAGING);
        })
        .hasSize(2);
    assertThat(stage.effects(MasterEffect.RunTasks.class))
        .singleElement()
        .satisfies(run ->
            assertThat(run.tasks()).extracting(t -> t.id().value()).containsExactly("t1", "t2"));
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(SMALL.plus(SMALL));
  }

  @Test
  void whatIsLeftIsFilteredForTheGivenTime() {
    stage.call(framework, Stage.launch(offer, task("t1")));
    assertThat(stage.offered()).isEmpty();

    stage.pass(Stage.REFUSE);

    assertThat(stage.offered())
        .singleElement()
        .satisfies(again -> assertThat(again.resources()).isEqualTo(BIG.minus(SMALL)));
  }

  @Test
  void aLaunchThatAsksForNoFilterIsOfferedTheRestAtOnce() {
    var accept = Stage.launch(offer, task("t1"));

    stage.call(
        framework, new FrameworkCall.Accept(accept.offers(), accept.operations(), Duration.ZERO));

    assertThat(stage.offered())
        .singleElement()
        .satisfies(again -> assertThat(again.resources()).isEqualTo(BIG.minus(SMALL)));
  }

  @Test
  void anAcceptWithoutOperationsIsADecline() {
    stage.call(framework, new FrameworkCall.Accept(List.of(offer), List.of(), Stage.REFUSE));

    assertThat(stage.effects).isEmpty();
    assertThat(stage.state.offers()).isEmpty();
  }

  @Test
  void tasksOnAUsedOfferAreLost() {
    stage.call(framework, Stage.launch(offer, task("t1")));

    stage.call(framework, Stage.launch(offer, task("t2")));

    assertThat(stage.told())
        .singleElement()
        .satisfies(note -> {
          assertThat(note.taskId()).isEqualTo("t2");
          assertThat(note.state()).isEqualTo(TaskState.LOST);
          assertThat(note.reason()).isEqualTo("INVALID_OFFERS");
        });
  }

  @Test
  void anAcceptThatArrivesTwiceLaunchesOnceAndDeniesNothing() {
    stage.call(framework, Stage.launch(offer, task("t1")));

    stage.call(framework, Stage.launch(offer, task("t1")));

    assertThat(stage.effects).isEmpty();
    assertThat(stage.state.frameworks().get(framework).tasks().get(new TaskId("t1")).state())
        .isEqualTo(TaskState.STAGING);
  }

  @Test
  void aPartitionAwareFrameworkHearsDroppedInstead() {
    FrameworkId aware = stage.subscribe(FrameworkCapability.PARTITION_AWARE);

    stage.call(aware, Stage.launch(new OfferId("m-O77"), task("t2")));

    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.DROPPED);
  }

  @Test
  void oneBadOfferDiscardsTheGoodOnesWithoutAFilter() {
    var accept =
        new FrameworkCall.Accept(
            List.of(offer, new OfferId("m-O77")),
            Stage.launch(offer, task("t1")).operations(),
            Stage.REFUSE);

    stage.call(framework, accept);

    assertThat(stage.told()).extracting(StatusNote.Made::reason).containsExactly("INVALID_OFFERS");
    assertThat(stage.offered()).hasSize(1);
    assertThat(stage.state.offers()).doesNotContainKey(offer);
  }

  @Test
  void offersOfTwoAgentsCannotBeAcceptedTogether() {
    AgentId other = stage.agent("a2", BIG);

    stage.call(
        framework,
        new FrameworkCall.Accept(
            List.of(offer, stage.offerOn(other)),
            Stage.launch(offer, task("t1")).operations(),
            Stage.REFUSE));

    assertThat(stage.told())
        .extracting(StatusNote.Made::message)
        .containsExactly("Aggregated offers must belong to one single agent");
  }

  @Test
  void severalOffersOfOneAgentAreOnePot() {
    stage.call(framework, Stage.launch(offer, task("t1")));
    stage.call(framework, new FrameworkCall.Revive(Set.of()));
    OfferId rest = stage.offerOn(agent);
    stage.report(framework, agent, "t1", TaskState.FINISHED);
    OfferId freed = stage.offered().getFirst().id();

    stage.call(
        framework,
        new FrameworkCall.Accept(
            List.of(rest, freed),
            Stage.launch(rest, Stage.task("t2", agent, BIG)).operations(),
            Stage.REFUSE));

    assertThat(stage.effects(MasterEffect.RunTasks.class)).hasSize(1);
    assertThat(stage.state.agents().get(agent).free()).isEqualTo(Resources.empty());
  }

  @Test
  void eachTaskIsJudgedAgainstWhatTheEarlierOnesLeft() {
    stage.call(
        framework,
        Stage.launch(
            offer, Stage.task("t1", agent, Resources.of(3, 512, 0)), task("t2"), task("t3")));

    assertThat(stage.told())
        .singleElement()
        .satisfies(note -> {
          assertThat(note.taskId()).isEqualTo("t3");
          assertThat(note.state()).isEqualTo(TaskState.ERROR);
          assertThat(note.reason()).isEqualTo("TASK_INVALID");
          assertThat(note.message()).contains("more resources");
        });
  }

  @Test
  void aTaskIdInUseIsRefused() {
    stage.running(framework, agent, "t1", SMALL);
    stage.pass(Stage.REFUSE);

    stage.call(framework, Stage.launch(stage.offerOn(agent), task("t1")));

    assertThat(stage.told())
        .extracting(StatusNote.Made::message)
        .containsExactly("Task has duplicate ID: t1");
  }

  @Test
  void aTaskForAnotherAgentOrWithoutResourcesIsRefused() {
    stage.call(
        framework,
        Stage.launch(
            offer,
            Stage.task("t1", new AgentId("m-S9"), SMALL),
            Stage.task("t2", agent, Resources.empty())));

    assertThat(stage.told())
        .extracting(StatusNote.Made::state)
        .containsExactly(TaskState.ERROR, TaskState.ERROR);
    assertThat(stage.effects(MasterEffect.RunTasks.class)).isEmpty();
  }

  @Test
  void aMalformedTaskIsRefusedUnderTheIdItCameWith() {
    stage.call(
        framework,
        new FrameworkCall.Accept(
            List.of(offer),
            List.of(
                new Operation.Launch(
                    Optional.empty(), List.of(new Launchable.Defective("a/b", "id is bad")))),
            Stage.REFUSE));

    assertThat(stage.told())
        .singleElement()
        .satisfies(note -> assertThat(note.taskId()).isEqualTo("a/b"));
  }

  @Test
  void unknownOperationsAreRefusedClearly() {
    stage.call(
        framework,
        new FrameworkCall.Accept(
            List.of(offer),
            List.of(
                new Operation.Defective(Optional.of("op-1"), "no GROW_VOLUME here"),
                new Operation.Defective(Optional.empty(), "no CREATE_DISK here")),
            Stage.REFUSE));

    assertThat(stage.effects(MasterEffect.OperationUpdated.class))
        .singleElement()
        .satisfies(refused -> {
          assertThat(refused.state()).isEqualTo(OperationState.ERROR);
          assertThat(refused.message()).isEqualTo("no GROW_VOLUME here");
        });
  }

  private TaskDescription task(String id) {
    return Stage.task(id, agent, SMALL);
  }
}
