package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.master.heart.MasterEvent.ReportedFramework;
import dev.stadion.master.heart.MasterEvent.ReportedTask;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LifecycleDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);
  private static final Resources SMALL = Resources.of(1, 512, 0);

  private final Stage stage = new Stage();

  @Test
  void aFrameworkWithoutAnIdIsGivenTheNextOne() {
    assertThat(stage.subscribe()).isEqualTo(new FrameworkId("m-0000"));
    assertThat(stage.subscribe()).isEqualTo(new FrameworkId("m-0001"));
  }

  @Test
  void anIdNobodyKnowsIsAccepted() {
    var own = new FrameworkId("my-own");

    assertThat(stage.subscribe(Optional.of(own), Stage.framework("*"))).isEqualTo(own);
  }

  @Test
  void theNewestSubscriptionWins() {
    FrameworkId id = stage.subscribe();
    String old = stage.streamOf(id);

    stage.subscribe(Optional.of(id), Stage.framework("*"));

    assertThat(stage.effects)
        .startsWith(
            new MasterEffect.FrameworkClosed(old, id, Optional.of("Framework failed over")),
            new MasterEffect.Subscribed(stage.streamOf(id), id));
    assertThat(
            stage.happens(
                new MasterEvent.FrameworkCalls(
                    id, Optional.of(old), List.of(new FrameworkCall.NoOp("REQUEST")))))
        .isEqualTo(new MasterOutcome.StreamForeign());
  }

  @Test
  void callsAreRefusedInTheOrderOfTheTable() {
    FrameworkId id = stage.subscribe();
    List<FrameworkCall> call = List.of(new FrameworkCall.NoOp("REQUEST"));

    assertThat(
            stage.happens(
                new MasterEvent.FrameworkCalls(new FrameworkId("nobody"), Optional.empty(), call)))
        .isEqualTo(new MasterOutcome.UnknownFramework());
    assertThat(stage.happens(new MasterEvent.FrameworkCalls(id, Optional.empty(), call)))
        .isEqualTo(new MasterOutcome.StreamMissing());
    stage.disconnect(id);
    assertThat(stage.happens(new MasterEvent.FrameworkCalls(id, Optional.empty(), call)))
        .isEqualTo(new MasterOutcome.NotSubscribed());
  }

  @Test
  void aFrameworkThatComesBackInTimeKeepsItsTasks() {
    FrameworkId id = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    stage.running(id, agent, "t1", SMALL);
    stage.disconnect(id);

    stage.pass(Duration.ofSeconds(59));
    stage.subscribe(Optional.of(id), Stage.framework("*"));
    stage.pong(agent);
    stage.pass(Duration.ofSeconds(59));

    assertThat(stage.state.frameworks().get(id).tasks()).hasSize(1);
  }

  @Test
  void aFrameworkThatStaysAwayIsRemovedForEver() {
    FrameworkId id = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    stage.running(id, agent, "t1", SMALL);
    stage.disconnect(id);

    stage.pass(Duration.ofSeconds(60));

    assertThat(stage.effects(MasterEffect.ShutdownFramework.class)).hasSize(1);
    assertThat(stage.state.frameworks()).isEmpty();
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(Resources.empty());
    assertThat(
            stage.happens(
                new MasterEvent.Subscribe("s", Optional.of(id), Stage.framework("*"), Set.of())))
        .isEqualTo(new MasterOutcome.SubscriptionRefused("Framework has been removed"));
  }

  @Test
  void teardownClosesTheStreamAndFreesEverything() {
    FrameworkId id = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    stage.running(id, agent, "t1", SMALL);
    String stream = stage.streamOf(id);

    stage.call(id, new FrameworkCall.Teardown());

    assertThat(stage.effects)
        .contains(
            new MasterEffect.ShutdownFramework(stage.streamOf(agent), agent, id),
            new MasterEffect.FrameworkClosed(stream, id, Optional.empty()));
    assertThat(stage.state.agents().get(agent).free()).isEqualTo(BIG);
    assertThat(stage.state.deadlines()).isEmpty();
  }

  @Test
  void onlyFiftyCompletedFrameworksAreRemembered() {
    for (int i = 0; i < 60; i++) {
      stage.call(stage.subscribe(), new FrameworkCall.Teardown());
    }

    assertThat(stage.state.completed()).hasSize(50);
    assertThat(stage.changes)
        .contains(new MasterChange.CompletedForgotten(new FrameworkId("m-0009")));
  }

  @Test
  void aBadDescriptionIsRefusedWithItsReason() {
    var refused =
        stage.happens(
            new MasterEvent.Subscribe("s", Optional.empty(), Stage.framework("a//b"), Set.of()));

    assertThat(refused).isInstanceOf(MasterOutcome.SubscriptionRefused.class);
    assertThat(stage.state.frameworks()).isEmpty();
  }

  @Test
  void updatingAFrameworkRescindsTheOffersOfRolesItLeaves() {
    FrameworkId id =
        stage.subscribe(Optional.empty(), Stage.framework("web", FrameworkCapability.MULTI_ROLE));
    stage.agent("a1", BIG);

    MasterOutcome outcome =
        stage.call(
            id,
            new FrameworkCall.UpdateFramework(
                Stage.framework("db", FrameworkCapability.MULTI_ROLE), Set.of()));

    assertThat(outcome).isEqualTo(new MasterOutcome.FrameworkUpdated());
    assertThat(stage.effects(MasterEffect.Rescinded.class)).hasSize(1);
    assertThat(stage.offered()).extracting(HeldOffer::role).containsExactly("db");
  }

  @Test
  void aSilentAgentIsUnreachableAfterFivePings() {
    FrameworkId id = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
    AgentId agent = stage.agent("a1", BIG);
    stage.running(id, agent, "t1", SMALL);

    stage.pass(Duration.ofSeconds(89));
    assertThat(stage.state.agents().get(agent).status()).isEqualTo(AgentStatus.REGISTERED);
    stage.pass(Duration.ofSeconds(1));

    assertThat(stage.told())
        .extracting(StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactly(tuple(TaskState.UNREACHABLE, "AGENT_REMOVED"));
    assertThat(stage.effects(MasterEffect.AgentFailed.class)).hasSize(1);
    assertThat(stage.state.agents().get(agent).status()).isEqualTo(AgentStatus.UNREACHABLE);
  }

  @Test
  void anAgentThatAnswersStays() {
    AgentId agent = stage.agent("a1", BIG);

    for (int i = 0; i < 20; i++) {
      stage.pass(Duration.ofSeconds(15));
      stage.pong(agent);
    }

    assertThat(stage.state.agents().get(agent).status()).isEqualTo(AgentStatus.REGISTERED);
  }

  @Test
  void anUnreachableAgentBringsItsTasksBack() {
    FrameworkId id = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    stage.running(id, agent, "t1", SMALL);
    stage.pass(Duration.ofSeconds(90));
    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.LOST);

    stage.agent(Optional.of(agent), Stage.description("a1", BIG), reported(id));

    assertThat(stage.told())
        .extracting(StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactly(tuple(TaskState.RUNNING, "AGENT_REREGISTERED"));
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(SMALL);
    assertThat(stage.offered()).extracting(HeldOffer::resources).containsExactly(BIG.minus(SMALL));
  }

  @Test
  void anAgentThatLeavesTakesItsTasksWithIt() {
    FrameworkId id = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
    AgentId agent = stage.agent("a1", BIG);
    stage.running(id, agent, "t1", SMALL);

    stage.happens(new MasterEvent.AgentUnregister(agent, stage.streamOf(agent)));

    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.LOST);
    assertThat(stage.state.agents()).isEmpty();
    assertThat(stage.state.frameworks().get(id).uses().get("*").held()).isEqualTo(Scalars.ZERO);
  }

  @Test
  void aRetriedRegistrationGetsTheSameId() {
    AgentId first = stage.agent("a1", BIG);

    assertThat(stage.agent("a1", BIG)).isEqualTo(first);
    assertThat(stage.state.agents()).hasSize(1);
  }

  @Test
  void aNewAgentAtTheAddressOfADisconnectedOneReplacesIt() {
    AgentId first = stage.agent("a1", BIG);
    stage.disconnect(first);

    AgentId second = stage.agent("a1", BIG);

    assertThat(second).isNotEqualTo(first);
    assertThat(stage.state.agents()).containsOnlyKeys(second);
  }

  @Test
  void anAgentThatObeyedALaterEpochIsRefused() {
    MasterOutcome outcome =
        stage.happens(
            new MasterEvent.AgentSubscribe(
                "s", Optional.empty(), Stage.description("a1", BIG), List.of(), List.of(), 8));

    assertThat(outcome).isInstanceOf(MasterOutcome.AgentRefused.class);
    assertThat(stage.state.agents()).isEmpty();
  }

  @Test
  void anAgentBringsWhatADatabaseHasForgotten() {
    var id = new FrameworkId("old-0000");
    var event =
        new MasterEvent.AgentSubscribe(
            "s",
            Optional.of(new AgentId("old-S3")),
            Stage.description("a1", BIG),
            List.of(reported(id)),
            List.of(new ReportedFramework(id, Stage.framework("*"))),
            0);

    stage.happens(event);

    assertThat(stage.state.frameworks().get(id).tasks()).containsOnlyKeys(new TaskId("t1"));
    assertThat(stage.state.agents().get(new AgentId("old-S3")).used()).isEqualTo(SMALL);
    stage.subscribe(Optional.of(id), Stage.framework("*"));
    assertThat(stage.state.frameworks().get(id).link().recovered()).isFalse();
  }

  @Test
  void recoveredAgentsThatStayAwayAreUnreachableAfterTenMinutes() {
    AgentId agent = stage.agent("a1", BIG);
    stage.state =
        Recovery.assemble(
            "m",
            8,
            stage.state.counters(),
            stage.state.agents().values(),
            List.of(),
            List.of(),
            List.of(),
            RolePolicy.NONE);

    stage.pass(Duration.ofMinutes(9));
    assertThat(stage.state.agents().get(agent).status()).isEqualTo(AgentStatus.RECOVERED);
    stage.pass(Duration.ofMinutes(1));

    assertThat(stage.state.agents().get(agent).status()).isEqualTo(AgentStatus.UNREACHABLE);
  }

  private static ReportedTask reported(FrameworkId framework) {
    return new ReportedTask(
        new TaskKey(framework, new TaskId("t1")),
        TaskState.RUNNING,
        "*",
        SMALL,
        Optional.empty(),
        Payload.EMPTY,
        Optional.empty());
  }
}
