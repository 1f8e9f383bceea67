package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Apps with one instance on every agent that matches. */
class DaemonTest {
  private final World world = new World().connected();

  private static final String DAEMON = ",'daemon':true,'instances':7";

  private void offerAll(String... agents) {
    for (String agent : agents) {
      world.offer(agent);
    }
    world.run();
  }

  private List<String> agents() {
    return world.instances("/d").stream()
        .filter(Instance::counts)
        .flatMap(instance -> instance.placement().stream())
        .map(Placement::agent)
        .map(AgentId::value)
        .sorted()
        .toList();
  }

  @Test
  void everyAgentGetsOneAndNewOnesToo() {
    world.create(Apps.sleeper("/d", 1, DAEMON));
    offerAll("a", "b", "a", "b", "a");
    assertThat(agents()).containsExactly("a", "b");

    offerAll("c", "c", "a");

    assertThat(agents()).containsExactly("a", "b", "c");
    assertThat(world.service("/d").waiting()).isEmpty();
  }

  @Test
  void onlyAgentsThatMatchCount() {
    world.create(Apps.sleeper("/d", 1, DAEMON + ",'constraints':[['hostname','LIKE','a.*']]"));

    offerAll("a1", "b1", "a2", "b1");
    offerAll("a1", "b1", "a2", "b1");

    assertThat(agents()).containsExactly("a1", "a2");
    assertThat(world.service("/d").waiting()).isEmpty();
  }

  @Test
  void anAgentThatSaysSomethingElseOfItselfIsLookedAtAgain() {
    world.create(Apps.sleeper("/d", 1, DAEMON + ",'constraints':[['rack','LIKE','r1']]"));
    world.offer("a", new Attribute.Text("rack", "r2"));
    assertThat(world.service("/d").waiting()).isEmpty();

    world.offer("a", new Attribute.Text("rack", "r1"));
    world.run();

    assertThat(agents()).containsExactly("a");
  }

  @Test
  void offersAreNotSuppressedWhileSomebodyWantsToBeEverywhere() {
    world.create(Apps.sleeper("/d", 1, DAEMON));
    offerAll("a", "a");
    world.offer("a", Resources.of(0.01, 1, 0));

    assertThat(world.drain(MarathonEffect.Suppress.class)).isEmpty();
    world.delete("/d");
    world.obeyKills();
    world.offer("a");

    assertThat(world.drain(MarathonEffect.Suppress.class)).isNotEmpty();
  }

  @Test
  void anAgentWithoutRoomIsWaitedForAndExplained() {
    world.create(Apps.sleeper("/d", 1, DAEMON));
    offerAll("a");
    world.offer("full", Resources.of(0.01, 4096, 0));

    world.offer("full", Resources.of(0.01, 4096, 0));

    assertThat(world.service("/d").waiting()).hasSize(1);
    assertThat(Waiting.of(world.state(), world.service("/d"), world.now()))
        .extracting(Waiting.Reason::code)
        .contains("InsufficientCpus");
    offerAll("full");
    assertThat(agents()).containsExactly("a", "full");
  }

  @Test
  void aLostAgentIsMissedByNobody() {
    world.create(Apps.sleeper("/d", 1, DAEMON));
    offerAll("a", "b");
    Instance onA =
        world.instances("/d").stream()
            .filter(i -> i.placement().orElseThrow().agent().value().equals("a"))
            .findFirst()
            .orElseThrow();

    world.update(onA.task(), TaskState.UNREACHABLE);
    world.decide(new MarathonEvent.AgentLost(new AgentId("a")));

    assertThat(agents()).containsExactly("b");
    assertThat(world.service("/d").waiting()).isEmpty();
    offerAll("a");
    assertThat(agents()).containsExactly("a", "b");
  }

  @Test
  void aTaskThatEndsIsStartedAgainOnItsAgent() {
    world.create(Apps.sleeper("/d", 1, DAEMON + ",'backoffSeconds':0"));
    offerAll("a", "b");
    Instance one = world.instances("/d").getFirst();
    String agent = one.placement().orElseThrow().agent().value();

    world.update(one.task(), TaskState.FAILED);
    offerAll("a", "b");

    assertThat(agents()).containsExactly("a", "b");
    assertThat(world.launched().getLast().place().agent().value()).isEqualTo(agent);
  }

  @Test
  void aNewDefinitionIsRolledOutToEveryAgent() {
    world.create(Apps.sleeper("/d", 1, DAEMON));
    offerAll("agent-0", "agent-1", "agent-2");
    var before = world.service("/d").app().orElseThrow().version();

    world.put(Apps.app("{'id':'/d','cmd':'sleep 2000','cpus':0.1,'mem':32,'daemon':true}"));
    world.settle();

    assertThat(world.state().deployments()).isEmpty();
    assertThat(agents()).containsExactly("agent-0", "agent-1", "agent-2");
    assertThat(world.instances("/d")).allMatch(i -> i.runSpecVersion().isAfter(before));
  }

  @Test
  void theNextLeaderKillsNothingWhileItKnowsNoAgents() {
    world.create(Apps.sleeper("/d", 1, DAEMON));
    offerAll("a", "b");
    world.drain();

    world.restart();
    world.connected();

    assertThat(world.drain(MarathonEffect.Kill.class)).isEmpty();
    assertThat(agents()).containsExactly("a", "b");
    offerAll("a", "b", "c");
    assertThat(agents()).containsExactly("a", "b", "c");
  }
}
