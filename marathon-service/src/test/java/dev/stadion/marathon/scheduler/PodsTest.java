package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.wire.PodStatusWriter;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Instances of pods are all of their tasks together (marathon.md §8). */
class PodsTest {
  private final World world = new World().connected();

  private Instance only() {
    assertThat(world.instances("/pod")).hasSize(1);
    return world.instances("/pod").getFirst();
  }

  private TaskId task(String container) {
    return only().id().task(container, only().incarnation());
  }

  private void start() {
    world.create(Apps.pod("/pod", 1, ""));
    offer();
  }

  private void offer() {
    world.offer("a", Resources.of(8, 4096, 1000).withPorts(new Range(31000, 31100)));
  }

  private void update(String container, TaskState state) {
    world.update(task(container), state);
  }

  private void report(boolean healthy) {
    world.decide(
        new MarathonEvent.Updated(
            new TaskUpdate(
                task("web"),
                Optional.of(new AgentId("a")),
                TaskState.RUNNING,
                Optional.empty(),
                "",
                Optional.of(new UUID(1, 1)),
                world.now(),
                Optional.of(healthy),
                List.of())));
  }

  @Test
  void s81_oneLaunchTakesWhatAllContainersNeed() {
    start();

    PodLaunch launch = world.launchedPods().getFirst();
    assertThat(launch.taken().amount("cpus")).isEqualTo(0.4);
    assertThat(launch.taken().amount("mem")).isEqualTo(128);
    assertThat(launch.place().hostPorts()).hasSize(1);
    assertThat(only().tasks()).containsExactly(task("side-car"), task("web"));
  }

  @Test
  void s124_itIsGoodWhenAllRunAndAreHealthy() {
    start();
    update("web", TaskState.RUNNING);
    assertThat(only().condition()).isEqualTo(Condition.PROVISIONED);
    update("side-car", TaskState.RUNNING);
    assertThat(only().condition()).isEqualTo(Condition.RUNNING);
    assertThat(world.state().deployments()).hasSize(1);

    report(true);

    assertThat(world.state().deployments()).isEmpty();
    assertThat(only().isGood()).isTrue();
    report(false);
    assertThat(only().isGood()).isFalse();
    assertThat(only().killSentAt()).isEmpty();
  }

  @Test
  void s82_itEndsWhenTheLastTaskHasEndedAndFollowsAsAWhole() {
    start();
    world.run();
    int incarnation = only().incarnation();

    update("web", TaskState.FAILED);
    assertThat(only().condition()).isEqualTo(Condition.RUNNING);
    assertThat(only().tasks()).containsExactly(task("side-car"));
    assertThat(world.service("/pod").lastFailure()).isPresent();
    update("side-car", TaskState.KILLED);

    assertThat(only().condition()).isEqualTo(Condition.SCHEDULED);
    assertThat(only().incarnation()).isEqualTo(incarnation + 1);
    assertThat(world.service("/pod").delay()).isPresent();
    world.pass(Duration.ofMinutes(1));
    offer();
    assertThat(world.launchedPods()).hasSize(2);
  }

  @Test
  void s17_everyTaskIsAskedToEnd() {
    start();
    world.run();
    report(true);
    world.drain();

    world.delete("/pod");

    assertThat(world.drain(MarathonEffect.Kill.class))
        .extracting(MarathonEffect.Kill::task)
        .containsExactly(task("side-car"), task("web"));
    update("web", TaskState.KILLED);
    update("side-car", TaskState.KILLED);
    assertThat(world.state().service(PathId.of("/pod"))).isEmpty();
    assertThat(world.announced()).contains("deployment_success");
  }

  @Test
  void p1_aTakeoverForgetsNothing() {
    start();
    update("web", TaskState.RUNNING);
    Instance before = only();
    world.drain();

    world.restart();

    assertThat(only()).isEqualTo(before);
    world.connected();
    assertThat(world.drain(MarathonEffect.Reconcile.class).getFirst().tasks().keySet())
        .containsExactlyInAnyOrder(task("web"), task("side-car"));
  }

  @Test
  void s2_appsAndPodsDoNotShareIds() {
    start();

    assertThat(world.create(Apps.sleeper("/pod", 1)))
        .isEqualTo(new MarathonOutcome.AlreadyExists(PathId.of("/pod"), true));
    assertThat(
            world.decide(
                new MarathonEvent.PutApp(
                    Apps.sleeper("/pod", 1), Optional.empty(), true, World.ORIGIN)))
        .isInstanceOf(MarathonOutcome.Invalid.class);
  }

  @Test
  void s9_namesOfForeignContainersAreNotOurs() {
    start();
    world.run();
    Instance before = only();

    world.update(only().id().task("stranger", 1), TaskState.FAILED);
    world.update(only().id().task(1), TaskState.FAILED);

    assertThat(only()).isEqualTo(before);
  }

  @Test
  void s82_aStatusTellsHowContainersEnded() {
    start();
    update("web", TaskState.RUNNING);
    update("side-car", TaskState.RUNNING);
    TaskId failed = task("web");
    world.update(failed, TaskState.FAILED, "Command exited with status 3");

    ObjectNode status = PodStatusWriter.write(world.state(), world.service("/pod"), world.now());

    List<JsonNode> ended =
        status
            .at("/instances/0/containers")
            .valueStream()
            .filter(c -> c.has("termination"))
            .toList();
    assertThat(ended).extracting(c -> c.path("name").asText()).containsExactly("web");
    assertThat(ended.getFirst().at("/termination/exitCode").asInt()).isEqualTo(3);
    assertThat(ended.getFirst().at("/termination/message").asText())
        .isEqualTo("Command exited with status 3");
    JsonNode last = status.at("/terminationHistory/0/containers/0");
    assertThat(last.path("containerId").asText()).isEqualTo(failed.value());
    assertThat(last.path("lastKnownState").asText()).isEqualTo("TASK_FAILED");
  }

  @Test
  void whoAsksWhyIsToldOfTheInstanceAndNotOfATaskThatIsNotThere() {
    start();
    update("web", TaskState.RUNNING);

    List<Waiting.Reason> reasons = Waiting.of(world.state(), world.service("/pod"), world.now());

    assertThat(reasons)
        .extracting(Waiting.Reason::message)
        .contains(only().id() + " is Provisioned");
  }

  private String startInHistory() {
    return PodStatusWriter.write(world.state(), world.service("/pod"), world.now())
        .at("/terminationHistory/0/startedAt")
        .asText();
  }

  @Test
  void s82_theHistoryTellsWhenTheFirstContainerStarted() {
    start();
    world.pass(Duration.ofSeconds(5));
    Instant first = world.now();
    update("web", TaskState.RUNNING);
    world.pass(Duration.ofSeconds(5));
    update("side-car", TaskState.RUNNING);
    world.pass(Duration.ofSeconds(5));

    update("side-car", TaskState.FAILED);

    assertThat(startInHistory()).isEqualTo(Timestamps.write(first));
    world.restart();
    assertThat(startInHistory()).isEqualTo(Timestamps.write(first));
  }

  @Test
  void s82_ofAnInstanceThatNeverRanTheHistoryTellsWhenItWasLaunched() {
    world.create(Apps.pod("/pod", 1, ""));
    world.pass(Duration.ofSeconds(5));
    Instant launched = world.now();
    offer();
    world.pass(Duration.ofSeconds(5));

    update("side-car", TaskState.FAILED);

    assertThat(startInHistory()).isEqualTo(Timestamps.write(launched));
  }
}
