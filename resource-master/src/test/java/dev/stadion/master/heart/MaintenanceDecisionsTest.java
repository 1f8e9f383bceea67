package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.MasterEffect.InverseOffered;
import dev.stadion.master.heart.MasterEffect.InverseRescinded;
import dev.stadion.master.heart.MasterEffect.Rescinded;
import dev.stadion.master.heart.MasterEffect.ShutdownFramework;
import dev.stadion.master.heart.MasterEvent.AgentSubscribe;
import dev.stadion.master.heart.MasterOutcome.OperatorRefused;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Planned, begun and ended maintenance, and what frameworks are asked (mesos-v1.md §3.12, §13). */
class MaintenanceDecisionsTest {
  private static final Resources MACHINE = Resources.of(4, 4096, 0);
  private static final MachineId H1 = new MachineId("h1", "10.0.0.1");
  private static final Unavailability NIGHT = new Unavailability(1_000_000, Optional.of(2_000L));

  private final Stage stage = new Stage();

  @Test
  void whoHasSomethingOnAScheduledMachineIsAskedToLeave() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("H1", MACHINE);
    stage.agent("h2", MACHINE);
    stage.running(framework, agent, "t1", Resources.of(1, 64, 0));
    stage.pass(Stage.REFUSE);

    assertThat(plan(H1)).isEqualTo(new MasterOutcome.Accepted());

    assertThat(stage.effects(Rescinded.class)).hasSize(1);
    assertThat(stage.effects(InverseOffered.class))
        .singleElement()
        .satisfies(asked -> {
          assertThat(asked.framework()).isEqualTo(framework);
          assertThat(asked.offers()).extracting(InverseOffer::agent).containsExactly(agent);
          assertThat(asked.offers().getFirst().unavailability()).isEqualTo(NIGHT);
        });
    stage.happens(stage.heart.wakeUp());
    assertThat(stage.effects(InverseOffered.class)).isEmpty();
  }

  @Test
  void anAnswerIsRememberedAndTheQuestionComesAgainAfterTheRefusal() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", Resources.of(1, 64, 0));
    plan(H1);
    InverseOffer asked = stage.effects(InverseOffered.class).getFirst().offers().getFirst();

    stage.call(
        framework,
        new FrameworkCall.AnswerInverseOffers(true, List.of(asked.id()), Duration.ofSeconds(30)));
    InverseOffer answered = stage.state.maintenance().inverseOffers().iterator().next();
    assertThat(answered.answer()).contains(new InverseOffer.Answer(true, stage.now));
    stage.pass(Duration.ofSeconds(29));
    assertThat(stage.effects(InverseOffered.class)).isEmpty();
    stage.pass(Duration.ofSeconds(1));

    assertThat(stage.effects(InverseOffered.class)).hasSize(1);
    InverseOffer again = stage.effects(InverseOffered.class).getFirst().offers().getFirst();
    assertThat(again.id()).isNotEqualTo(asked.id());
    assertThat(again.answer()).isPresent();
  }

  @Test
  void aNewPlanTakesTheOldQuestionsBack() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", Resources.of(1, 64, 0));
    plan(H1);

    plan();

    assertThat(stage.effects(InverseRescinded.class)).hasSize(1);
    assertThat(stage.state.maintenance()).isEqualTo(Maintenance.NONE);
  }

  @Test
  void aNewSubscriptionIsAskedAnew() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", Resources.of(1, 64, 0));
    plan(H1);
    stage.disconnect(framework);

    stage.subscribe(Optional.of(framework), Stage.framework("*"));

    assertThat(stage.effects(InverseOffered.class)).hasSize(1);
  }

  @Test
  void startedMaintenanceEndsTheAgentAndTurnsItAwayUntilItIsStopped() {
    FrameworkId framework = stage.subscribe(FrameworkCapability.PARTITION_AWARE);
    AgentId agent = stage.agent("h1", MACHINE);
    stage.running(framework, agent, "t1", Resources.of(1, 64, 0));
    plan(H1);

    stage.happens(operator(new OperatorCall.StartMaintenance(List.of(H1))));

    assertThat(stage.effects(ShutdownFramework.class)).hasSize(1);
    assertThat(stage.told()).extracting(StatusNote.Made::state).containsExactly(TaskState.LOST);
    assertThat(stage.state.agents()).isEmpty();
    assertThat(comesBack(agent)).isInstanceOf(MasterOutcome.AgentRefused.class);
    stage.nextMaster();
    assertThat(comesBack(agent)).isInstanceOf(MasterOutcome.AgentRefused.class);
    stage.happens(operator(new OperatorCall.StopMaintenance(List.of(H1))));
    assertThat(stage.state.maintenance().machines()).isEmpty();
    assertThat(comesBack(agent)).isEqualTo(new MasterOutcome.AgentAdmitted(agent));
  }

  @Test
  void whatCannotBePlannedIsRefusedAndChangesNothing() {
    plan(H1);
    stage.happens(operator(new OperatorCall.StartMaintenance(List.of(H1))));
    MasterState before = stage.state;

    assertThat(plan()).isInstanceOf(OperatorRefused.class);
    assertThat(plan(H1, H1)).isInstanceOf(OperatorRefused.class);
    assertThat(plan(H1, new MachineId("", ""))).isInstanceOf(OperatorRefused.class);
    assertThat(plan(H1, new MachineId("", "10.0.0.256"))).isInstanceOf(OperatorRefused.class);
    assertThat(
            stage.happens(
                operator(
                    new OperatorCall.UpdateSchedule(
                        List.of(
                            new OperatorCall.Window(
                                List.of(H1), new Unavailability(0, Optional.of(-1L))))))))
        .isInstanceOf(OperatorRefused.class);
    assertThat(stage.happens(operator(new OperatorCall.StartMaintenance(List.of(H1)))))
        .isInstanceOf(OperatorRefused.class);
    assertThat(stage.happens(operator(new OperatorCall.StopMaintenance(List.of()))))
        .isInstanceOf(OperatorRefused.class);
    assertThat(
            stage.happens(
                operator(new OperatorCall.StopMaintenance(List.of(new MachineId("h9", ""))))))
        .isInstanceOf(OperatorRefused.class);
    assertThat(stage.state.maintenance()).isEqualTo(before.maintenance());
  }

  private MasterOutcome comesBack(AgentId agent) {
    return stage.happens(
        new AgentSubscribe(
            stage.stream(),
            Optional.of(agent),
            Stage.description("h1", MACHINE),
            List.of(),
            List.of(),
            0));
  }

  private MasterOutcome plan(MachineId... machines) {
    return stage.happens(
        operator(
            new OperatorCall.UpdateSchedule(
                machines.length == 0
                    ? List.of()
                    : List.of(new OperatorCall.Window(List.of(machines), NIGHT)))));
  }

  private static MasterEvent operator(OperatorCall call) {
    return new MasterEvent.FromOperator(call);
  }
}
