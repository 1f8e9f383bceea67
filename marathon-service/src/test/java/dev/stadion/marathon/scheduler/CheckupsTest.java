package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Health.Verdict;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.scheduler.MarathonEvent.ProbeResult;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.task.CheckResult;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What checks do to instances and deployments (marathon.md §12.4, §15, §16). */
class CheckupsTest {
  private static final String HTTP =
      ",'ports':[0],'healthChecks':[{'protocol':'HTTP','path':'/ok','gracePeriodSeconds':10,"
          + "'intervalSeconds':3,'maxConsecutiveFailures':2}]";
  private static final String READY =
      ",'portDefinitions':[{'port':0,'name':'http-api'}],"
          + "'readinessChecks':[{'path':'/ready','preserveLastResponse':true}]";

  private final World world = new World().connected();

  private Instance only() {
    assertThat(world.instances("/web")).hasSize(1);
    return world.instances("/web").getFirst();
  }

  private static TaskName name(Instance instance) {
    return new TaskName(instance.id(), instance.incarnation());
  }

  private void probe(Instance instance, ProbeResult result) {
    world.decide(new MarathonEvent.Probed(name(instance), 0, result));
  }

  private void healthy(Instance instance) {
    probe(instance, new ProbeResult.Healthy());
  }

  private void unhealthy(Instance instance) {
    probe(instance, new ProbeResult.Unhealthy("500 Internal Server Error"));
  }

  private void start(String more) {
    world.create(Apps.sleeper("/web", 1, more));
    world.offer("a");
    world.run();
  }

  @Test
  void s124_aDeploymentWaitsUntilItsTasksAreHealthy() {
    start(HTTP);
    assertThat(only().condition()).isEqualTo(Condition.RUNNING);
    assertThat(world.state().deployments()).hasSize(1);
    world.drain();

    healthy(only());

    assertThat(world.state().deployments()).isEmpty();
    assertThat(only().health().verdict()).isEqualTo(Verdict.HEALTHY);
    assertThat(world.announced())
        .containsExactly(
            "health_status_changed_event",
            "instance_health_changed_event",
            "deployment_step_success",
            "deployment_success");
  }

  @Test
  void s153_tasksAreLookedAtWhileTheyRun() {
    world.create(Apps.sleeper("/web", 1, HTTP));
    world.offer("a");
    assertThat(world.drain(MarathonEffect.Watch.class)).isEmpty();
    world.run();

    List<MarathonEffect.Watch> watches = world.drain(MarathonEffect.Watch.class);
    assertThat(watches).hasSize(1);
    Probe probe = watches.getFirst().probes().getFirst();
    int port = only().placement().orElseThrow().hostPorts().getFirst();
    assertThat(((Probe.Target.Http) probe.target()).uri())
        .hasToString("http://a.local:" + port + "/ok");
    assertThat(probe.first()).isEqualTo(Duration.ofSeconds(3));
    assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(3));

    TaskName task = name(only());
    world.update(only().task(), TaskState.FAILED);
    assertThat(world.drain(MarathonEffect.Unwatch.class))
        .containsExactly(new MarathonEffect.Unwatch(task));
  }

  @Test
  void s154_failuresDoNotCountBeforeTheFirstSuccessWithinTheGracePeriod() {
    start(HTTP);

    world.pass(Duration.ofSeconds(9));
    unhealthy(only());
    assertThat(only().health().checks().getFirst().hasResult()).isFalse();

    world.pass(Duration.ofSeconds(1));
    unhealthy(only());
    assertThat(only().health().checks().getFirst().consecutiveFailures()).isEqualTo(1);
    assertThat(only().health().isHealthy()).contains(false);
  }

  @Test
  void s154_oneFailureMoreThanAllowedKills() {
    start(HTTP);
    healthy(only());
    unhealthy(only());
    unhealthy(only());
    world.drain();
    assertThat(only().killSentAt()).isEmpty();

    unhealthy(only());

    assertThat(only().killSentAt()).isPresent();
    assertThat(world.service("/web").lastFailure().orElseThrow().message())
        .isEqualTo("Task was killed since health check failed. Reason: 500 Internal Server Error");
    assertThat(world.service("/web").lastFailure().orElseThrow().state())
        .isEqualTo(TaskState.KILLED);
    List<MarathonEffect> said = world.drain();
    assertThat(said).anyMatch(MarathonEffect.Kill.class::isInstance);
    assertThat(said)
        .filteredOn(MarathonEffect.Publish.class::isInstance)
        .extracting(e -> ((MarathonEffect.Publish) e).announcement().getClass().getSimpleName())
        .containsExactly("HealthCheckFailed", "UnhealthyKill");
    unhealthy(only());
    assertThat(world.drain(MarathonEffect.Kill.class)).isEmpty();

    int incarnation = only().incarnation();
    world.update(only().task(), TaskState.KILLED);
    assertThat(only().incarnation()).isEqualTo(incarnation + 1);
    assertThat(only().health().checks()).isEmpty();
  }

  @Test
  void s154_zeroNeverKills() {
    start(HTTP.replace("'maxConsecutiveFailures':2", "'maxConsecutiveFailures':0"));
    healthy(only());
    for (int i = 0; i < 20; i++) {
      unhealthy(only());
    }

    assertThat(only().killSentAt()).isEmpty();
    assertThat(only().health().checks().getFirst().consecutiveFailures()).isEqualTo(20);
  }

  @Test
  void s154_resultsOfFormerTasksMeanNothing() {
    start(HTTP);
    Instance former = only();
    world.update(former.task(), TaskState.FAILED);
    world.pass(Duration.ofMinutes(1));
    world.offer("a");
    world.run();

    healthy(former);

    assertThat(only().health().verdict()).isEqualTo(Verdict.NO_RESULT);
  }

  @Test
  void p1_resultsSurviveATakeoverAndTasksAreLookedAtAgain() {
    start(HTTP);
    healthy(only());
    unhealthy(only());
    var known = only().health();
    world.drain();

    world.restart();

    assertThat(only().health()).isEqualTo(known);
    assertThat(world.drain(MarathonEffect.Watch.class)).hasSize(1);
  }

  @Test
  void p1_oldTasksAreStillLookedAtTheirOldWayAfterATakeover() {
    start(HTTP);
    healthy(only());
    world.put(Apps.sleeper("/web", 1, HTTP.replace("/ok", "/other")));
    world.drain();

    world.restart();

    Probe probe = world.drain(MarathonEffect.Watch.class).getFirst().probes().getFirst();
    assertThat(((Probe.Target.Http) probe.target()).uri().getPath()).isEqualTo("/ok");
  }

  @Test
  void s155_theAgentsVerdictCounts() {
    start(",'ports':[0],'healthChecks':[{'protocol':'MESOS_HTTP','path':'/'}]");
    assertThat(world.drain(MarathonEffect.Watch.class)).isEmpty();
    assertThat(world.state().deployments()).hasSize(1);

    report(Optional.of(true), Optional.of(new CheckResult.Command(3)));

    assertThat(world.state().deployments()).isEmpty();
    assertThat(only().health().isHealthy()).contains(true);
    assertThat(only().health().result()).contains(new CheckResult.Command(3));
    world.pass(Duration.ofMinutes(6));
    for (int i = 0; i < 9; i++) {
      report(Optional.of(false), Optional.empty());
    }
    assertThat(only().health().isHealthy()).contains(false);
    assertThat(only().killSentAt()).isEmpty();
  }

  private void report(Optional<Boolean> healthy, Optional<CheckResult> check) {
    world.decide(
        new MarathonEvent.Updated(
            new TaskUpdate(
                only().task(),
                Optional.of(new AgentId("a")),
                TaskState.RUNNING,
                Optional.empty(),
                "",
                Optional.of(new UUID(1, 1)),
                world.now(),
                healthy,
                List.of(),
                check)));
  }

  @Test
  void s16_aDeploymentWaitsUntilItsTasksSayThatTheyAreReady() {
    start(READY);
    Probe probe = world.drain(MarathonEffect.Watch.class).getFirst().probes().getFirst();
    assertThat(probe.first()).isZero();
    assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(30));

    answer(false, 503);
    assertThat(world.state().deployments()).hasSize(1);
    assertThat(only().health().answer()).contains(new ReadinessAnswer(503, "", ""));
    answer(true, 200);

    assertThat(world.state().deployments()).isEmpty();
  }

  private void answer(boolean ready, int status) {
    world.decide(
        new MarathonEvent.ReadinessAnswered(
            name(only()), ready, new ReadinessAnswer(status, "", "")));
  }

  @Test
  void s16_tasksThatFollowOutsideDeploymentsAreNotAsked() {
    start(READY);
    answer(true, 200);
    world.update(only().task(), TaskState.FAILED);
    world.pass(Duration.ofMinutes(1));
    world.drain();
    world.offer("a");
    world.run();

    assertThat(only().isGood()).isTrue();
    assertThat(world.drain(MarathonEffect.Watch.class)).isEmpty();
  }

  @Test
  void s123_theFloorIsOfHealthyInstances() {
    world.create(Apps.sleeper("/web", 4, HTTP));
    world.offer("a");
    world.run();
    world.instances("/web").forEach(this::healthy);
    assertThat(world.state().deployments()).isEmpty();
    String half = ",'upgradeStrategy':{'minimumHealthCapacity':0.5,'maximumOverCapacity':0}";
    world.drain();

    world.put(Apps.sleeper("/web", 4, HTTP.replace("/ok", "/v2") + half));
    for (int round = 0; round < 40 && !world.state().deployments().isEmpty(); round++) {
      world.obeyKills();
      world.offer("a");
      world.run();
      assertThat(good()).isGreaterThanOrEqualTo(2);
      assertThat(world.instances("/web").stream().filter(i -> i.condition().hasTask()).count())
          .isLessThanOrEqualTo(4);
      world.instances("/web").stream()
          .filter(i -> i.condition() == Condition.RUNNING && !i.isGood())
          .findFirst()
          .ifPresent(this::healthy);
    }

    assertThat(world.state().deployments()).isEmpty();
    assertThat(good()).isEqualTo(4);
  }

  private long good() {
    return world.instances("/web").stream().filter(Instance::isGood).count();
  }

  @Test
  void s123_oldInstancesThatAreIllDoNotHoldUpTheirSuccessors() {
    start(HTTP);
    healthy(only());
    unhealthy(only());
    String tight = ",'upgradeStrategy':{'minimumHealthCapacity':1,'maximumOverCapacity':0}";

    world.put(Apps.sleeper("/web", 1, HTTP.replace("/ok", "/v2") + tight));
    for (int round = 0; round < 10 && !world.state().deployments().isEmpty(); round++) {
      world.obeyKills();
      world.offer("a");
      world.run();
      world.instances("/web").stream()
          .filter(
              i -> i.runSpecVersion().equals(world.service("/web").app().orElseThrow().version()))
          .filter(i -> i.condition() == Condition.RUNNING)
          .forEach(this::healthy);
    }

    assertThat(world.state().deployments()).isEmpty();
    assertThat(world.service("/web").former()).isEmpty();
  }
}
