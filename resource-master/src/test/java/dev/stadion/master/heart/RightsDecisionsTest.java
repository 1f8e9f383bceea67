package dev.stadion.master.heart;

import static dev.stadion.master.heart.Acls.Action.REGISTER_FRAMEWORKS;
import static dev.stadion.master.heart.Acls.Action.RESERVE_RESOURCES;
import static dev.stadion.master.heart.Acls.Action.RUN_TASKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.master.heart.Acls.Action;
import dev.stadion.master.heart.Acls.Entity;
import dev.stadion.master.heart.Operation.Kind;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a framework's wishes that the ACLs forbid (mesos-v1.md §14). */
class RightsDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);

  /** Nobody may do {@code action} to {@code object}; everything else is allowed. */
  private static Stage forbidding(Action action, String object) {
    return new Stage(
        MasterSettings.DEFAULT.with(
            new Acls(
                true,
                Map.of(
                    action,
                    List.of(new Acls.Rule(new Entity.None(), new Entity.Some(Set.of(object))))))));
  }

  private static FrameworkDescription web() {
    return new FrameworkDescription(
        "svc",
        "test",
        Optional.empty(),
        List.of("web"),
        Set.of(FrameworkCapability.MULTI_ROLE, FrameworkCapability.RESERVATION_REFINEMENT),
        60,
        true,
        Optional.of("mng"),
        Map.of(),
        OfferConstraints.NONE,
        Payload.EMPTY);
  }

  @Test
  void aFrameworkIsRefusedTheRolesItMayNotUse() {
    Stage stage = forbidding(REGISTER_FRAMEWORKS, "web");

    MasterOutcome outcome =
        stage.happens(new MasterEvent.Subscribe(stage.stream(), Optional.empty(), web(), Set.of()));

    assertThat(outcome)
        .isEqualTo(new MasterOutcome.SubscriptionRefused("Not authorized to use roles '[web]'"));
    assertThat(stage.state.frameworks()).isEmpty();
  }

  @Test
  void aFrameworkCannotMoveIntoARoleThatItMayNotUse() {
    Stage stage = forbidding(REGISTER_FRAMEWORKS, "db");
    FrameworkId framework = stage.subscribe(Optional.empty(), web());
    FrameworkDescription db =
        new FrameworkDescription(
            "svc",
            "test",
            Optional.empty(),
            List.of("web", "db"),
            web().capabilities(),
            60,
            true,
            Optional.of("mng"),
            Map.of(),
            OfferConstraints.NONE,
            Payload.EMPTY);

    MasterOutcome outcome = stage.call(framework, new FrameworkCall.UpdateFramework(db, Set.of()));

    assertThat(outcome)
        .isEqualTo(new MasterOutcome.NotAuthorized("Not authorized to use roles '[db]'"));
    assertThat(stage.state.frameworks().get(framework).description().offerRoles())
        .containsExactly("web");
  }

  @Test
  void ofTheTasksOfALaunchOnlyThoseOfAForbiddenUserAreRefused() {
    Stage stage = forbidding(RUN_TASKS, "root");
    FrameworkId framework = stage.subscribe(Optional.empty(), web());
    AgentId agent = stage.agent("a1", BIG);

    stage.call(
        framework,
        Stage.accept(
            stage.offerOn(agent),
            new Operation.Launch(
                Optional.empty(),
                List.of(task(agent, "bad", "root"), task(agent, "good", "nobody")))));

    assertThat(stage.told())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.taskId()).isEqualTo("bad");
          assertThat(told.state()).isEqualTo(TaskState.ERROR);
          assertThat(told.reason()).isEqualTo("TASK_UNAUTHORIZED");
          assertThat(told.message()).isEqualTo("Not authorized to launch as user 'root'");
        });
    assertThat(stage.effects(MasterEffect.RunTasks.class))
        .singleElement()
        .satisfies(
            run -> assertThat(run.tasks()).extracting(t -> t.id().value()).containsExactly("good"));
  }

  @Test
  void aTaskWithoutAUserIsJudgedByItsFrameworks() {
    Stage stage = forbidding(RUN_TASKS, "svc");
    FrameworkId framework = stage.subscribe(Optional.empty(), web());
    AgentId agent = stage.agent("a1", BIG);

    stage.call(
        framework,
        Stage.launch(stage.offerOn(agent), Stage.task("t", agent, Resources.of(1, 128, 0))));

    assertThat(stage.told())
        .extracting(StatusNote.Made::reason)
        .containsExactly("TASK_UNAUTHORIZED");
    assertThat(stage.state.agents().get(agent).used()).isEqualTo(Resources.empty());
  }

  @Test
  void aGroupIsRefusedAsAWhole() {
    Stage stage = forbidding(RUN_TASKS, "root");
    FrameworkId framework = stage.subscribe(Optional.empty(), web());
    AgentId agent = stage.agent("a1", BIG);

    stage.call(
        framework,
        Stage.accept(
            stage.offerOn(agent),
            new Operation.LaunchGroup(
                Optional.empty(),
                Optional.empty(),
                List.of(task(agent, "good", "nobody"), task(agent, "bad", "root")))));

    assertThat(stage.told())
        .extracting(StatusNote.Made::taskId, StatusNote.Made::reason)
        .containsExactly(
            tuple("good", "TASK_GROUP_UNAUTHORIZED"), tuple("bad", "TASK_GROUP_UNAUTHORIZED"));
  }

  @Test
  void aForbiddenReservationIsDroppedAndTheFrameworkHearsOfIt() {
    Stage stage = forbidding(RESERVE_RESOURCES, "web");
    FrameworkId framework = stage.subscribe(Optional.empty(), web());
    AgentId agent = stage.agent("a1", BIG);
    var key = new ResourceKey("cpus", List.of(Reservation.dynamic("web", "mng")));
    Resources reserved = Resources.of(Map.of(key, Quantity.Scalar.of(1)));

    stage.call(
        framework,
        Stage.accept(
            stage.offerOn(agent), new Operation.Change(Optional.of("r"), Kind.RESERVE, reserved)));

    assertThat(stage.effects(MasterEffect.OperationUpdated.class))
        .singleElement()
        .satisfies(told -> assertThat(told.state()).isEqualTo(OperationState.ERROR));
    assertThat(stage.state.agents().get(agent).total()).isEqualTo(BIG);
  }

  private static Launchable task(AgentId agent, String id, String user) {
    return new Launchable.Described(
        Stage.task(id, agent, Resources.of(1, 128, 0)), Optional.empty(), Optional.of(user));
  }
}
