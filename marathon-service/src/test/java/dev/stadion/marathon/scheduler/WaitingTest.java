package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.scheduler.MarathonEvent.ProbeResult;
import dev.stadion.marathon.scheduler.Waiting.Reason;
import dev.stadion.marathon.wire.QueueWriter;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Why something is not as it should be, and how offers fared (marathon.md §3.6). */
class WaitingTest {
  private final World world = new World();

  private List<Reason> reasons() {
    return reasons("/web");
  }

  private List<Reason> reasons(String app) {
    return Waiting.of(world.state(), world.service(app), world.now());
  }

  private String first() {
    return reasons().getFirst().code();
  }

  private JsonNode queued() {
    return QueueWriter.write(world.state(), world.now(), true).path("queue").path(0);
  }

  @Test
  void whoWaitsIsToldForWhat() {
    world.create(Apps.sleeper("/web", 2));
    assertThat(first()).isEqualTo("NoMaster");

    world.connected();
    assertThat(first()).isEqualTo("NoAgents");

    world.offer("small", Resources.of(0.05, 4096, 0).withPorts(new Range(31000, 31010)));
    world.offer("tiny", Resources.of(0.01, 16, 0));
    assertThat(reasons())
        .containsExactly(new Reason("InsufficientCpus", "wants 0.1 cpus, offered 0.05", 2));

    world.offer("big");
    assertThat(first()).isEqualTo("Starting");
    world.run();
    assertThat(reasons()).isEmpty();
  }

  @Test
  void failuresAreToldBeforeOffers() {
    world.connected().create(Apps.sleeper("/web", 1));
    world.offer("a");
    world.update(world.instances().getFirst().task(), TaskState.FAILED, "it broke");

    assertThat(reasons().getFirst().code()).isEqualTo("Delayed");
    assertThat(reasons().getFirst().message())
        .endsWith("because tasks failed: TASK_FAILED it broke");
  }

  @Test
  void whatComesLaterInADeploymentIsToldWhatComesFirst() {
    world
        .connected()
        .decide(
            new MarathonEvent.PutApps(
                List.of(Apps.sleeper("/db", 1), Apps.sleeper("/web", 1, ",'dependencies':['/db']")),
                Map.of(),
                false));

    assertThat(reasons())
        .first()
        .satisfies(reason -> {
          assertThat(reason.code()).isEqualTo("NotItsTurn");
          assertThat(reason.message())
              .contains("is at step 2 of 3 and has to do ScaleApplication of /db before");
          assertThat(reason.count()).isEqualTo(1);
        });
    world.offer("a");
    world.run();
    assertThat(first()).isNotEqualTo("NotItsTurn");
  }

  @Test
  void nobodyOffersToARoleAlthoughThereAreAgents() {
    world.connected().create(Apps.sleeper("/other", 1));
    world.offer("a");
    world.create(Apps.sleeper("/team/web", 1, ",'role':'team'"));

    assertThat(reasons("/team/web").getFirst().code()).isEqualTo("NoOffers");
    assertThat(reasons("/team/web").getFirst().message()).contains("role team");
  }

  @Test
  void whoeverKeepsDataWaitsForItsAgent() {
    var agent = new DataAgent(world, "home", "db");
    var other = new DataAgent(world, "other", "db");
    world
        .connected()
        .create(
            Apps.sleeper(
                "/db/store",
                1,
                ",'role':'db','container':{'type':'MESOS','volumes':[{'containerPath':'data',"
                    + "'mode':'RW','persistent':{'size':10}}]}"));
    agent.offer();
    agent.offer();
    agent.end(agent.running().getFirst(), TaskState.FAILED);
    world.pass(Duration.ofMinutes(1));
    other.offer();

    assertThat(reasons("/db/store").getFirst().code()).isEqualTo("VolumeAway");
    assertThat(reasons("/db/store").getFirst().message()).contains("is on agent home (home.local)");
    assertThat(reasons("/db/store").get(1).code()).isEqualTo("NoCorrespondingReservationFound");
    agent.offer();
    assertThat(reasons("/db/store")).isEmpty();
  }

  @Test
  void illTasksAreToldWithTheCause() {
    world
        .connected()
        .create(
            Apps.sleeper(
                "/web",
                1,
                ",'ports':[0],'healthChecks':[{'protocol':'TCP','gracePeriodSeconds':0}]"));
    world.offer("a");
    world.run();
    assertThat(first()).isEqualTo("Starting");
    var task = world.instances().getFirst();
    world.decide(
        new MarathonEvent.Probed(
            new TaskName(task.id(), task.incarnation()), 0, new ProbeResult.Unhealthy("refused")));

    assertThat(reasons())
        .containsExactly(new Reason("Unhealthy", "checks of " + task.task() + " fail: refused", 1));
  }

  @Test
  void s36_theFunnelHasAllReasonsInOrder() {
    world.connected().create(Apps.sleeper("/web", 1, ",'cpus':1,'mem':64"));
    world.offer("cpuless", Resources.of(0.5, 4096, 0).withPorts(new Range(31000, 31010)));
    world.offer("small", Resources.of(4, 32, 0).withPorts(new Range(31000, 31010)));
    world.pass(Duration.ofSeconds(1));
    world.offer("small", Resources.of(0.5, 32, 0).withPorts(new Range(31000, 31010)));

    JsonNode summary = queued().path("processedOffersSummary");
    assertThat(summary.path("processedOffersCount").asInt()).isEqualTo(3);
    assertThat(summary.path("unusedOffersCount").asInt()).isEqualTo(3);
    assertThat(summary.has("lastUsedOfferAt")).isFalse();
    assertThat(summary.path("lastUnusedOfferAt").asText()).isEqualTo("2026-01-01T00:00:01.000Z");
    JsonNode attempt = summary.path("rejectSummaryLaunchAttempt");
    assertThat(attempt.valueStream().map(row -> row.path("reason").asText()))
        .containsExactly(
            "UnfulfilledRole",
            "UnfulfilledConstraint",
            "NoCorrespondingReservationFound",
            "AgentMaintenance",
            "InsufficientCpus",
            "InsufficientMemory",
            "InsufficientDisk",
            "InsufficientGpus",
            "InsufficientPorts",
            "DeclinedScarceResources");
    assertThat(row(attempt, 4)).isEqualTo("2 of 3");
    assertThat(row(attempt, 5)).isEqualTo("1 of 1");
    assertThat(row(summary.path("rejectSummaryLastOffers"), 4)).isEqualTo("2 of 2");
    assertThat(row(summary.path("rejectSummaryLastOffers"), 5)).isEqualTo("0 of 0");
    JsonNode unused = queued().path("lastUnusedOffers").path(1);
    assertThat(unused.path("offer").path("agentId").asText()).isEqualTo("small");
    assertThat(unused.path("reason").valueStream().map(JsonNode::asText))
        .containsExactly("InsufficientCpus", "InsufficientMemory");
  }

  private static String row(JsonNode rows, int index) {
    return rows.path(index).path("declined").asInt()
        + " of "
        + rows.path(index).path("processed").asInt();
  }

  @Test
  void anAttemptEndsWhenNobodyWaitsAnyMore() {
    world.connected().create(Apps.sleeper("/web", 1));
    world.offer("tiny", Resources.of(0.01, 16, 0));
    assertThat(world.service("/web").offers().processed()).isEqualTo(1);

    world.offer("big");

    assertThat(world.service("/web").offers().processed()).isZero();
  }
}
