package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentHeart;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.heart.ExecutorTimes;
import dev.stadion.agent.master.Orders;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.scheduling.id.AgentId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many tasks of one order are remembered in handfuls (promises.md P4). */
class MasterWordsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  private final List<AgentEvent> events = new ArrayList<>();

  @Test
  void everyTaskIsInOneHandfulAndTheirOrderIsKept() {
    hear(450);

    assertThat(events)
        .hasSize(3)
        .allSatisfy(event -> assertThat(event).isInstanceOf(AgentEvent.Run.class));
    assertThat(orders()).containsExactlyElementsOf(names(450));
  }

  @Test
  void whoeverIsKilledBetweenTwoHandfulsHasSaidNothingOfTheTasksThatAreLost() throws Exception {
    hear(450);
    var heart = new AgentHeart(ExecutorTimes.DEFAULTS);
    Path file = directory.resolve("journal");
    var said = new ArrayList<String>();

    try (var store = new JournalStore(file)) {
      AgentState state = store.load(1);
      var registered =
          heart.decide(state, new AgentEvent.Subscribed(1, new AgentId("agent-1")), NOW);
      store.commit(1, registered.changes());
      var decision = heart.decide(registered.state(), events.getFirst(), NOW);
      store.commit(1, decision.changes());
      for (AgentEffect effect : decision.effects()) {
        if (effect instanceof AgentEffect.Say(_, var task, _)) {
          said.add(task.key().task().value());
        }
      }
    }

    try (var store = new JournalStore(file)) {
      List<String> remembered =
          store.load(1).tasks().keySet().stream().map(key -> key.task().value()).toList();
      assertThat(remembered).containsExactlyInAnyOrderElementsOf(names(200));
      assertThat(said).isNotEmpty();
      assertThat(remembered).containsAll(said);
    }
  }

  private void hear(int tasks) {
    var fresh = new AtomicInteger();
    var words =
        new MasterWords(
            new Orders(() -> new ContainerId("c" + fresh.incrementAndGet()), Duration.ofSeconds(5)),
            events::add);
    Event.Builder event = Event.newBuilder().setType(Event.Type.RUN_TASKS).setEpoch(1);
    event.getRunTasksBuilder().setFramework(FakeMaster.framework());
    names(tasks).forEach(name -> event.getRunTasksBuilder().addTasks(Tasks.shell(name, "true")));
    words.on(event.build());
  }

  private List<String> orders() {
    return events.stream()
        .map(AgentEvent.Run.class::cast)
        .flatMap(run -> run.orders().stream())
        .map(order -> order.key().task().value())
        .toList();
  }

  private static List<String> names(int tasks) {
    return IntStream.range(0, tasks).mapToObj(number -> "t" + number).toList();
  }
}
