package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.scheduler.MarathonEvent.Origin;
import dev.stadion.marathon.wire.EventWriter;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event with exactly the fields of its row in the table (marathon.md §4). */
class EventDocumentsTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:01.500Z");
  private static final InstanceId NOBODY =
      new InstanceId(PathId.of("/web"), UUID.fromString("c0caec0a-863a-11e9-915b-c610fee06dff"));

  /** What the table says, besides {@code eventType} and {@code timestamp}. */
  static Stream<Arguments> rows() {
    World world = new World().connected();
    world.create(Apps.sleeper("/web", 1, ",'ports':[0],'healthChecks':[{'protocol':'HTTP'}]"));
    DeploymentPlan plan = world.state().deployments().values().iterator().next().plan();
    world.offer("a");
    world.run();
    Instance instance = world.instances("/web").getFirst();
    App app = world.service("/web").app().orElseThrow();
    var check = app.application().healthChecks().iterator().next();
    var origin = new Origin("10.0.0.1", "/v2/apps//web?force=true");
    var step = plan.steps().getFirst();
    return Stream.of(
        row(
            new Announcement.AppPosted(AT, origin, app),
            "api_post_event",
            "clientIp,uri,appDefinition"),
        row(
            new Announcement.PodChanged(AT, origin, Announcement.PodChanged.Change.CREATED),
            "pod_created_event",
            "clientIp,uri"),
        row(
            new Announcement.PodChanged(AT, origin, Announcement.PodChanged.Change.UPDATED),
            "pod_updated_event",
            "clientIp,uri"),
        row(
            new Announcement.PodChanged(AT, origin, Announcement.PodChanged.Change.DELETED),
            "pod_deleted_event",
            "clientIp,uri"),
        row(
            new Announcement.StatusUpdated(AT, update(instance), instance),
            "status_update_event",
            "slaveId,taskId,taskStatus,message,appId,host,ipAddresses,ports,version"),
        row(
            new Announcement.InstanceChanged(AT, instance, Condition.RUNNING),
            "instance_changed_event",
            "instanceId,condition,runSpecId,agentId,host,runSpecVersion"),
        row(
            new Announcement.UnknownInstanceTerminated(AT, NOBODY, Condition.FINISHED),
            "unknown_instance_terminated_event",
            "instanceId,runSpecId,condition"),
        row(
            new Announcement.HealthChanged(AT, instance),
            "instance_health_changed_event",
            "instanceId,runSpecId,healthy,runSpecVersion"),
        row(
            new Announcement.CheckFlipped(AT, instance, true),
            "health_status_changed_event",
            "appId,instanceId,version,alive"),
        row(
            new Announcement.HealthCheckFailed(AT, instance, check),
            "failed_health_check_event",
            "appId,taskId,healthCheck"),
        row(
            new Announcement.HealthCheckAdded(AT, app, check),
            "add_health_check_event",
            "appId,version,healthCheck"),
        row(
            new Announcement.HealthCheckRemoved(AT, app.id()),
            "remove_health_check_event",
            "appId"),
        row(
            new Announcement.UnhealthyKill(AT, instance, "timeout"),
            "unhealthy_instance_kill_event",
            "appId,taskId,instanceId,version,reason,host,slaveId"),
        row(new Announcement.AppTerminated(AT, app.id()), "app_terminated_event", "appId"),
        row(new Announcement.StepBegun(AT, plan, step), "deployment_info", "plan,currentStep"),
        row(
            new Announcement.StepSucceeded(AT, plan, step),
            "deployment_step_success",
            "plan,currentStep"),
        row(
            new Announcement.StepFailed(AT, plan, step),
            "deployment_step_failure",
            "plan,currentStep"),
        row(new Announcement.DeploymentSucceeded(AT, plan), "deployment_success", "id,plan"),
        row(
            new Announcement.DeploymentFailed(AT, plan, "The upgrade has been cancelled"),
            "deployment_failed",
            "id,plan,reason"),
        row(
            new Announcement.GroupChanged(AT, PathId.ROOT, AT),
            "group_change_success",
            "groupId,version"),
        row(
            new Announcement.GroupChangeFailed(AT, PathId.ROOT, AT, "no"),
            "group_change_failed",
            "groupId,version,reason"),
        row(
            new Announcement.Registered(AT, new FrameworkId("f"), "http://m:5050"),
            "scheduler_registered_event",
            "frameworkId,master"),
        row(
            new Announcement.Reregistered(AT, "http://m:5050"),
            "scheduler_reregistered_event",
            "master"),
        row(new Announcement.Disconnected(AT), "scheduler_disconnected_event", ""),
        row(
            new Announcement.Subscribed(AT, "10.0.0.1", "http://me"),
            "subscribe_event",
            "clientIp,callbackUrl"),
        row(
            new Announcement.Unsubscribed(AT, "10.0.0.1", "http://me"),
            "unsubscribe_event",
            "clientIp,callbackUrl"));
  }

  private static Arguments row(Announcement announcement, String type, String fields) {
    return Arguments.of(type, announcement, fields);
  }

  private static TaskUpdate update(Instance instance) {
    return new TaskUpdate(
        instance.task(),
        Optional.of(new AgentId("a")),
        TaskState.RUNNING,
        Optional.empty(),
        "up",
        Optional.of(new UUID(1, 1)),
        AT,
        Optional.empty(),
        List.of("10.0.0.7"));
  }

  private static List<String> keys(ObjectNode json) {
    var keys = new ArrayList<String>();
    json.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static ObjectNode light(Announcement announcement) {
    return EventWriter.write(announcement, EventWriter.Plans.LIGHT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void everyEventHasExactlyTheFieldsOfItsRow(
      String type, Announcement announcement, String fields) {
    ObjectNode json = light(announcement);

    assertThat(json.get("eventType").asText())
        .isEqualTo(type)
        .isEqualTo(EventWriter.type(announcement));
    assertThat(json.get("timestamp").asText()).isEqualTo("2026-01-01T00:00:01.500Z");
    var expected = new ArrayList<>(List.of("eventType", "timestamp"));
    expected.addAll(fields.isEmpty() ? List.of() : Arrays.asList(fields.split(",", -1)));
    assertThat(keys(json)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void noEventIsWithoutARow() {
    Set<String> tested = new TreeSet<>();
    rows().forEach(row -> tested.add(row.get()[1].getClass().getSimpleName()));

    assertThat(tested)
        .containsExactlyElementsOf(
            new TreeSet<>(
                Arrays.stream(Announcement.class.getPermittedSubclasses())
                    .map(Class::getSimpleName)
                    .toList()));
  }

  private static ObjectNode of(String type) {
    return rows()
        .filter(row -> row.get()[0].equals(type))
        .map(row -> light((Announcement) row.get()[1]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void plansAndStepsHaveTheFormOfToday() {
    ObjectNode info = of("deployment_info");

    assertThat(keys((ObjectNode) info.get("plan"))).containsExactly("id", "steps", "version");
    assertThat(info.at("/plan/steps").toString())
        .isEqualTo(
            "[{\"actions\":[{\"action\":\"StartApplication\",\"app\":\"/web\"}]},"
                + "{\"actions\":[{\"action\":\"ScaleApplication\",\"app\":\"/web\"}]}]");
    assertThat(info.get("currentStep").toString())
        .isEqualTo("{\"actions\":[{\"action\":\"StartApplication\",\"app\":\"/web\"}]}");
    assertThat(of("deployment_success").get("id")).isEqualTo(info.at("/plan/id"));
  }

  @Test
  void aStatusUpdateTellsWhereTheTaskIs() {
    ObjectNode json = of("status_update_event");

    assertThat(json.get("taskStatus").asText()).isEqualTo("TASK_RUNNING");
    assertThat(json.get("message").asText()).isEqualTo("up");
    assertThat(json.get("slaveId").asText()).isEqualTo("a");
    assertThat(json.get("host").asText()).isEqualTo("a.local");
    assertThat(json.get("ipAddresses").toString())
        .isEqualTo("[{\"ipAddress\":\"10.0.0.7\",\"protocol\":\"IPv4\"}]");
    assertThat(json.at("/ports/0").isInt()).isTrue();
    assertThat(json.get("version").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
  }

  @Test
  void anInstanceThatIsNowhereHasNeitherAgentNorHost() {
    World world = new World().connected();
    world.create(Apps.sleeper("/web", 1));
    ObjectNode json =
        light(
            new Announcement.InstanceChanged(
                AT, world.instances("/web").getFirst(), Condition.SCHEDULED));

    assertThat(json.get("condition").asText()).isEqualTo("Scheduled");
    assertThat(json.get("agentId").isNull()).isTrue();
    assertThat(json.get("host").isNull()).isTrue();
  }

  @Test
  void theHealthOfWhoHasNoResultIsNull() {
    assertThat(of("instance_health_changed_event").get("healthy").isNull()).isTrue();
  }

  @Test
  void aFailedCheckCarriesTheInstanceUnderTheNameOfOld() {
    ObjectNode json = of("failed_health_check_event");

    assertThat(json.get("taskId").asText()).startsWith("web.instance-").doesNotContain("_app");
    assertThat(json.at("/healthCheck/protocol").asText()).isEqualTo("HTTP");
    assertThat(new TaskId(of("unhealthy_instance_kill_event").get("taskId").asText()).value())
        .endsWith("._app.1");
  }

  @Test
  void anAppThatGoesTellsOfEachOfItsChecks() {
    World world = new World().connected();
    world.create(Apps.sleeper("/plain", 0));
    world.create(
        Apps.sleeper(
            "/checked", 0, ",'healthChecks':[{'path':'/a'},{'path':'/b'},{'protocol':'TCP'}]"));
    world.drain();

    world.delete("/plain");
    assertThat(world.announced()).doesNotContain("remove_health_check_event");
    world.delete("/checked");
    assertThat(world.announced().stream().filter("remove_health_check_event"::equals)).hasSize(3);
  }

  @Test
  void anAppIsToldWholeToWhoWatchesItChange() {
    ObjectNode json = of("api_post_event");

    assertThat(json.get("clientIp").asText()).isEqualTo("10.0.0.1");
    assertThat(json.get("uri").asText()).isEqualTo("/v2/apps//web?force=true");
    assertThat(json.at("/appDefinition/id").asText()).isEqualTo("/web");
    assertThat(json.at("/appDefinition/version").isTextual()).isTrue();
  }
}
