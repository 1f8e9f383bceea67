package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.scheduler.MarathonOutcome.Invalid;
import dev.stadion.marathon.wire.StateWriter;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Apps whose instances keep data (marathon.md §14.4). */
class ResidentsTest {
  private final World world = new World().connected();
  private final DataAgent agent = new DataAgent(world, "agent", "db");
  private final DataAgent other = new DataAgent(world, "other", "db");

  private static AppDefinition db(int instances, String more) {
    return Apps.sleeper(
        "/db/store",
        instances,
        ",'role':'db','container':{'type':'MESOS','volumes':[{'containerPath':'data','mode':'RW',"
            + "'persistent':{'size':100}}]}"
            + more);
  }

  private Instance one() {
    return world.instances("/db/store").getFirst();
  }

  private void running() {
    world.create(db(1, ""));
    agent.offer();
    agent.offer();
    assertThat(agent.running()).hasSize(1);
  }

  @Test
  void firstResourcesAreReservedAndAVolumeIsMade() {
    world.create(db(1, ""));

    agent.offer();

    assertThat(agent.running()).isEmpty();
    assertThat(agent.kept()).isEqualTo(100);
    assertThat(one().reserved()).isPresent();
    assertThat(one().condition()).isEqualTo(Condition.SCHEDULED);
  }

  @Test
  void whatWasReservedSaysWhoseItIs() {
    world.create(db(1, ""));
    world.offer("agent", Resources.empty());
    world.drain();

    world.decide(
        new MarathonEvent.Offered(
            List.of(
                new dev.stadion.scheduling.offer.Offer(
                    new dev.stadion.scheduling.id.OfferId("o"),
                    new dev.stadion.scheduling.id.AgentId("agent"),
                    "agent.local",
                    "db",
                    Resources.of(8, 8192, 8192)
                        .withPorts(new dev.stadion.scheduling.resource.Range(31000, 31000)),
                    List.of()))));

    var booking = world.drain(MarathonEffect.Launch.class).getFirst().bookings().made().getFirst();
    assertThat(booking.reserved().parts().keySet())
        .allSatisfy(key ->
            assertThat(key.reservations())
                .containsExactly(
                    new Reservation(
                        Reservation.Type.DYNAMIC,
                        "db",
                        Optional.empty(),
                        List.of(
                            new Reservation.Label(
                                "marathon_framework_id", Optional.of("framework-1")),
                            new Reservation.Label(
                                "marathon_task_id", Optional.of(one().id().toString()))))));
    assertThat(booking.volumes().parts().firstKey().disk().flatMap(Disk::persistence))
        .get()
        .satisfies(kept -> assertThat(kept.id()).startsWith("db_store#data#"));
  }

  @Test
  void thenATaskIsLaunchedOnWhatWasReserved() {
    running();

    assertThat(one().condition()).isEqualTo(Condition.RUNNING);
    assertThat(
            world
                .launched()
                .getLast()
                .taken()
                .filter(ResourceKey::isPersistentVolume)
                .amount("disk"))
        .isEqualTo(100);
    var volume = StateWriter.task(world.service("/db/store"), one()).path("localVolumes").path(0);
    assertThat(volume.path("runSpecId").asText()).isEqualTo("/db/store");
    assertThat(volume.path("containerPath").asText()).isEqualTo("data");
    assertThat(volume.path("persistenceId").asText())
        .isEqualTo("db_store#data#" + volume.path("uuid").asText());
  }

  @Test
  void aTaskThatEndsIsFollowedByOneOnTheSameVolumeOnly() {
    running();
    Instance before = one();
    agent.end(before.task(), TaskState.FAILED);
    world.pass(Duration.ofMinutes(1));

    other.offer();
    assertThat(other.running()).isEmpty();
    assertThat(world.service("/db/store").offers().latestReasons().keySet())
        .extracting(Enum::name)
        .contains("NO_CORRESPONDING_RESERVATION_FOUND");

    agent.offer();
    assertThat(agent.running()).hasSize(1);
    assertThat(one().id()).isEqualTo(before.id());
    assertThat(one().incarnation()).isEqualTo(2);
    assertThat(one().reserved().orElseThrow().volumes())
        .isEqualTo(before.reserved().orElseThrow().volumes());
    assertThat(agent.kept()).isEqualTo(100);
  }

  @Test
  void aFailoverBetweenReservingAndLaunchingLosesNothing() {
    world.create(db(1, ""));
    agent.offer();

    world.restart();
    world.connected();
    agent.offer();

    assertThat(agent.running()).hasSize(1);
    assertThat(agent.kept()).isEqualTo(100);
  }

  @Test
  void scalingDownPutsInstancesToRestAndScalingUpWakesThem() {
    running();
    Instance before = one();

    world.put(db(0, ""));
    assertThat(one().goal()).isEqualTo(Goal.STOPPED);
    agent.obey();
    assertThat(one().isResting()).isTrue();
    assertThat(world.state().deployments()).isEmpty();
    agent.offer();
    assertThat(agent.kept()).isEqualTo(100);
    assertThat(agent.running()).isEmpty();
    world.restart();
    world.connected();

    world.put(db(1, ""));
    agent.offer();

    assertThat(agent.running()).containsExactly(before.id().task(2));
    assertThat(one().goal()).isEqualTo(Goal.RUNNING);
  }

  @Test
  void aNewDefinitionRunsOnTheSameVolumes() {
    running();
    Instance before = one();

    world.put(db(1, ",'env':{'A':'b'}"));
    agent.obey();
    agent.offer();

    assertThat(agent.running()).containsExactly(before.id().task(2));
    assertThat(one().runSpecVersion())
        .isEqualTo(world.service("/db/store").app().orElseThrow().version());
    assertThat(world.instances()).hasSize(1);
    assertThat(world.state().deployments()).isEmpty();
    assertThat(agent.kept()).isEqualTo(100);
  }

  @Test
  void deletingTheAppGivesEverythingBack() {
    running();

    world.delete("/db/store");
    agent.obey();
    assertThat(world.instances()).isEmpty();
    assertThat(world.state().roles().with("*")).contains("db");

    world.restart();
    world.connected();
    agent.offer();
    assertThat(agent.hasReservations()).isFalse();
    assertThat(agent.kept()).isZero();

    agent.offer();
    assertThat(world.state().leftovers().all()).isEmpty();
    assertThat(world.state().roles().with("*")).containsExactly("*");
  }

  @Test
  void wipingGivesTheVolumeBackAndAnotherInstanceIsMade() {
    running();
    Instance before = one();

    world.decide(new MarathonEvent.KillInstances(Set.of(before.id()), true));
    agent.obey();
    agent.offer();
    agent.offer();

    assertThat(agent.running()).hasSize(1);
    assertThat(one().id()).isNotEqualTo(before.id());
    assertThat(agent.kept()).isEqualTo(100);
  }

  @Test
  void oneThatRestsCanBeWiped() {
    running();
    world.put(db(0, ""));
    agent.obey();

    world.decide(new MarathonEvent.KillInstances(Set.of(one().id()), true));
    agent.offer();

    assertThat(world.instances()).isEmpty();
    assertThat(agent.hasReservations()).isFalse();
  }

  @Test
  void aReservationThatIsNotSeenAgainIsGivenUp() {
    world.create(db(1, ""));
    agent.offer();
    Instance before = one();

    world.pass(Duration.ofSeconds(21));
    assertThat(one().id()).isNotEqualTo(before.id());
    other.offer();
    other.offer();
    agent.offer();

    assertThat(other.running()).hasSize(1);
    assertThat(agent.hasReservations()).isFalse();
  }

  @Test
  void aReservationThatIsRefusedIsTriedAgainElsewhereAfterAWhile() {
    world.create(db(1, ",'backoffSeconds':5"));
    world.drain();
    world.decide(agent.offered());
    Instance refused = one();
    assertThat(refused.reserved()).isPresent();

    world.decide(new MarathonEvent.NotReserved(refused.id(), "Not authorized to reserve"));

    assertThat(world.instances()).hasSize(1);
    assertThat(one().id()).isNotEqualTo(refused.id());
    assertThat(one().reserved()).isEmpty();
    assertThat(
            Waiting.of(world.state(), world.service("/db/store"), world.now()).getFirst().message())
        .isEqualTo("the master did not reserve what is to be kept: Not authorized to reserve");
    other.offer();
    assertThat(one().reserved()).as("not at once").isEmpty();
    world.pass(Duration.ofSeconds(5));
    other.offer();
    other.offer();
    assertThat(other.running()).hasSize(1);
    assertThat(Waiting.of(world.state(), world.service("/db/store"), world.now())).isEmpty();
  }

  @Test
  void refusedAgainAndAgainItIsTriedMoreAndMoreSeldom() {
    world.create(db(1, ",'backoffSeconds':1,'backoffFactor':2.0"));
    int tries = 0;
    for (int i = 0; i < 600; i++) {
      world.decide(agent.offered());
      if (one().reserved().isPresent()) {
        tries++;
        world.decide(new MarathonEvent.NotReserved(one().id(), "no"));
      }
      world.pass(Duration.ofSeconds(1));
    }

    assertThat(tries).isBetween(5, 12);
    assertThat(world.instances()).hasSize(1);
  }

  @Test
  void aRefusalThatComesTooLateChangesNothing() {
    running();
    Instance before = one();

    world.decide(new MarathonEvent.NotReserved(before.id(), "late"));
    world.decide(
        new MarathonEvent.NotReserved(
            new dev.stadion.marathon.instance.InstanceId(PathId.of("/none"), before.id().uuid()),
            "unknown"));

    assertThat(one()).isEqualTo(before);
  }

  @Test
  void aMachineThatIsGoneForGoodTookTheDataAlong() {
    running();

    world.update(one().task(), TaskState.GONE_BY_OPERATOR);
    world.pass(Duration.ofMinutes(1));
    other.offer();
    other.offer();

    assertThat(other.running()).hasSize(1);
  }

  @Test
  void reservationsOfOthersAreLeftAlone() {
    var theirs =
        new ResourceKey(
            "disk",
            List.of(
                new Reservation(
                    Reservation.Type.DYNAMIC,
                    "db",
                    Optional.empty(),
                    List.of(
                        new Reservation.Label(
                            "marathon_framework_id", Optional.of("another-framework")),
                        new Reservation.Label(
                            "marathon_task_id",
                            Optional.of("x.instance-c0caec0a-863a-11e9-915b-c610fee06dff"))))));
    agent.seeds(Resources.empty().with(theirs, Scalar.of(10)));
    world.create(db(1, ""));

    agent.offer();
    agent.offer();

    assertThat(agent.running()).hasSize(1);
    assertThat(agent.hasReservations()).isTrue();
  }

  @Test
  void severalInstancesOnOneAgentKeepTheirVolumesApart() {
    world.create(db(3, ""));
    agent.offer();
    agent.offer();

    assertThat(agent.running()).hasSize(3);
    assertThat(agent.kept()).isEqualTo(300);
    for (TaskId task : agent.running()) {
      agent.end(task, TaskState.FINISHED);
    }
    world.pass(Duration.ofMinutes(1));
    agent.offer();
    assertThat(agent.running()).hasSize(3);
    assertThat(agent.kept()).isEqualTo(300);
  }

  @Test
  void volumesMayHaveDisksOfTheirOwn() {
    var mount =
        ResourceKey.unreserved("disk")
            .withDisk(
                Optional.of(
                    new Disk(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(
                            new Disk.Source(
                                Disk.Source.Type.MOUNT,
                                Optional.of("/mnt/fast-1"),
                                Optional.empty(),
                                Optional.empty())))));
    agent.seeds(Resources.empty().with(mount, Scalar.of(500)));
    String type = ",'role':'db','container':{'type':'MESOS','volumes':[{'containerPath':'data',";
    world.create(
        Apps.sleeper(
            "/db/slow",
            1,
            type
                + "'mode':'RW','persistent':{'type':'mount','size':100,'constraints':[['path','LIKE','/mnt/slow.*']]}}]}"));
    world.create(
        Apps.sleeper(
            "/db/fast",
            1,
            type
                + "'mode':'RW','persistent':{'type':'mount','size':100,'constraints':[['path','LIKE','/mnt/fast.*']]}}]}"));

    agent.offer();
    agent.offer();

    assertThat(agent.running()).hasSize(1);
    assertThat(agent.kept()).isEqualTo(500);
    assertThat(world.service("/db/slow").offers().latestReasons().keySet())
        .extracting(Enum::name)
        .containsExactly("INSUFFICIENT_DISK");
  }

  @Test
  void whatWasReservedCannotBeChanged() {
    running();

    assertThat(problems(world.put(db(1, ",'cpus':2"))))
        .containsExactly(
            new Problem(
                "/",
                "Services with persistent volumes configured may not change resource requirements."
                    + " If you need to make this change, please create a new service."));
    assertThat(problems(world.put(Apps.sleeper("/db/store", 1, ",'role':'db'"))))
        .contains(new Problem("/", "Persistent volumes can not be changed!"));
  }

  @Test
  void dataIsKeptForARoleOnly() {
    assertThat(
            problems(
                world.create(
                    Apps.sleeper(
                        "/db/store",
                        1,
                        ",'role':'*','container':{'type':'MESOS','volumes':[{'containerPath':'data',"
                            + "'mode':'RW','persistent':{'size':100}}]}"))))
        .extracting(Problem::path)
        .containsExactly("/role");
    assertThat(world.state().app(PathId.of("/db/store"))).isEmpty();
  }

  private static List<Problem> problems(MarathonOutcome outcome) {
    return Optional.of(outcome)
        .filter(Invalid.class::isInstance)
        .map(invalid -> ((Invalid) invalid).problems())
        .orElseThrow(() -> new AssertionError(outcome));
  }
}
