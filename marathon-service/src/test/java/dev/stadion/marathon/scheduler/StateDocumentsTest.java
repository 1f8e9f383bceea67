package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.scheduler.MarathonEvent.ProbeResult;
import dev.stadion.marathon.wire.QueueWriter;
import dev.stadion.marathon.wire.StateWriter;
import dev.stadion.marathon.wire.StateWriter.Embed;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.task.CheckResult;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What is told of tasks, counts, failures, deployments and the queue (marathon.md §3.4, §3.6, §6).
 */
class StateDocumentsTest {
  private static final String CHECKED =
      ",'ports':[0],'healthChecks':[{'protocol':'HTTP','gracePeriodSeconds':0,"
          + "'maxConsecutiveFailures':3}]";

  private final World world = new World().connected();

  private void start(int instances, String more) {
    world.create(Apps.sleeper("/web", instances, more));
    world.offer("a");
    world.run();
  }

  private ObjectNode app(Embed... embeds) {
    Set<Embed> wanted = EnumSet.noneOf(Embed.class);
    wanted.addAll(List.of(embeds));
    return StateWriter.app(world.service("/web"), wanted, world.now());
  }

  private JsonNode task(int index) {
    return app(Embed.TASKS).get("tasks").get(index);
  }

  private static Set<String> keys(JsonNode json) {
    var keys = new TreeSet<String>();
    json.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private void probe(Instance instance, ProbeResult result) {
    world.decide(
        new MarathonEvent.Probed(new TaskName(instance.id(), instance.incarnation()), 0, result));
  }

  private static String counts(JsonNode app) {
    return app.get("tasksStaged")
        + " "
        + app.get("tasksRunning")
        + " "
        + app.get("tasksHealthy")
        + " "
        + app.get("tasksUnhealthy");
  }

  @Test
  void s62_aTaskHasTheKeysThatClientsKnowAndNoOther() {
    start(1, CHECKED);
    JsonNode task = task(0);

    assertThat(keys(task))
        .containsExactlyInAnyOrder(
            "appId",
            "healthCheckResults",
            "host",
            "id",
            "ipAddresses",
            "localVolumes",
            "ports",
            "role",
            "slaveId",
            "stagedAt",
            "startedAt",
            "state",
            "version");
    assertThat(task.get("appId").asText()).isEqualTo("/web");
    assertThat(task.get("id").asText()).endsWith("._app.1");
    assertThat(task.get("host").asText()).isEqualTo("a.local");
    assertThat(task.get("slaveId").asText()).isEqualTo("a");
    assertThat(task.get("state").asText()).isEqualTo("TASK_RUNNING");
    assertThat(task.get("role").asText()).isEqualTo("*");
    assertThat(task.at("/ports/0").asInt()).isBetween(31000, 32000);
    assertThat(task.get("healthCheckResults")).isEmpty();
    assertThat(task.get("startedAt").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
  }

  @Test
  void s62_onlyTheListOfAllTasksHasTheServicePorts() {
    start(1, CHECKED);

    JsonNode listed =
        StateWriter.tasksWithServicePorts(world.service("/web"), world.instances("/web").getFirst())
            .getFirst();
    assertThat(listed.at("/servicePorts/0").asInt()).isEqualTo(10000);
    assertThat(task(0).has("servicePorts")).isFalse();
  }

  @Test
  void s62_whatWasLaunchedIsStagingUntilItSaysSomething() {
    world.create(Apps.sleeper("/web", 1));
    assertThat(app(Embed.TASKS).get("tasks")).isEmpty();
    world.offer("a");

    JsonNode task = task(0);
    assertThat(task.get("state").asText()).isEqualTo("TASK_STAGING");
    assertThat(task.has("startedAt")).isFalse();
    assertThat(task.get("stagedAt").isTextual()).isTrue();
  }

  @Test
  void s62_whoCannotBeReachedIsUnreachableEvenWhenItNoLongerCounts() {
    start(1, ",'unreachableStrategy':{'inactiveAfterSeconds':10,'expungeAfterSeconds':600}");
    world.update(world.instances("/web").getFirst().task(), TaskState.UNREACHABLE);
    assertThat(task(0).get("state").asText()).isEqualTo("TASK_UNREACHABLE");

    world.pass(Duration.ofSeconds(11));
    assertThat(task(0).get("state").asText()).isEqualTo("TASK_UNREACHABLE");
  }

  @Test
  void s62_resultsOfHealthChecksHaveTheirTimesAndTheInstance() {
    start(1, CHECKED);
    Instance instance = world.instances("/web").getFirst();
    probe(instance, new ProbeResult.Healthy());
    assertThat(task(0).at("/healthCheckResults/0").toString())
        .isEqualTo(
            "{\"alive\":true,\"consecutiveFailures\":0,"
                + "\"firstSuccess\":\"2026-01-01T00:00:00.000Z\","
                + "\"lastSuccess\":\"2026-01-01T00:00:00.000Z\",\"instanceId\":\""
                + instance.id()
                + "\"}");

    world.pass(Duration.ofSeconds(2));
    probe(instance, new ProbeResult.Unhealthy("503 Service Unavailable"));
    JsonNode result = task(0).at("/healthCheckResults/0");
    assertThat(result.get("alive").asBoolean(true)).isFalse();
    assertThat(result.get("consecutiveFailures").asInt()).isEqualTo(1);
    assertThat(result.get("lastFailure").asText()).isEqualTo("2026-01-01T00:00:02.000Z");
    assertThat(result.get("lastFailureCause").asText()).isEqualTo("503 Service Unavailable");
    assertThat(result.get("firstSuccess").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
  }

  @Test
  void s62_whatACheckFoundIsTold() {
    start(1, ",'ports':[0],'check':{'http':{'portIndex':0,'path':'/'}}");
    world.decide(
        new MarathonEvent.Updated(
            new TaskUpdate(
                world.instances("/web").getFirst().task(),
                Optional.of(new AgentId("a")),
                TaskState.RUNNING,
                Optional.empty(),
                "",
                Optional.of(new UUID(1, 1)),
                world.now(),
                Optional.empty(),
                List.of(),
                Optional.of(new CheckResult.Http(204)))));

    assertThat(task(0).get("checkResult").toString()).isEqualTo("{\"http\":{\"statusCode\":204}}");
  }

  @Test
  void s61_nothingIsToldThatIsNotAskedFor() {
    start(1, CHECKED);

    assertThat(keys(app()))
        .doesNotContain(
            "tasks",
            "tasksStaged",
            "deployments",
            "lastTaskFailure",
            "readinessCheckResults",
            "taskStats",
            "tasksStats");
    assertThat(keys(app(Embed.COUNTS)))
        .contains("tasksStaged", "tasksRunning", "tasksHealthy", "tasksUnhealthy");
    assertThat(app(Embed.READINESS).get("readinessCheckResults")).isEmpty();
    assertThat(app(Embed.LAST_TASK_FAILURE).has("lastTaskFailure")).isFalse();
  }

  @Test
  void s61_countsFollowTheTasks() {
    world.create(Apps.sleeper("/web", 2, CHECKED));
    assertThat(counts(app(Embed.COUNTS))).isEqualTo("0 0 0 0");
    world.offer("a");
    assertThat(counts(app(Embed.COUNTS))).isEqualTo("2 0 0 0");
    Instance first = world.instances("/web").getFirst();
    world.update(first.task(), TaskState.STARTING);
    assertThat(counts(app(Embed.COUNTS))).isEqualTo("1 0 0 0");
    world.update(first.task(), TaskState.RUNNING);
    assertThat(counts(app(Embed.COUNTS))).isEqualTo("1 1 0 0");
    probe(first, new ProbeResult.Healthy());
    assertThat(counts(app(Embed.COUNTS))).isEqualTo("1 1 1 0");
    probe(first, new ProbeResult.Unhealthy("no"));
    assertThat(counts(app(Embed.COUNTS))).isEqualTo("1 1 0 1");
  }

  @Test
  void s61_statisticsAreByVersionAndLeaveOutWhatIsEmpty() {
    start(2, CHECKED);
    world.pass(Duration.ofSeconds(10));

    JsonNode stats = app(Embed.TASK_STATS).get("taskStats");
    assertThat(keys(stats))
        .containsExactlyInAnyOrder("startedAfterLastScaling", "withLatestConfig", "totalSummary");
    assertThat(stats.get("totalSummary").toString())
        .isEqualTo(
            "{\"stats\":{\"counts\":{\"staged\":0,\"running\":2,\"healthy\":0,\"unhealthy\":0},"
                + "\"lifeTime\":{\"averageSeconds\":10,\"medianSeconds\":10}}}");
  }

  @Test
  void s63_theLastFailureIsToldAndAnOrdinaryEndIsNone() {
    start(1, "");
    world.update(world.instances("/web").getFirst().task(), TaskState.FINISHED);
    assertThat(app(Embed.LAST_TASK_FAILURE).has("lastTaskFailure")).isFalse();
    world.pass(Duration.ofSeconds(2));
    world.offer("a");
    world.run();

    world.update(world.instances("/web").getFirst().task(), TaskState.FAILED, "exit status 1");

    JsonNode failure = app(Embed.LAST_TASK_FAILURE).get("lastTaskFailure");
    assertThat(keys(failure))
        .containsExactlyInAnyOrder(
            "appId", "host", "message", "state", "taskId", "timestamp", "version", "slaveId");
    assertThat(failure.get("message").asText()).isEqualTo("exit status 1");
    assertThat(failure.get("state").asText()).isEqualTo("TASK_FAILED");
    assertThat(failure.get("taskId").asText()).endsWith("._app.2");
    assertThat(failure.get("timestamp").asText()).isEqualTo("2026-01-01T00:00:02.000Z");
    assertThat(failure.get("version").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
  }

  @Test
  void s63_whoIsKilledForItsHealthIsAFailureToo() {
    start(1, CHECKED);
    Instance instance = world.instances("/web").getFirst();
    probe(instance, new ProbeResult.Healthy());
    for (int i = 0; i < 4; i++) {
      probe(instance, new ProbeResult.Unhealthy("500 Internal Server Error"));
    }

    JsonNode failure = app(Embed.LAST_TASK_FAILURE).get("lastTaskFailure");
    assertThat(failure.get("state").asText()).isEqualTo("TASK_KILLED");
    assertThat(failure.get("message").asText())
        .isEqualTo("Task was killed since health check failed. Reason: 500 Internal Server Error");
  }

  @Test
  void s34_aDeploymentTellsItsStepsAndWhereItIs() {
    world.create(Apps.sleeper("/web", 1, ",'dependencies':['/db']"));
    var deployment = world.state().deployments().values().iterator().next();

    ObjectNode json = StateWriter.deployment(deployment, world.state());

    json.remove(List.of("id", "version"));
    assertThat(json.toString())
        .isEqualTo(
            """
            {"affectedApps":["/web"],"affectedPods":[],\
            "steps":[{"actions":[{"action":"StartApplication","app":"/web"}]},\
            {"actions":[{"action":"ScaleApplication","app":"/web"}]}],\
            "currentActions":[{"action":"ScaleApplication","app":"/web",\
            "readinessCheckResults":[]}],"currentStep":2,"totalSteps":2}\
            """);
  }

  @Test
  void s36_anItemOfTheQueueHasTheseKeys() {
    world.create(Apps.sleeper("/web", 3));

    JsonNode item = QueueWriter.write(world.state(), world.now(), false).at("/queue/0");
    assertThat(keys(item))
        .containsExactlyInAnyOrder(
            "app", "count", "delay", "processedOffersSummary", "role", "since");
    assertThat(item.get("count").asInt()).isEqualTo(3);
    assertThat(item.get("delay").toString()).isEqualTo("{\"timeLeftSeconds\":0,\"overdue\":true}");
    assertThat(item.get("since").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
    assertThat(item.at("/app/id").asText()).isEqualTo("/web");
    assertThat(keys(item.get("app"))).doesNotContain("tasksRunning", "deployments");
    JsonNode full = QueueWriter.write(world.state(), world.now(), true).at("/queue/0");
    assertThat(full.get("lastUnusedOffers").isArray()).isTrue();
  }

  @Test
  void s36_whoFailedIsNotOverdueUntilItsDelayIsOver() {
    start(1, ",'backoffSeconds':30");
    world.update(world.instances("/web").getFirst().task(), TaskState.FAILED);

    JsonNode item = QueueWriter.write(world.state(), world.now(), false).at("/queue/0");
    assertThat(item.get("delay").toString())
        .isEqualTo("{\"timeLeftSeconds\":30,\"overdue\":false}");
    world.pass(Duration.ofSeconds(31));
    assertThat(
            QueueWriter.write(world.state(), world.now(), false)
                .at("/queue/0/delay/overdue")
                .asBoolean())
        .isTrue();
  }
}
