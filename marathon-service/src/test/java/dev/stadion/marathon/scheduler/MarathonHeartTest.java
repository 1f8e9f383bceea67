package dev.stadion.marathon.scheduler;

import static dev.stadion.marathon.scheduler.Apps.sleeper;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.scheduler.MarathonEffect.Acknowledge;
import dev.stadion.marathon.scheduler.MarathonEffect.Kill;
import dev.stadion.marathon.scheduler.MarathonEffect.Launch;
import dev.stadion.marathon.scheduler.MarathonOutcome.AlreadyExists;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.scheduler.MarathonOutcome.Invalid;
import dev.stadion.marathon.scheduler.MarathonOutcome.Locked;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the scheduler promises about apps, as values in and values out. */
class MarathonHeartTest {
  private final World world = new World().connected();

  @Test
  void aNewAppGoesThroughTheEventsOfItsCreationInOrder() {
    world.drain();

    world.create(sleeper("/web", 1));
    world.offer("a");
    TaskId task = world.launched().getFirst().task();
    world.update(task, TaskState.STARTING);
    world.update(task, TaskState.RUNNING);

    assertThat(world.announced())
        .containsExactly(
            "api_post_event",
            "group_change_success",
            "deployment_info",
            "deployment_step_success",
            "deployment_info",
            "instance_changed_event",
            "instance_changed_event",
            "status_update_event",
            "instance_changed_event",
            "status_update_event",
            "instance_changed_event",
            "deployment_step_success",
            "deployment_success");
    assertThat(world.state().deployments()).isEmpty();
  }

  @Test
  void theFirstTaskOfAnInstanceIsItsFirstIncarnation() {
    world.create(sleeper("/prod/db", 1));

    world.offer("a");

    assertThat(world.launched().getFirst().task().value())
        .matches("prod_db\\.instance-[0-9a-f-]{14}1[0-9a-f]{3}-[0-9a-f-]{17}\\._app\\.1");
  }

  @Test
  void manyInstancesAreLaunchedInOneOfferAndSpreadOverSeveral() {
    world.create(sleeper("/web", 100));

    world.offer("a");

    assertThat(world.launched()).hasSize(100);
    assertThat(world.launched().stream().flatMap(l -> l.place().hostPorts().stream()))
        .doesNotHaveDuplicates()
        .hasSize(100);
  }

  @Test
  void anAppOfVeryManyInstancesIsReplaced() {
    int many = 20_000;
    world.create(
        Apps.app(
            "{'id':'/web','cmd':'serve','cpus':0.01,'mem':1,'portDefinitions':[],'instances':"
                + many
                + ",'upgradeStrategy':{'minimumHealthCapacity':0.5,'maximumOverCapacity':0}}"));
    while (world.launched().size() < many) {
      world.offer("a", Resources.of(many, many, 0));
    }
    world.run();
    world.drain();

    world.decide(new MarathonEvent.RestartApp(PathId.of("/web"), false));

    assertThat(world.drain(MarathonEffect.Kill.class)).hasSize(many / 2);
  }

  @Test
  void whatDoesNotFitIsDeclinedAndAskedForAgainOnlyWhenThereIsNewDemand() {
    world.create(sleeper("/web", 1));
    world.drain();

    world.offer("tiny", Resources.of(0.05, 65536, 0));
    assertThat(world.drain()).singleElement().isInstanceOf(MarathonEffect.Decline.class);

    world.create(sleeper("/other", 1));
    assertThat(world.drain(MarathonEffect.Revive.class)).hasSize(1);
  }

  @Test
  void withNothingToLaunchOffersAreSuppressedAndANewAppRevivesThem() {
    world.offer("a");
    assertThat(world.drain(MarathonEffect.Suppress.class)).hasSize(1);

    world.create(sleeper("/web", 1));

    assertThat(world.drain(MarathonEffect.Revive.class)).hasSize(1);
  }

  @Test
  void anAppThatExistsIsNotCreatedAgain() {
    world.create(sleeper("/web", 1));

    assertThat(world.create(sleeper("/web", 1)))
        .isEqualTo(new AlreadyExists(PathId.of("/web"), false));
  }

  @Test
  void anAppMayNotHaveTheIdOfAGroupNorLieBelowAnApp() {
    world.create(sleeper("/prod/db", 1));

    assertThat(world.create(sleeper("/prod", 1))).isInstanceOf(Invalid.class);
    assertThat(world.create(sleeper("/prod/db/replica", 1))).isInstanceOf(Invalid.class);
  }

  @Test
  void anAppInTheHandsOfADeploymentIsLockedUnlessForced() {
    var first = (Deployed) world.create(sleeper("/web", 1));

    assertThat(world.put(sleeper("/web", 2))).isEqualTo(new Locked(List.of(first.id())));
    world.decide(
        new MarathonEvent.PutApp(sleeper("/web", 2), Optional.empty(), true, World.ORIGIN));

    assertThat(world.state().deployments()).hasSize(1).doesNotContainKey(first.id());
  }

  @Test
  void aCommandThatChangesNothingSucceedsAtOnceUnderAnIdOfItsOwn() {
    running("/web", 1);
    var before = world.state().app(PathId.of("/web"));
    world.drain();

    assertThat(world.put(sleeper("/web", 1))).isInstanceOf(Deployed.class);

    assertThat(world.announced())
        .containsExactly("api_post_event", "group_change_success", "deployment_success");
    assertThat(world.state().app(PathId.of("/web"))).isEqualTo(before);
  }

  @Test
  void aTaskThatFailsIsFollowedByTheNextIncarnationAfterTheBackoff() {
    running("/web", 1);
    Instance instance = world.instances().getFirst();

    world.update(instance.task(), TaskState.FAILED, "exit 1");
    world.offer("a");
    assertThat(world.launched()).hasSize(1);

    world.pass(Duration.ofSeconds(1));
    assertThat(world.drain(MarathonEffect.Revive.class)).hasSize(1);
    world.offer("a");

    assertThat(world.launched()).hasSize(2);
    assertThat(world.launched().getLast().task()).isEqualTo(instance.id().task(2));
    assertThat(world.service("/web").lastFailure().orElseThrow().message()).isEqualTo("exit 1");
  }

  @Test
  void theBackoffGrowsWithEachGenerationAndNotWithEachTaskOfIt() {
    running("/web", 10);

    world.instances().forEach(i -> world.update(i.task(), TaskState.FAILED));
    assertThat(world.service("/web").delay().orElseThrow().length())
        .isEqualTo(Duration.ofSeconds(1));

    world.pass(Duration.ofSeconds(1));
    world.offer("a");
    world.instances().forEach(i -> world.update(i.task(), TaskState.FAILED));
    assertThat(world.service("/web").delay().orElseThrow().length())
        .isEqualTo(Duration.ofMillis(1150));
  }

  @Test
  void scalingDownEndsTheYoungestAndIsDoneWhenTheyAreGone() {
    running("/web", 3);
    world.drain();

    world.put(sleeper("/web", 1));
    List<Kill> kills = world.drain(Kill.class);
    assertThat(kills).hasSize(2);
    assertThat(world.state().deployments()).hasSize(1);
    kills.forEach(kill -> world.update(kill.task(), TaskState.KILLED));

    assertThat(world.state().deployments()).isEmpty();
    assertThat(world.instances()).hasSize(1);
  }

  @Test
  void anUnansweredKillIsRepeated() {
    running("/web", 1);
    world.delete("/web");
    world.drain();

    world.pass(Duration.ofSeconds(30));
    assertThat(world.drain(Kill.class)).hasSize(1);
    world.pass(Duration.ofSeconds(30));
    assertThat(world.drain(Kill.class)).hasSize(1);
  }

  @Test
  void aDeletedAppIsGoneAtOnceAndItsInstancesWhenTheyEnded() {
    running("/web", 2);

    world.delete("/web");
    assertThat(world.state().app(PathId.of("/web"))).isEmpty();
    assertThat(world.instances()).extracting(Instance::goal).containsOnly(Goal.DECOMMISSIONED);
    world.obeyKills();

    assertThat(world.state().services()).isEmpty();
    assertThat(world.state().deployments()).isEmpty();
    assertThat(world.announced()).contains("app_terminated_event", "deployment_success");
  }

  @Test
  void anUpgradeNeverHasFewerGoodInstancesThanTheMinimumNorMoreThanTheMaximum() {
    String gently = ",'upgradeStrategy':{'minimumHealthCapacity':0.75,'maximumOverCapacity':0.25}";
    world.create(sleeper("/web", 4, gently));
    world.settle();
    world.put(sleeper("/web", 4, gently + ",'env':{'A':'b'}"));

    for (int i = 0; i < 50 && !world.state().deployments().isEmpty(); i++) {
      check(3, 5);
      world.offer("a");
      check(3, 5);
      world.run();
      check(3, 5);
      world.obeyKills();
    }

    assertThat(world.state().deployments()).isEmpty();
    var version = world.state().app(PathId.of("/web")).orElseThrow().version();
    assertThat(world.instances()).hasSize(4).allMatch(i -> i.runSpecVersion().equals(version));
  }

  private void check(int min, int max) {
    long good = world.instances().stream().filter(Instance::isGood).count();
    long alive = world.instances().stream().filter(i -> i.condition().hasTask()).count();
    assertThat(good).isGreaterThanOrEqualTo(min);
    assertThat(alive).isLessThanOrEqualTo(max);
  }

  @Test
  void anUpgradeThatAllowsNeitherFewerNorMoreMakesOneExceptionAndEnds() {
    String strict = ",'upgradeStrategy':{'minimumHealthCapacity':1,'maximumOverCapacity':0}";
    world.create(sleeper("/web", 2, strict));
    world.settle();

    world.put(sleeper("/web", 2, strict + ",'env':{'A':'b'}"));
    world.settle();

    assertThat(world.state().deployments()).isEmpty();
  }

  @Test
  void dependenciesComeUpFirst() {
    world.create(sleeper("/db", 1));
    world.settle();
    world.put(sleeper("/web", 1, ",'dependencies':['/db']"));

    assertThat(world.put(sleeper("/db", 1, ",'dependencies':['/web']")))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid ->
                assertThat(invalid.problems().getFirst().message())
                    .isEqualTo("Dependency graph has cyclic dependencies."));
  }

  @Test
  void anInstanceOnALostAgentIsReplacedByAnotherOneAtOnce() {
    running("/web", 1);
    Instance lost = world.instances().getFirst();

    world.update(lost.task(), TaskState.UNREACHABLE);
    world.settle();

    assertThat(world.instances()).hasSize(1).noneMatch(i -> i.id().equals(lost.id()));
    world.pass(Duration.ofMinutes(11));
    world.drain();
    world.update(lost.task(), TaskState.RUNNING);
    assertThat(world.drain(Kill.class)).extracting(Kill::task).containsExactly(lost.task());
  }

  @Test
  void withADisabledStrategyAnUnreachableInstanceIsWaitedFor() {
    world.create(sleeper("/web", 1, ",'unreachableStrategy':'disabled'"));
    world.settle();
    Instance lost = world.instances().getFirst();

    world.update(lost.task(), TaskState.UNREACHABLE);
    world.pass(Duration.ofDays(3));
    world.update(lost.task(), TaskState.RUNNING);

    assertThat(world.instances()).hasSize(1).allMatch(Instance::isGood);
  }

  @Test
  void afterItsTimeAnUnreachableInstanceNoLongerCountsAndLaterIsForgotten() {
    world.create(
        sleeper(
            "/web",
            1,
            ",'unreachableStrategy':{'inactiveAfterSeconds':60,'expungeAfterSeconds':120}"));
    world.settle();

    world.update(world.instances().getFirst().task(), TaskState.UNREACHABLE);
    world.pass(Duration.ofSeconds(60));
    assertThat(world.instances())
        .extracting(Instance::condition)
        .containsExactlyInAnyOrder(Condition.UNREACHABLE_INACTIVE, Condition.SCHEDULED);
    world.pass(Duration.ofSeconds(60));

    assertThat(world.instances()).extracting(Instance::condition).containsOnly(Condition.SCHEDULED);
  }

  @Test
  void everyUpdateIsAcknowledgedEvenThoseOfUnknownTasks() {
    world.drain();

    world.update(new TaskId("who"), TaskState.FINISHED);
    world.update(
        new InstanceId(PathId.of("/gone"), new UUID(0x1000, 0x8000000000000000L)).task(1),
        TaskState.FAILED);

    assertThat(world.drain())
        .hasAtLeastOneElementOfType(Acknowledge.class)
        .filteredOn(Acknowledge.class::isInstance)
        .hasSize(2);
  }

  @Test
  void aLateUpdateOfAnEarlierIncarnationChangesNothing() {
    running("/web", 1);
    TaskId first = world.instances().getFirst().task();
    world.update(first, TaskState.FAILED);
    MarathonState before = world.state();

    world.update(first, TaskState.FAILED);

    assertThat(world.state()).isEqualTo(before);
  }

  @Test
  void aTaskThatDoesNotComeUpInTimeIsKilled() {
    world.create(sleeper("/web", 1));
    world.offer("a");
    world.drain();

    world.pass(Duration.ofMinutes(5));

    assertThat(world.drain(Kill.class)).hasSize(1);
  }

  @Test
  void afterARestartTheSameTasksAreKnownAndTheDeploymentGoesOn() {
    world.create(sleeper("/web", 3));
    world.offer("a", Resources.of(0.2, 65536, 0).withPorts(new Range(31000, 32000)));
    world.run();
    assertThat(world.launched()).hasSize(2);
    world.drain();

    world.restart();
    world.connected();
    assertThat(world.drain(MarathonEffect.Reconcile.class))
        .extracting(reconcile -> reconcile.tasks().size())
        .containsExactly(2, 0);
    world.settle();

    assertThat(world.launched()).hasSize(3);
    assertThat(world.instances()).hasSize(3).allMatch(Instance::isGood);
    assertThat(world.state().deployments()).isEmpty();
  }

  @Test
  void idsNeverRepeatEvenIfTheClockDoes() {
    world.create(sleeper("/a", 50));
    world.settle();
    world.restart();
    world.connected();
    world.create(sleeper("/b", 50));
    world.settle();

    assertThat(world.instances()).extracting(i -> i.id().uuid()).doesNotHaveDuplicates();
  }

  @Test
  void fewUnknownTasksAfterATakeoverAreOrphansAndKilled() {
    running("/web", 30);
    world.restart();
    world.connected();
    world.drain();

    world.update(unknown(1), TaskState.RUNNING);
    assertThat(world.drain(Kill.class)).isEmpty();
    world.pass(Duration.ofSeconds(5));

    assertThat(world.drain(Kill.class)).extracting(Kill::task).containsExactly(unknown(1));
  }

  @Test
  void manyUnknownTasksAfterATakeoverAreHeldUntilAnOperatorSpeaks() {
    running("/web", 30);
    world.restart();
    world.connected();
    world.drain();

    for (int i = 0; i < 11; i++) {
      world.update(unknown(i), TaskState.RUNNING);
    }
    world.pass(Duration.ofMinutes(9));
    List<MarathonEffect> said = world.drain();
    assertThat(said)
        .noneMatch(Kill.class::isInstance)
        .anyMatch(MarathonEffect.Warn.class::isInstance);

    world.decide(new MarathonEvent.KillHeldTasks());
    assertThat(world.drain(Kill.class)).hasSize(11);
  }

  private static TaskId unknown(int number) {
    return new InstanceId(
            PathId.of("/old"), new UUID(0x1000 + ((long) number << 32), 0x8000000000000000L))
        .task(1);
  }

  @Test
  void instancesWithoutAFrameworkIdStopTheProcess() {
    var lonely = new World();
    lonely.create(sleeper("/web", 1));
    lonely.decide(
        new MarathonEvent.Offered(
            List.of(
                new Offer(
                    new OfferId("o"),
                    new AgentId("a"),
                    "a",
                    "*",
                    Resources.of(1, 1000, 0).withPorts(new Range(31000, 31010)),
                    List.of()))));
    lonely.drain();

    lonely.restart();

    assertThat(lonely.drain(MarathonEffect.Halt.class))
        .extracting(MarathonEffect.Halt::exitCode)
        .containsExactly(108);
  }

  @Test
  void killingWithScaleEndsExactlyTheGivenInstances() {
    running("/web", 3);
    Instance chosen = world.instances().get(1);
    world.drain();

    world.decide(new MarathonEvent.KillAndScale(Set.of(chosen.id()), false));

    assertThat(world.drain(Kill.class)).extracting(Kill::task).containsExactly(chosen.task());
    assertThat(world.state().app(PathId.of("/web")).orElseThrow().definition().instances())
        .isEqualTo(2);
  }

  @Test
  void aKilledTaskIsReplacedWithoutBackoff() {
    running("/web", 1);
    Instance instance = world.instances().getFirst();

    world.decide(new MarathonEvent.KillInstances(Set.of(instance.id()), false));
    world.obeyKills();
    world.offer("a");

    assertThat(world.launched().getLast().task()).isEqualTo(instance.id().task(2));
  }

  @Test
  void cancellingADeploymentRestoresWhatWas() {
    running("/web", 1);
    var before = world.state().app(PathId.of("/web")).orElseThrow().definition();
    var upgrade = (Deployed) world.put(sleeper("/web", 5));

    world.decide(new MarathonEvent.CancelDeployment(upgrade.id(), true));
    world.settle();

    assertThat(world.state().app(PathId.of("/web")).orElseThrow().definition()).isEqualTo(before);
    assertThat(world.instances()).hasSize(1);
  }

  @Test
  void servicePortsAreTheLowestFreeOnesAndStay() {
    world.create(sleeper("/a", 0, ",'ports':[0,0]"));
    world.create(sleeper("/b", 0));
    world.settle();

    world.put(sleeper("/a", 0, ",'ports':[0,0],'env':{'X':'y'}"));

    assertThat(ports("/a")).containsExactly(10000, 10001);
    assertThat(ports("/b")).containsExactly(10002);
  }

  private List<Integer> ports(String app) {
    return world.state().app(PathId.of(app)).orElseThrow().definition().servicePorts();
  }

  @Test
  void tenThousandInstancesAreLaunchedWithoutLookingAtAllOfThemEachTime() {
    world.create(sleeper("/big", 10_000, ",'portDefinitions':[]"));
    for (int i = 0; i < 20; i++) {
      world.offer("agent-" + i, Resources.of(50, 16_000, 0));
    }
    world.run();

    assertThat(world.service("/big").tally().good()).isEqualTo(10_000);
    assertThat(world.state().deployments()).isEmpty();
  }

  @Test
  void constraintsAreKept() {
    world.create(sleeper("/web", 3, ",'constraints':[['hostname','UNIQUE']]"));

    for (String agent : List.of("a", "a", "b", "b", "c")) {
      world.offer(agent);
    }

    assertThat(world.launched())
        .extracting(l -> l.place().hostname())
        .containsExactly("a.local", "b.local", "c.local");
  }

  private void running(String app, int instances) {
    world.create(sleeper(app, instances));
    world.settle();
    assertThat(world.service(app).tally().good()).isEqualTo(instances);
    assertThat(world.drain(Launch.class)).isNotEmpty();
    assertThat(Map.copyOf(world.state().deployments())).isEmpty();
  }
}
