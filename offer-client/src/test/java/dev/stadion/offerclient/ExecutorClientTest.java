package dev.stadion.offerclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.offerclient.testing.FakeAgent;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An executor's side of mesos-v1.md §7.3 and §11.1. */
class ExecutorClientTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final FakeAgent agent = FakeAgent.start();
  private final ManualTimer timer = new ManualTimer();
  private final BlockingQueue<ExecutorEvent> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void aTaskIsLaunchedKilledAndToldOf() throws InterruptedException {
    try (var executor = start(Map.of("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "secret"))) {
      assertThat(agent.awaitSubscribe()).isEqualTo(Call.Subscribe.getDefaultInstance());
      agent.send(launch("t"));
      var launched = (ExecutorEvent.Launched) next();
      assertThat(launched.tasks()).extracting(TaskInfo::getName).containsExactly("t");

      executor.update(new TaskId("t"), TaskState.RUNNING, "here we go");
      Call running = agent.awaitCall();
      TaskStatus status = running.getUpdate().getStatus();
      assertThat(running.getExecutorId().getValue()).isEqualTo("e1");
      assertThat(status.getUuid().size()).isEqualTo(16);
      assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
      agent.acknowledge(running.getUpdate());

      var kill = Event.newBuilder().setType(Event.Type.KILL);
      kill.getKillBuilder().getTaskIdBuilder().setValue("t");
      agent.send(kill.build());
      assertThat(next()).isEqualTo(new ExecutorEvent.KillAsked(new TaskId("t"), Optional.empty()));
      executor.message(ByteString.copyFromUtf8("hello"));
      assertThat(agent.awaitCall().getMessage().getData().toStringUtf8()).isEqualTo("hello");
      agent.send(Event.newBuilder().setType(Event.Type.SHUTDOWN).build());
      assertThat(next()).isInstanceOf(ExecutorEvent.ShutdownAsked.class);
      executor.awaitEnd();
      assertThat(agent.authorizations()).containsOnly("Bearer secret");
    }
  }

  @Test
  void anAgentThatComesBackIsToldWhatItHasNotConfirmed() throws InterruptedException {
    try (var executor = start(Map.of())) {
      agent.awaitSubscribe();
      agent.send(launch("done"));
      agent.send(launch("new"));
      next();
      next();
      executor.update(new TaskId("done"), TaskState.STARTING, "");
      agent.acknowledge(agent.awaitCall().getUpdate());
      executor.update(new TaskId("done"), TaskState.FINISHED, "");
      Call unconfirmed = agent.awaitCall();

      agent.cut();
      assertThat(next()).isInstanceOf(ExecutorEvent.Disconnected.class);
      timer.awaitAndFire(delay -> delay.compareTo(Duration.ofSeconds(2)) <= 0);

      Call.Subscribe again = agent.awaitSubscribe();
      assertThat(again.getUnacknowledgedTasksList())
          .extracting(TaskInfo::getName)
          .containsExactly("new");
      assertThat(again.getUnacknowledgedUpdatesList())
          .extracting(Call.Update::getStatus)
          .containsExactly(unconfirmed.getUpdate().getStatus());
      agent.acknowledge(unconfirmed.getUpdate());
    }
  }

  @Test
  void anUpdateThatIsNotTakenIsSentAgain() throws InterruptedException {
    try (var executor = start(Map.of())) {
      agent.awaitSubscribe();
      agent.refuseNext(503);
      executor.update(new TaskId("t"), TaskState.RUNNING, "");
      timer.awaitAndFire(Duration.ofMillis(500)::equals);

      agent.acknowledge(agent.awaitCall().getUpdate());
    }
  }

  @Test
  void whoDoesNotCheckpointEndsWithItsAgent() throws InterruptedException {
    try (var executor = start(Map.of("MESOS_CHECKPOINT", "0"))) {
      stand();
      agent.cut();

      assertThat(next()).isInstanceOf(ExecutorEvent.Disconnected.class);
      assertThat(next()).isInstanceOf(ExecutorEvent.ShutdownAsked.class);
      executor.awaitEnd();
    }
  }

  @Test
  void anAgentThatStaysAwayIsGivenUpAfterTheRecoveryTimeout() throws InterruptedException {
    try (var executor = start(Map.of("MESOS_RECOVERY_TIMEOUT", "1mins"))) {
      stand();
      agent.close();
      assertThat(next()).isInstanceOf(ExecutorEvent.Disconnected.class);

      timer.awaitAndFire(delay -> delay.compareTo(Duration.ofSeconds(2)) <= 0);
      ExecutorEvent last = null;
      for (int minutes = 0; last == null && minutes < 100; minutes++) {
        timer.advance(Duration.ofMinutes(1)); // an attempt may be under way or asleep
        last = heard.poll(100, TimeUnit.MILLISECONDS);
      }
      assertThat(last).isInstanceOf(ExecutorEvent.ShutdownAsked.class);
      executor.awaitEnd();
    }
  }

  @Test
  void theEnvironmentIsReadAsAgentsWriteIt() {
    ExecutorEnvironment environment =
        ExecutorEnvironment.of(
            variables(
                Map.of(
                    "MESOS_RECOVERY_TIMEOUT", "1.5hrs",
                    "MESOS_SUBSCRIPTION_BACKOFF_MAX", "250ms")));

    assertThat(environment.recoveryTimeout()).isEqualTo(Duration.ofMinutes(90));
    assertThat(environment.backoffMax()).isEqualTo(Duration.ofMillis(250));
    assertThat(environment.shutdownGrace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(environment.agent().getPath()).isEqualTo("/api/v1/executor");
    assertThatThrownBy(() -> ExecutorEnvironment.of(Map.of()))
        .hasMessageContaining("MESOS_AGENT_ENDPOINT");
  }

  @Test
  void whatIsToldHasTheDateOfTheClockAndANameOfItsOwn() throws InterruptedException {
    try (var executor = start(Map.of())) {
      agent.awaitSubscribe();
      executor.update(new TaskId("t"), TaskState.STARTING, "");
      Call first = agent.awaitCall();
      agent.acknowledge(first.getUpdate());
      executor.update(
          TaskStatus.newBuilder()
              .setTaskId(dev.stadion.mesos.v1.TaskID.newBuilder().setValue("t"))
              .setState(dev.stadion.mesos.v1.TaskState.TASK_RUNNING)
              .setTimestamp(7));
      Call second = agent.awaitCall();
      agent.acknowledge(second.getUpdate());

      assertThat(first.getUpdate().getStatus().getTimestamp())
          .isEqualTo((double) NOW.getEpochSecond());
      assertThat(first.getUpdate().getStatus().getUuid()).isEqualTo(Uuids.toBytes(new UUID(0, 1)));
      assertThat(second.getUpdate().getStatus().getTimestamp()).isEqualTo(7);
      assertThat(second.getUpdate().getStatus().getUuid()).isEqualTo(Uuids.toBytes(new UUID(0, 2)));
    }
  }

  @Test
  void whileItIsConnectedItTellsEveryHalfHourThatItIsThere() throws InterruptedException {
    try (var _ = start(Map.of())) {
      agent.awaitSubscribe();
      timer.awaitAndFire(Duration.ofMinutes(30)::equals);
      assertThat(agent.awaitCall().getType()).isEqualTo(Call.Type.HEARTBEAT);
      timer.awaitAndFire(Duration.ofMinutes(30)::equals);
      assertThat(agent.awaitCall().getType()).isEqualTo(Call.Type.HEARTBEAT);
    }
  }

  @Test
  void anEventThatCannotBeUnderstoodIsSkippedAndTheNextIsHeard() throws InterruptedException {
    try (var _ = start(Map.of())) {
      agent.awaitSubscribe();
      agent.send(Event.newBuilder().setType(Event.Type.KILL).build()); // of no task at all
      agent.send(launch("t"));

      assertThat(next()).isInstanceOf(ExecutorEvent.Launched.class);
    }
  }

  @Test
  void whoClosesWaitsAFewSecondsForWhatIsNotConfirmed() throws InterruptedException {
    ExecutorClient executor = start(Map.of());
    agent.awaitSubscribe();
    executor.update(new TaskId("t"), TaskState.FINISHED, "");
    agent.awaitCall();

    Thread closing = Thread.ofVirtual().start(executor::close);
    timer.awaitAndFire(Duration.ofSeconds(5)::equals);

    assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
  }

  private ExecutorClient start(Map<String, String> more) {
    var ids = new AtomicLong();
    return ExecutorClient.start(
        ExecutorEnvironment.of(variables(more)),
        heard::add,
        new ExecutorClient.Sources(
            timer,
            InstantSource.fixed(NOW),
            () -> new UUID(0, ids.incrementAndGet()),
            new Random(7)));
  }

  private Map<String, String> variables(Map<String, String> more) {
    var variables =
        new HashMap<>(
            Map.of(
                "MESOS_AGENT_ENDPOINT", agent.endpoint(),
                "MESOS_FRAMEWORK_ID", "F",
                "MESOS_EXECUTOR_ID", "e1",
                "MESOS_SLAVE_ID", "S0",
                "MESOS_SANDBOX", "/sandbox",
                "MESOS_CHECKPOINT", "1"));
    variables.putAll(more);
    return variables;
  }

  /** The executor has seen the agent's answer, not only sent its request. */
  private void stand() throws InterruptedException {
    agent.awaitSubscribe();
    agent.send(launch("first"));
    assertThat(next()).isInstanceOf(ExecutorEvent.Launched.class);
  }

  private ExecutorEvent next() throws InterruptedException {
    ExecutorEvent event = heard.poll(10, TimeUnit.SECONDS);
    assertThat(event).as("the next event").isNotNull();
    return event;
  }

  private static Event launch(String task) {
    var event = Event.newBuilder().setType(Event.Type.LAUNCH);
    event
        .getLaunchBuilder()
        .getTaskBuilder()
        .setName(task)
        .setTaskId(dev.stadion.mesos.v1.TaskID.newBuilder().setValue(task))
        .setAgentId(dev.stadion.mesos.v1.AgentID.newBuilder().setValue("S0"));
    return event.build();
  }
}
