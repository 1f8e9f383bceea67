package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.MasterEffect.AgentFailed;
import dev.stadion.master.heart.MasterEffect.GiveUp;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How fast agents are given up, and for how long they are remembered (mesos-v1.md §8.1). */
class AgentMemoryDecisionsTest {
  private static final Resources MACHINE = Resources.of(4, 4096, 0);
  private static final Duration ROUND = Duration.ofSeconds(15);

  @Test
  void unreachableAndGoneAgentsAreForgottenAfterTwoWeeks() {
    var stage = new Stage();
    FrameworkId framework = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
    AgentId silent = stage.agent("h1", MACHINE);
    stage.running(framework, silent, "t1", Resources.of(1, 64, 0));
    AgentId gone = stage.agent("h2", MACHINE);
    stage.happens(new MasterEvent.FromOperator(new OperatorCall.MarkAgentGone(gone)));
    stage.pass(ROUND.multipliedBy(6));
    assertThat(stage.state.agents().get(silent).status()).isEqualTo(AgentStatus.UNREACHABLE);

    stage.now = stage.now.plus(Duration.ofDays(14));
    stage.happens(stage.heart.wakeUp());

    assertThat(stage.state.agents()).isEmpty();
    assertThat(stage.state.frameworks().get(framework).tasks()).isEmpty();
    assertThat(stage.state.history().of(framework))
        .extracting(Task::state)
        .containsExactly(TaskState.UNREACHABLE);
  }

  @Test
  void onlySoManyAreRememberedTheNewestOfThem() {
    var stage =
        new Stage(
            settings(
                new UpkeepSettings(
                    Duration.ofDays(14), 1, Duration.ofMinutes(15), 10, Optional.empty(), 1)));
    AgentId first = stage.agent("h1", MACHINE);
    stage.happens(new MasterEvent.FromOperator(new OperatorCall.MarkAgentGone(first)));
    stage.pass(Duration.ofSeconds(1));
    AgentId second = stage.agent("h2", MACHINE);
    stage.happens(new MasterEvent.FromOperator(new OperatorCall.MarkAgentGone(second)));

    stage.pass(Duration.ofMinutes(16));

    assertThat(stage.state.agents()).containsOnlyKeys(second);
  }

  @Test
  void agentsAreGivenUpOneByOneAndASignOfLifeSavesThoseThatWait() {
    var stage =
        new Stage(
            settings(
                new UpkeepSettings(
                    Duration.ofDays(14),
                    100,
                    Duration.ofMinutes(15),
                    10,
                    Optional.of(Duration.ofMinutes(10)),
                    1)));
    stage.subscribe();
    AgentId first = stage.agent("h1", MACHINE);
    AgentId second = stage.agent("h2", MACHINE);
    AgentId third = stage.agent("h3", MACHINE);

    stage.pass(ROUND.multipliedBy(7));
    assertThat(stage.effects(AgentFailed.class)).hasSize(1);
    AgentId saved = stage.state.agents().get(second).connected() ? second : first;
    stage.pong(saved);
    stage.pong(third);
    for (int i = 0; i < 200; i++) {
      stage.pass(ROUND);
      stage.pong(saved);
    }

    assertThat(stage.state.agents().get(saved).status()).isEqualTo(AgentStatus.REGISTERED);
    assertThat(
            stage.state.agents().values().stream()
                .filter(agent -> agent.status() == AgentStatus.UNREACHABLE))
        .hasSize(2);
  }

  @Test
  void aMasterThatMissesTooManyAgentsGivesUpItself() {
    var stage =
        new Stage(
            settings(
                new UpkeepSettings(
                    Duration.ofDays(14), 100, Duration.ofMinutes(15), 10, Optional.empty(), 0.4)));
    AgentId first = stage.agent("h1", MACHINE);
    stage.agent("h2", MACHINE);
    stage.nextMaster();
    stage.agent(Optional.of(first), Stage.description("h1", MACHINE));

    stage.now = stage.now.plus(Duration.ofMinutes(11));
    stage.happens(stage.heart.wakeUp());

    assertThat(stage.effects(GiveUp.class)).hasSize(1);
    assertThat(stage.state.agents().values())
        .extracting(Agent::status)
        .doesNotContain(AgentStatus.UNREACHABLE);
  }

  private static MasterSettings settings(UpkeepSettings upkeep) {
    MasterSettings d = MasterSettings.DEFAULT;
    return new MasterSettings(
        d.pingInterval(),
        d.unansweredPings(),
        d.agentReregisterTimeout(),
        d.allocationInterval(),
        d.completedFrameworks(),
        d.offerIdBlock(),
        d.offers(),
        upkeep);
  }
}
