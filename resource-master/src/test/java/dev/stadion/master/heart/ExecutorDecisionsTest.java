package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.master.heart.MasterEvent.ExecutorTerminated;
import dev.stadion.master.heart.MasterEvent.ReportedExecutor;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExecutorDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);
  private static final Resources SMALL = Resources.of(1, 512, 0);
  private static final Resources OWN = Resources.of(0.5, 64, 0);
  private static final ExecutorUse EXECUTOR = executor("e1", "one");

  private final Stage stage = new Stage();
  private final FrameworkId framework = stage.subscribe();
  private final AgentId agent = stage.agent("a1", BIG);
  private final OfferId offer = stage.offerOn(agent);

  @Test
  void anExecutorIsPaidForOnceAndOutlivesItsTasks() {
    stage.call(framework, Stage.launch(offer, task("t1"), task("t2")));
    assertThat(used()).isEqualTo(Resources.of(2.5, 1088, 0));

    stage.report(framework, agent, "t1", TaskState.FINISHED);
    stage.report(framework, agent, "t2", TaskState.FAILED);

    assertThat(used()).isEqualTo(OWN);
    assertThat(stage.state.frameworks().get(framework).use("*").held())
        .isEqualTo(Scalars.of(OWN.plus(offeredTo())));
  }

  @Test
  void theEndOfAnExecutorIsToldAndReleasesIt() {
    stage.call(framework, Stage.launch(offer, task("t1")));
    stage.report(framework, agent, "t1", TaskState.FINISHED);

    ended("e1");

    assertThat(used()).isEqualTo(Resources.empty());
    assertThat(stage.effects(MasterEffect.ExecutorFailed.class))
        .singleElement()
        .satisfies(failed -> {
          assertThat(failed.executor()).isEqualTo("e1");
          assertThat(failed.status()).isEqualTo(256);
        });
  }

  @Test
  void anExecutorThatEndsBeforeItsTaskWasReportedIsReleasedWithIt() {
    stage.call(framework, Stage.launch(offer, task("t1")));

    ended("e1");
    assertThat(used()).isEqualTo(SMALL.plus(OWN));
    stage.report(framework, agent, "t1", TaskState.FAILED);

    assertThat(used()).isEqualTo(Resources.empty());
  }

  @Test
  void offersNameTheExecutorsOfTheirFramework() {
    stage.call(framework, Stage.launch(offer, task("t1")));

    stage.pass(Stage.REFUSE);

    assertThat(stage.offered())
        .singleElement()
        .satisfies(made -> assertThat(made.executors()).containsExactly("e1"));
  }

  @Test
  void anotherExecutorUnderAUsedIdIsRefused() {
    stage.call(framework, Stage.launch(offer, task("t1", EXECUTOR)));
    stage.pass(Stage.REFUSE);

    stage.call(framework, Stage.launch(stage.offerOn(agent), task("t2", executor("e1", "other"))));

    assertThat(stage.told())
        .singleElement()
        .satisfies(note -> {
          assertThat(note.state()).isEqualTo(TaskState.ERROR);
          assertThat(note.message()).contains("not compatible");
        });
  }

  @Test
  void aGroupIsLaunchedAsAWholeWithItsExecutor() {
    stage.call(framework, Stage.accept(offer, group(Optional.empty(), "g1", "g2")));

    assertThat(used()).isEqualTo(Resources.of(2.5, 1088, 0));
    assertThat(stage.effects(MasterEffect.RunTaskGroup.class))
        .singleElement()
        .satisfies(run -> {
          assertThat(run.executor()).isEqualTo(EXECUTOR);
          assertThat(run.tasks()).extracting(t -> t.id().value()).containsExactly("g1", "g2");
        });
    assertThat(stage.state.frameworks().get(framework).tasks()).hasSize(2);
  }

  @Test
  void aGroupOfWhichOneTaskIsWrongIsRefusedAsAWhole() {
    stage.call(framework, Stage.launch(offer, Stage.task("g1", agent, SMALL)));
    stage.pass(Stage.REFUSE);

    stage.call(framework, Stage.accept(stage.offerOn(agent), group(Optional.empty(), "g0", "g1")));

    assertThat(stage.told())
        .extracting(StatusNote.Made::taskId, StatusNote.Made::state, StatusNote.Made::reason)
        .containsExactly(
            tuple("g0", TaskState.ERROR, "TASK_GROUP_INVALID"),
            tuple("g1", TaskState.ERROR, "TASK_GROUP_INVALID"));
    assertThat(stage.effects(MasterEffect.RunTaskGroup.class)).isEmpty();
    assertThat(used()).isEqualTo(SMALL);
  }

  @Test
  void aGroupThatIsTooBigTakesNothing() {
    stage.call(framework, Stage.accept(offer, group(Optional.empty(), "g1", "g2", "g3", "g4")));

    assertThat(stage.told()).hasSize(4);
    assertThat(used()).isEqualTo(Resources.empty());
    assertThat(stage.state.frameworks().get(framework).tasks()).isEmpty();
  }

  @Test
  void aGroupThatAsksForOperationFeedbackIsRefused() {
    stage.call(framework, Stage.accept(offer, group(Optional.of("op"), "g1")));

    assertThat(stage.told())
        .singleElement()
        .satisfies(note -> assertThat(note.message()).contains("'Operation.id' must not be set"));
  }

  @Test
  void anAgentThatComesBackSaysWhichExecutorsItHas() {
    stage.call(framework, Stage.launch(offer, task("t1")));
    stage.report(framework, agent, "t1", TaskState.FINISHED);
    var description = Stage.description("a1", BIG);
    stage.disconnect(agent);

    stage.agent(Optional.of(agent), description, List.of(), List.of(), Resources.empty());
    assertThat(used()).isEqualTo(Resources.empty());
    stage.disconnect(agent);
    stage.agent(
        Optional.of(agent),
        description,
        List.of(),
        List.of(new ReportedExecutor(framework, executor("e2", "two"), "*")),
        Resources.empty());

    assertThat(used()).isEqualTo(OWN);
    ended("e2");
    assertThat(used()).isEqualTo(Resources.empty());
    assertThat(stage.state.agents().get(agent).free().plus(offeredTo())).isEqualTo(BIG);
  }

  @Test
  void aRemovedFrameworksIdleExecutorIsShutDown() {
    stage.call(framework, Stage.launch(offer, task("t1")));
    var uuid = stage.report(framework, agent, "t1", TaskState.FINISHED);
    stage.call(framework, new FrameworkCall.Acknowledge(agent, new TaskId("t1"), uuid));

    stage.call(framework, new FrameworkCall.Teardown());

    assertThat(stage.effects(MasterEffect.ShutdownFramework.class)).hasSize(1);
    assertThat(used()).isEqualTo(Resources.empty());
  }

  @Test
  void messagesGoBothWays() {
    Payload hello = Payload.of("hello".getBytes(StandardCharsets.UTF_8));

    stage.call(framework, new FrameworkCall.Message(agent, "e1", hello));
    assertThat(stage.effects)
        .containsExactly(
            new MasterEffect.ToExecutor(stage.streamOf(agent), agent, framework, "e1", hello));
    stage.happens(
        new MasterEvent.ExecutorMessage(agent, stage.streamOf(agent), framework, "e1", hello));

    assertThat(stage.effects)
        .containsExactly(
            new MasterEffect.FromExecutor(
                stage.streamOf(framework), framework, agent, "e1", hello));
  }

  @Test
  void aShutdownReachesTheAgentWhoeverTheExecutorIs() {
    stage.call(framework, new FrameworkCall.ShutdownExecutor("unheard-of", agent));

    assertThat(stage.effects(MasterEffect.ShutdownExecutor.class)).hasSize(1);
  }

  @Test
  void aNewDescriptionIsSpreadToTheAgentsWithTasks() {
    stage.call(framework, Stage.launch(offer, task("t1")));
    stage.agent("a2", BIG);

    stage.call(framework, new FrameworkCall.UpdateFramework(Stage.framework("*"), Set.of()));

    assertThat(stage.effects(MasterEffect.FrameworkChanged.class))
        .extracting(MasterEffect.FrameworkChanged::agent)
        .containsExactly(agent);
  }

  private Resources used() {
    return stage.state.agents().get(agent).used();
  }

  private Resources offeredTo() {
    return stage.state.agents().get(agent).offers().stream()
        .map(id -> stage.state.offers().get(id).resources())
        .reduce(Resources.empty(), Resources::plus);
  }

  private void ended(String executor) {
    stage.happens(new ExecutorTerminated(agent, stage.streamOf(agent), framework, executor, 256));
  }

  private Operation group(Optional<String> id, String... tasks) {
    return new Operation.LaunchGroup(
        id,
        Optional.empty(),
        Stream.of(tasks).map(t -> (Launchable) new Launchable.Described(task(t))).toList());
  }

  private TaskDescription task(String id) {
    return task(id, EXECUTOR);
  }

  private TaskDescription task(String id, ExecutorUse executor) {
    return new TaskDescription(new TaskId(id), agent, SMALL, Optional.of(executor), Payload.EMPTY);
  }

  private static ExecutorUse executor(String id, String info) {
    return new ExecutorUse(id, OWN, Payload.of(info.getBytes(StandardCharsets.UTF_8)));
  }
}
