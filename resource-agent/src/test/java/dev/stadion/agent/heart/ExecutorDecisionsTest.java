package dev.stadion.agent.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.heart.AgentEvent.Heard;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.ExecutorOrder.Kind;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.Membership;
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
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent decides about executors and their tasks (mesos-v1.md §9.2, §9.3, §11.1). */
class ExecutorDecisionsTest {
  private static final FrameworkId FRAMEWORK = new FrameworkId("f");
  private static final ExecutorKey KEY = new ExecutorKey(FRAMEWORK, "e");
  private static final ContainerId CONTAINER = new ContainerId("executor");
  private static final Document NOTHING = Document.of(new byte[0]);
  private static final ProcessStatus RUNNING = new ProcessStatus.Running(42, 7);

  private final AgentHeart heart = new AgentHeart(ExecutorTimes.DEFAULTS);
  private final List<AgentEffect> effects = new ArrayList<>();
  private final List<AgentChange> journal = new ArrayList<>();
  private AgentState state = AgentState.EMPTY;
  private AgentOutcome outcome;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void register() {
    happens(new AgentEvent.Subscribed(1, new AgentId("agent-1")));
  }

  // ---- registering ----

  @Test
  void tasksWaitUntilTheirExecutorListensAndItIsStartedOnce() {
    runs(Kind.CUSTOM, "a", "b");
    happens(observed(CONTAINER, RUNNING));

    assertThat(effects.stream().filter(AgentEffect.LaunchExecutor.class::isInstance)).hasSize(1);
    assertThat(effects.stream().filter(AgentEffect.Launch.class::isInstance)).isEmpty();
    assertThat(executor().phase()).isEqualTo(AgentExecutor.Phase.REGISTERING);
    assertThat(said()).isEmpty(); // nothing is said of a task that is on its way

    subscribes("s1");

    assertThat(executor().phase()).isEqualTo(AgentExecutor.Phase.RUNNING);
    assertThat(words("s1"))
        .hasSize(3)
        .satisfiesExactly(
            word -> assertThat(word).isInstanceOf(ExecutorWord.Subscribed.class),
            word -> assertThat(word).isInstanceOf(ExecutorWord.Launch.class),
            word -> assertThat(word).isInstanceOf(ExecutorWord.Launch.class));
  }

  @Test
  void aTaskForAnExecutorThatListensIsDeliveredAtOnceAndOnce() {
    runs(Kind.CUSTOM, "a");
    subscribes("s1");
    effects.clear();

    runs(Kind.CUSTOM, "b");
    runs(Kind.CUSTOM, "b");

    assertThat(words("s1")).singleElement().isInstanceOf(ExecutorWord.Launch.class);
    assertThat(task("b").container()).isEqualTo(CONTAINER);
  }

  @Test
  void anExecutorThatDoesNotSubscribeInTimeIsKilledAndItsTasksHaveFailed() {
    runs(Kind.CUSTOM, "a");
    happens(observed(CONTAINER, RUNNING));

    passes(Duration.ofMinutes(1));
    assertThat(effects).endsWith(new AgentEffect.Kill(CONTAINER));
    happens(observed(CONTAINER, new ProcessStatus.Signaled(9, now)));

    assertThat(last("a"))
        .returns(TaskState.FAILED, StatusUpdate::state)
        .returns(Optional.of("EXECUTOR_REGISTRATION_TIMEOUT"), StatusUpdate::reason)
        .returns(StatusUpdate.Source.AGENT, StatusUpdate::source);
    assertThat(effects)
        .contains(new AgentEffect.SayEnded(new AgentId("agent-1"), KEY, 9))
        .contains(new AgentEffect.Release(CONTAINER));
  }

  @Test
  void anExecutorThatCannotBeStartedIsALaunchFailure() {
    runs(Kind.CUSTOM, "a");

    happens(observed(CONTAINER, new ProcessStatus.NotStarted("no such program")));

    assertThat(last("a").reason()).contains("CONTAINER_LAUNCH_FAILED");
    assertThat(state.executors().live()).isEmpty();
  }

  @Test
  void aGroupIsDeliveredAsOne() {
    happens(group(Kind.CUSTOM, "g", "a", "b"));

    subscribes("s1");

    assertThat(words("s1"))
        .last()
        .isInstanceOfSatisfying(
            ExecutorWord.LaunchGroup.class, group -> assertThat(group.tasks()).hasSize(2));
  }

  // ---- running ----

  @Test
  void anUpdateIsRememberedBeforeItIsAcknowledgedAndTakenInOnce() {
    runs(Kind.CUSTOM, "a");
    subscribes("s1");
    effects.clear();
    UUID name = new UUID(1, 2);

    happens(says("a", name, TaskState.RUNNING));
    happens(says("a", name, TaskState.RUNNING));

    assertThat(said()).containsExactly(TaskState.RUNNING);
    assertThat(journal.stream().filter(AgentChange.UpdateSaid.class::isInstance)).hasSize(1);
    assertThat(words("s1"))
        .hasSize(2)
        .containsOnly(new ExecutorWord.Acknowledged(new TaskId("a"), name));
    assertThat(task("a").updates().getFirst().uuid()).isEqualTo(name);
  }

  @Test
  void whatIsSaidAfterTheEndIsConfirmedButNotPassedOn() {
    runs(Kind.CUSTOM, "a");
    subscribes("s1");
    happens(says("a", new UUID(1, 1), TaskState.FINISHED));
    effects.clear();

    happens(says("a", new UUID(1, 2), TaskState.RUNNING));

    assertThat(last("a").state()).isEqualTo(TaskState.FINISHED);
    assertThat(said()).isEmpty();
    assertThat(words("s1")).hasSize(1);
  }

  @Test
  void callsOfStrangersAndOfThoseWhoDoNotListenAreRefused() {
    happens(says("a", new UUID(1, 1), TaskState.RUNNING));
    assertThat(outcome).isEqualTo(new AgentOutcome.UnknownExecutor("Framework cannot be found"));

    runs(Kind.CUSTOM, "a");
    happens(new AgentEvent.ExecutorBeat(new ExecutorKey(FRAMEWORK, "other")));
    assertThat(outcome).isEqualTo(new AgentOutcome.UnknownExecutor("Executor cannot be found"));
    happens(says("a", new UUID(1, 1), TaskState.RUNNING));
    assertThat(outcome).isEqualTo(new AgentOutcome.NotSubscribed());

    subscribes("s1");
    happens(says("unknown", new UUID(1, 1), TaskState.RUNNING));
    assertThat(outcome).isInstanceOf(AgentOutcome.InvalidUpdate.class);
    happens(new AgentEvent.ExecutorDisconnected(KEY, "s1"));
    happens(new AgentEvent.ExecutorBeat(KEY));
    assertThat(outcome).isEqualTo(new AgentOutcome.NotSubscribed());
  }

  @Test
  void aDefaultExecutorIsNobodyWhoCouldCall() {
    happens(group(Kind.DEFAULT, "g", "a"));

    subscribes("s1");

    assertThat(outcome).isInstanceOf(AgentOutcome.UnknownExecutor.class);
  }

  @Test
  void aSecondSubscriptionEndsTheFirst() {
    runs(Kind.CUSTOM, "a");
    subscribes("s1");

    subscribes("s2");
    happens(new AgentEvent.ExecutorDisconnected(KEY, "s1"));

    assertThat(effects).contains(new AgentEffect.EndStream("s1"));
    assertThat(executor().stream()).contains("s2");
  }

  @Test
  void anIdleExecutorLivesOn() {
    runs(Kind.CUSTOM, "a");
    subscribes("s1");
    happens(says("a", new UUID(1, 1), TaskState.FINISHED));
    acknowledge("a");
    effects.clear();

    subscribes("s2");

    assertThat(executor().phase()).isEqualTo(AgentExecutor.Phase.RUNNING);
    assertThat(words("s2")).singleElement().isInstanceOf(ExecutorWord.Subscribed.class);
    assertThat(heart.wakeAt(state)).isEmpty();
  }

  @Test
  void messagesPassBothWaysWhileSomebodyListens() {
    runs(Kind.CUSTOM, "a");
    var message = new AgentEvent.FrameworkMessage(1, KEY, NOTHING);
    happens(message);
    assertThat(effects.stream().filter(AgentEffect.ToExecutor.class::isInstance)).isEmpty();
    subscribes("s1");

    happens(message);
    happens(new AgentEvent.ExecutorMessage(KEY, NOTHING));

    assertThat(words("s1")).endsWith(new ExecutorWord.Message(NOTHING));
    assertThat(effects).contains(new AgentEffect.ToFramework(new AgentId("agent-1"), KEY, NOTHING));
  }

  // ---- killing ----

  @Test
  void aTaskThatWasNotDeliveredIsKilledHereAndWithItsGroup() {
    happens(group(Kind.CUSTOM, "g", "a", "b"));
    runs(Kind.CUSTOM, "c");

    happens(kill("a"));

    for (String id : List.of("a", "b")) {
      assertThat(last(id))
          .returns(TaskState.KILLED, StatusUpdate::state)
          .returns(Optional.of("TASK_KILLED_DURING_LAUNCH"), StatusUpdate::reason);
    }
    subscribes("s1");
    assertThat(words("s1")).last().isInstanceOf(ExecutorWord.Launch.class);
  }

  @Test
  void anExecutorThatWasStartedForNothingIsEnded() {
    runs(Kind.CUSTOM, "a");
    happens(observed(CONTAINER, RUNNING));

    happens(kill("a"));

    assertThat(executor().phase()).isEqualTo(AgentExecutor.Phase.TERMINATING);
    assertThat(effects).endsWith(new AgentEffect.Terminate(CONTAINER));
  }

  @Test
  void aDeliveredTaskIsTheExecutorsToKillEvenIfItWasAway() {
    runs(Kind.CUSTOM, "a");
    subscribes("s1");
    happens(says("a", new UUID(1, 1), TaskState.RUNNING));

    happens(kill("a"));
    happens(new AgentEvent.ExecutorDisconnected(KEY, "s1"));
    subscribes("s2");
    passes(Duration.ofHours(1));

    assertThat(words("s1")).endsWith(new ExecutorWord.Kill(new TaskId("a"), Optional.empty()));
    assertThat(words("s2")).endsWith(new ExecutorWord.Kill(new TaskId("a"), Optional.empty()));
    assertThat(effects).doesNotContain(new AgentEffect.Kill(CONTAINER));
  }

  // ---- ending ----

  @Test
  void theEndOfAnExecutorEndsItsTasksAndIsTold() {
    runs(Kind.CUSTOM, "a", "b");
    subscribes("s1");
    happens(says("a", new UUID(1, 1), TaskState.FINISHED));
    effects.clear();

    happens(observed(CONTAINER, new ProcessStatus.Exited(3, now)));

    assertThat(last("a").state()).isEqualTo(TaskState.FINISHED);
    assertThat(last("b"))
        .returns(TaskState.FAILED, StatusUpdate::state)
        .returns(Optional.of("EXECUTOR_TERMINATED"), StatusUpdate::reason);
    assertThat(effects)
        .endsWith(
            new AgentEffect.EndStream("s1"),
            new AgentEffect.SayEnded(new AgentId("agent-1"), KEY, 3 << 8),
            new AgentEffect.Release(CONTAINER));
    assertThat(state.executors().ended()).hasSize(1);
  }

  @Test
  void shutdownIsAskedForAndThenEnforced() {
    runs(Kind.CUSTOM, "a");
    happens(observed(CONTAINER, RUNNING));
    subscribes("s1");

    happens(new AgentEvent.ShutdownExecutor(1, KEY));
    happens(new AgentEvent.ShutdownExecutor(1, KEY));
    assertThat(words("s1")).endsWith(new ExecutorWord.Shutdown());
    assertThat(words("s1").stream().filter(ExecutorWord.Shutdown.class::isInstance)).hasSize(1);
    runs(Kind.CUSTOM, "late");
    assertThat(last("late"))
        .returns(TaskState.DROPPED, StatusUpdate::state)
        .returns(Optional.of("EXECUTOR_TERMINATED"), StatusUpdate::reason);

    passes(Duration.ofSeconds(5));
    assertThat(effects).endsWith(new AgentEffect.Kill(CONTAINER));
    effects.clear();
    passes(Duration.ofSeconds(5));
    assertThat(effects).contains(new AgentEffect.Kill(CONTAINER));
  }

  @Test
  void theEndOfAFrameworkEndsItsExecutors() {
    runs(Kind.CUSTOM, "a");
    happens(observed(CONTAINER, RUNNING));
    subscribes("s1");

    happens(new AgentEvent.ShutdownFramework(1, FRAMEWORK));
    happens(observed(CONTAINER, new ProcessStatus.Exited(0, now)));

    assertThat(words("s1")).endsWith(new ExecutorWord.Shutdown());
    assertThat(last("a").state()).isEqualTo(TaskState.KILLED);
  }

  /** mesos-v1.md §9.3: resized as tasks come and go. */
  @Test
  void anExecutorsContainerIsSizedByTheTasksThatLive() {
    runs(Kind.CUSTOM, "a", "b");
    assertThat(sizedBy()).containsExactly("a", "b");
    happens(observed(CONTAINER, RUNNING)); // more may have been ordered while it was prepared
    assertThat(sizedBy()).containsExactly("a", "b");
    subscribes("s1");

    runs(Kind.CUSTOM, "c");
    assertThat(sizedBy()).containsExactly("a", "b", "c");
    happens(says("a", UUID.randomUUID(), TaskState.FINISHED));
    assertThat(sizedBy()).containsExactly("b", "c");

    restarts();
    happens(
        new AgentEvent.Recovered(
            List.of(new Observation(CONTAINER, RUNNING, Optional.empty())), true));
    assertThat(sizedBy()).containsExactly("b", "c");
  }

  /** The tasks of the newest resize since the last look. */
  private List<String> sizedBy() {
    List<String> tasks =
        effects.stream()
            .filter(AgentEffect.Resize.class::isInstance)
            .map(AgentEffect.Resize.class::cast)
            .reduce((older, newer) -> newer)
            .orElseThrow()
            .tasks()
            .stream()
            .map(task -> task.key().task().value())
            .toList();
    effects.clear();
    return tasks;
  }

  @Test
  void aNewOrderAfterTheEndStartsAnotherExecutor() {
    runs(Kind.CUSTOM, "a");
    happens(observed(CONTAINER, new ProcessStatus.Exited(1, now)));
    effects.clear();

    happens(
        new AgentEvent.Run(
            1,
            framework(),
            List.of(executorOrder(Kind.CUSTOM, new ContainerId("second"))),
            List.of(order(Kind.CUSTOM, "b", new ContainerId("second"), Optional.empty()))));

    assertThat(effects).first().isInstanceOf(AgentEffect.LaunchExecutor.class);
    assertThat(task("b").container()).isEqualTo(new ContainerId("second"));
  }

  // ---- an agent that was restarted ----

  @Test
  void anExecutorThatComesBackIsAskedNothingTwice() {
    runs(Kind.CUSTOM, "running", "told", "lost");
    happens(observed(CONTAINER, RUNNING));
    subscribes("s1");
    UUID known = new UUID(1, 1);
    UUID missed = new UUID(1, 2);
    happens(says("running", known, TaskState.RUNNING));
    restarts();
    effects.clear();
    happens(
        new AgentEvent.Recovered(
            List.of(new Observation(CONTAINER, RUNNING, Optional.empty())), true));

    happens(
        new AgentEvent.ExecutorSubscribed(
            KEY,
            "s2",
            Set.of(new TaskId("told")),
            List.of(
                heard("running", known, TaskState.RUNNING),
                heard("running", missed, TaskState.FINISHED))));

    assertThat(last("running").uuid()).isEqualTo(missed);
    assertThat(task("running").updates()).hasSize(2);
    assertThat(task("told").state()).isEqualTo(TaskState.STAGING);
    assertThat(last("lost"))
        .returns(TaskState.DROPPED, StatusUpdate::state)
        .returns(Optional.of("AGENT_RESTARTED"), StatusUpdate::reason);
    assertThat(words("s2").stream().filter(ExecutorWord.Launch.class::isInstance)).isEmpty();
    assertThat(heart.wakeAt(state).filter(at -> at.isBefore(now.plusSeconds(5)))).isEmpty();
  }

  @Test
  void anExecutorThatDoesNotComeBackIsDestroyed() {
    runs(Kind.CUSTOM, "a");
    happens(observed(CONTAINER, RUNNING));
    subscribes("s1");
    restarts();
    happens(
        new AgentEvent.Recovered(
            List.of(new Observation(CONTAINER, RUNNING, Optional.empty())), true));

    passes(Duration.ofSeconds(2));
    assertThat(effects).endsWith(new AgentEffect.Kill(CONTAINER));
    happens(observed(CONTAINER, new ProcessStatus.Signaled(9, now)));

    assertThat(last("a").reason()).contains("EXECUTOR_REREGISTRATION_TIMEOUT");
  }

  @Test
  void anExecutorThatWasNeverStartedTakesItsTasksWithIt() {
    runs(Kind.CUSTOM, "a");
    restarts();

    happens(new AgentEvent.Recovered(List.of(), true));

    assertThat(last("a"))
        .returns(TaskState.DROPPED, StatusUpdate::state)
        .returns(Optional.of("AGENT_RESTARTED"), StatusUpdate::reason);
    assertThat(state.executors().live()).isEmpty();
  }

  // ---- the default executor ----

  @Test
  void eachTaskOfADefaultExecutorIsAProcess() {
    happens(group(Kind.DEFAULT, "g", "a", "b"));
    assertThat(effects.stream().filter(AgentEffect.Launch.class::isInstance)).hasSize(2);

    happens(observed(new ContainerId("c-a"), RUNNING));
    happens(observed(new ContainerId("c-a"), new ProcessStatus.Exited(0, now)));

    assertThat(last("a").state()).isEqualTo(TaskState.FINISHED);
    assertThat(task("b").ending()).isEmpty();
    assertThat(state.executors().live()).hasSize(1);
    happens(observed(new ContainerId("c-b"), new ProcessStatus.Exited(0, now)));
    assertThat(state.executors().live()).isEmpty();
    assertThat(effects).contains(new AgentEffect.SayEnded(new AgentId("agent-1"), KEY, 0));
  }

  @Test
  void aFailureOrAKillEndsTheGroupButNoOther() {
    happens(group(Kind.DEFAULT, "g", "a", "b"));
    happens(group(Kind.DEFAULT, "h", "c", "d"));

    happens(observed(new ContainerId("c-a"), new ProcessStatus.Exited(1, now)));
    assertThat(effects).contains(new AgentEffect.Terminate(new ContainerId("c-b")));
    happens(observed(new ContainerId("c-b"), new ProcessStatus.Signaled(15, now)));
    assertThat(last("b").state()).isEqualTo(TaskState.KILLED);
    assertThat(task("c").ending()).isEmpty();

    happens(kill("c"));
    happens(observed(new ContainerId("c-c"), new ProcessStatus.Exited(0, now)));
    assertThat(last("c").state()).isEqualTo(TaskState.KILLED);
    assertThat(effects).contains(new AgentEffect.Terminate(new ContainerId("c-d")));
  }

  @Test
  void theStateIsWhatTheJournalTells() {
    runs(Kind.CUSTOM, "a", "b");
    subscribes("s1");
    happens(says("a", new UUID(1, 1), TaskState.RUNNING));
    happens(new AgentEvent.ShutdownExecutor(1, KEY));

    AgentState replayed = AgentState.EMPTY;
    for (AgentChange change : journal) {
      replayed = replayed.apply(change);
    }

    AgentExecutor told = replayed.executors().find(KEY).orElseThrow();
    assertThat(told.phase()).isEqualTo(executor().phase());
    assertThat(told.ending()).isEqualTo(executor().ending());
    assertThat(told.gaveTasks()).isTrue();
    assertThat(replayed.task(key("b")).orElseThrow().delivered()).isTrue();
    assertThat(replayed.task(key("a")).orElseThrow().heard()).containsExactly(new UUID(1, 1));
  }

  // ---- words of this test ----

  private void happens(AgentEvent event) {
    var decision = heart.decide(state, event, now);
    state = decision.state();
    outcome = decision.outcome();
    effects.addAll(decision.effects());
    journal.addAll(decision.changes());
  }

  private void passes(Duration time) {
    now = now.plus(time);
    happens(heart.wakeUp());
  }

  /** Only what is in the journal is left. */
  private void restarts() {
    state = AgentState.EMPTY;
    for (AgentChange change : journal) {
      state = state.apply(change);
    }
  }

  private void runs(Kind kind, String... tasks) {
    happens(
        new AgentEvent.Run(
            1,
            framework(),
            List.of(executorOrder(kind, CONTAINER)),
            List.of(tasks).stream()
                .map(task -> order(kind, task, CONTAINER, Optional.empty()))
                .toList()));
  }

  private static AgentEvent group(Kind kind, String name, String... tasks) {
    return new AgentEvent.Run(
        1,
        framework(),
        List.of(executorOrder(kind, CONTAINER)),
        List.of(tasks).stream()
            .map(task -> order(kind, task, CONTAINER, Optional.of(new ContainerId(name))))
            .toList());
  }

  private static ExecutorOrder executorOrder(Kind kind, ContainerId container) {
    return new ExecutorOrder(KEY, container, kind, NOTHING, Duration.ofSeconds(5));
  }

  private static TaskOrder order(
      Kind kind, String task, ContainerId executor, Optional<ContainerId> group) {
    return new TaskOrder(
        key(task),
        kind == Kind.CUSTOM ? executor : new ContainerId("c-" + task),
        NOTHING,
        Duration.ofSeconds(3),
        Optional.empty(),
        Optional.of(new Membership(KEY, kind, executor, group)),
        Optional.empty());
  }

  private void subscribes(String stream) {
    happens(new AgentEvent.ExecutorSubscribed(KEY, stream, Set.of(), List.of()));
  }

  private AgentEvent says(String task, UUID name, TaskState what) {
    return new AgentEvent.ExecutorUpdated(KEY, heard(task, name, what));
  }

  private Heard heard(String task, UUID name, TaskState what) {
    return new Heard(
        new TaskId(task),
        new StatusUpdate(
            name,
            what,
            StatusUpdate.Source.EXECUTOR,
            Optional.empty(),
            "",
            now,
            StatusUpdate.Details.ofExecutor(NOTHING)));
  }

  private static AgentEvent kill(String task) {
    return new AgentEvent.Kill(1, key(task), Optional.empty());
  }

  private void acknowledge(String task) {
    happens(
        new AgentEvent.Acknowledged(
            1, List.of(new AgentEvent.Receipt(key(task), task(task).updates().getFirst().uuid()))));
  }

  private static AgentEvent observed(ContainerId container, ProcessStatus status) {
    return new AgentEvent.Observed(List.of(new Observation(container, status, Optional.empty())));
  }

  private List<ExecutorWord> words(String stream) {
    return effects.stream()
        .filter(AgentEffect.ToExecutor.class::isInstance)
        .map(AgentEffect.ToExecutor.class::cast)
        .filter(effect -> effect.stream().equals(stream))
        .map(AgentEffect.ToExecutor::word)
        .toList();
  }

  private List<TaskState> said() {
    return effects.stream()
        .filter(AgentEffect.Say.class::isInstance)
        .map(effect -> ((AgentEffect.Say) effect).update().state())
        .toList();
  }

  private AgentExecutor executor() {
    return state.executors().find(KEY).orElseThrow();
  }

  private AgentTask task(String id) {
    return state.task(key(id)).orElseThrow();
  }

  private StatusUpdate last(String id) {
    return task(id).last().orElseThrow();
  }

  private static TaskKey key(String task) {
    return new TaskKey(FRAMEWORK, new TaskId(task));
  }

  private static Framework framework() {
    return new Framework(FRAMEWORK, true, true, NOTHING);
  }
}
