package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.wire.AppReader;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A deployment meets an instance that was out of reach when it began. */
class LatecomerTest {
  private static final PathId APP = PathId.of("/app");

  private final MarathonHeart heart = new MarathonHeart(HeartSettings.DEFAULT);
  private final List<MarathonEffect> effects = new ArrayList<>();
  private MarathonState state = MarathonState.empty(IdSource.ofLoading(1));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int offers;

  @Test
  void anOldInstanceThatComesBackDuringARestartIsReplacedToo() throws Exception {
    happens(new MarathonEvent.Subscribed(new FrameworkId("f"), "master"));
    happens(
        new MarathonEvent.PutApp(
            definition(), Optional.empty(), false, new MarathonEvent.Origin("127.0.0.1", "/")));
    TaskId old = launched("a1");
    reported(old, "a1", TaskState.RUNNING);
    reported(old, "a1", TaskState.UNREACHABLE);
    now = now.plusSeconds(10);
    happens(heart.wakeUp());
    assertThat(instances())
        .extracting(Instance::condition)
        .contains(Condition.UNREACHABLE_INACTIVE);

    happens(new MarathonEvent.RestartApp(APP, true));
    reported(old, "a1", TaskState.RUNNING);
    TaskId fresh = launched("a2");
    reported(fresh, "a2", TaskState.RUNNING);

    assertThat(effects)
        .filteredOn(MarathonEffect.Kill.class::isInstance)
        .extracting(effect -> ((MarathonEffect.Kill) effect).task())
        .contains(old);
    reported(old, "a1", TaskState.KILLED);
    assertThat(state.deployments()).isEmpty();
    assertThat(instances()).extracting(Instance::task).containsExactly(fresh);
  }

  private List<Instance> instances() {
    return List.copyOf(state.service(APP).orElseThrow().instances().values());
  }

  private void happens(MarathonEvent event) {
    now = now.plusSeconds(1);
    Decision<MarathonState, MarathonChange, MarathonEffect, MarathonOutcome> decision =
        heart.decide(state, event, now);
    state = decision.state();
    effects.addAll(decision.effects());
  }

  private TaskId launched(String agent) {
    happens(
        new MarathonEvent.Offered(
            List.of(
                new Offer(
                    new OfferId("o" + offers++),
                    new AgentId(agent),
                    agent,
                    "*",
                    Resources.of(1, 128, 0).withPorts(new Range(31000, 31010)),
                    List.of()))));
    return effects.stream()
        .filter(MarathonEffect.Launch.class::isInstance)
        .flatMap(effect -> ((MarathonEffect.Launch) effect).tasks().stream())
        .map(TaskLaunch::task)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private void reported(TaskId task, String agent, TaskState taskState) {
    happens(
        new MarathonEvent.Updated(
            new TaskUpdate(
                task,
                Optional.of(new AgentId(agent)),
                taskState,
                Optional.empty(),
                "",
                Optional.empty(),
                now,
                Optional.empty(),
                List.of())));
  }

  private static AppDefinition definition() throws Exception {
    var document =
        """
        {"id": "/app", "cmd": "serve", "cpus": 0.1, "mem": 16, "instances": 1,
         "unreachableStrategy": {"inactiveAfterSeconds": 3, "expungeAfterSeconds": 600}}
        """;
    return switch (AppReader.read((ObjectNode) new ObjectMapper().readTree(document))) {
      case AppReader.Result.Read(var definition) -> definition;
      case AppReader.Result.Misfit(var problems) -> throw new AssertionError(problems);
    };
  }
}
