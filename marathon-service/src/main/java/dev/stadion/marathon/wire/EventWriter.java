package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Step;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what happens for those who watch the event stream (marathon.md §4). */
public final class EventWriter {
  private EventWriter() {}

  /** The event's name on the stream. */
  public static String type(Announcement announcement) {
    return switch (announcement) {
      case Announcement.AppPosted _ -> "api_post_event";
      case Announcement.PodChanged(var _, var _, var change) ->
          "pod_" + change.name().toLowerCase(Locale.ROOT) + "_event";
      case Announcement.GroupChanged _ -> "group_change_success";
      case Announcement.GroupChangeFailed _ -> "group_change_failed";
      case Announcement.StepBegun _ -> "deployment_info";
      case Announcement.StepSucceeded _ -> "deployment_step_success";
      case Announcement.StepFailed _ -> "deployment_step_failure";
      case Announcement.DeploymentSucceeded _ -> "deployment_success";
      case Announcement.DeploymentFailed _ -> "deployment_failed";
      case Announcement.AppTerminated _ -> "app_terminated_event";
      case Announcement.StatusUpdated _ -> "status_update_event";
      case Announcement.InstanceChanged _ -> "instance_changed_event";
      case Announcement.UnknownInstanceTerminated _ -> "unknown_instance_terminated_event";
      case Announcement.HealthCheckFailed _ -> "failed_health_check_event";
      case Announcement.CheckFlipped _ -> "health_status_changed_event";
      case Announcement.HealthChanged _ -> "instance_health_changed_event";
      case Announcement.UnhealthyKill _ -> "unhealthy_instance_kill_event";
      case Announcement.HealthCheckAdded _ -> "add_health_check_event";
      case Announcement.HealthCheckRemoved _ -> "remove_health_check_event";
      case Announcement.Subscribed _ -> "subscribe_event";
      case Announcement.Unsubscribed _ -> "unsubscribe_event";
      case Announcement.Registered _ -> "scheduler_registered_event";
      case Announcement.Reregistered _ -> "scheduler_reregistered_event";
      case Announcement.Disconnected _ -> "scheduler_disconnected_event";
    };
  }

  /** Whether plans are told with the groups from which and to which they lead. */
  public enum Plans {
    WHOLE,
    LIGHT
  }

  /** The event on one line, with whole plans. */
  public static String line(Announcement announcement) {
    return write(announcement, Plans.WHOLE).toString();
  }

  public static ObjectNode write(Announcement announcement, Plans plans) {
    ObjectNode json = event(type(announcement), announcement.at());
    switch (announcement) {
      case Announcement.AppPosted(var _, var origin, var app) -> {
        json.put("clientIp", origin.clientIp()).put("uri", origin.uri());
        json.set("appDefinition", AppWriter.write(app));
      }
      case Announcement.PodChanged(var _, var origin, var _) ->
          json.put("clientIp", origin.clientIp()).put("uri", origin.uri());
      case Announcement.GroupChanged(var _, var group, var version) ->
          json.put("groupId", group.value()).put("version", Timestamps.write(version));
      case Announcement.GroupChangeFailed(var _, var group, var version, var reason) ->
          json.put("groupId", group.value())
              .put("version", Timestamps.write(version))
              .put("reason", reason);
      case Announcement.StepBegun(var _, var plan, var step) ->
          step(json, PlanWriter.write(plan, plans), step);
      case Announcement.StepSucceeded(var _, var plan, var step) ->
          step(json, PlanWriter.write(plan, plans), step);
      case Announcement.StepFailed(var _, var plan, var step) ->
          step(json, PlanWriter.write(plan, plans), step);
      case Announcement.DeploymentSucceeded(var _, var plan) ->
          json.put("id", plan.id().toString()).set("plan", PlanWriter.write(plan, plans));
      case Announcement.DeploymentFailed(var _, var plan, var reason) -> {
        json.put("id", plan.id().toString()).set("plan", PlanWriter.write(plan, plans));
        json.put("reason", reason);
      }
      case Announcement.AppTerminated(var _, var app) -> json.put("appId", app.value());
      case Announcement.StatusUpdated(var _, var update, var instance) ->
          status(json, update, instance);
      case Announcement.InstanceChanged(var _, var instance, var condition) ->
          instance(json, instance, condition);
      case Announcement.UnknownInstanceTerminated(var _, var instance, var condition) ->
          json.put("instanceId", instance.toString())
              .put("runSpecId", instance.app().value())
              .put("condition", condition.wireName());
      case Announcement.HealthCheckFailed(var _, var instance, var check) ->
          json.put("appId", instance.id().app().value())
              // The key is of old; what it carries is not.
              .put("taskId", instance.id().toString())
              .set("healthCheck", AppWriter.healthCheck(check));
      case Announcement.CheckFlipped(var _, var instance, var alive) ->
          json.put("appId", instance.id().app().value())
              .put("instanceId", instance.id().toString())
              .put("version", Timestamps.write(instance.runSpecVersion()))
              .put("alive", alive);
      case Announcement.HealthChanged(var _, var instance) ->
          json.put("instanceId", instance.id().toString())
              .put("runSpecId", instance.id().app().value())
              .put("healthy", instance.health().isHealthy().orElse(null))
              .put("runSpecVersion", Timestamps.write(instance.runSpecVersion()));
      case Announcement.UnhealthyKill(var _, var instance, var reason) -> {
        json.put("appId", instance.id().app().value())
            .put("taskId", instance.task().value())
            .put("instanceId", instance.id().toString())
            .put("version", Timestamps.write(instance.runSpecVersion()))
            .put("reason", reason)
            .put("host", instance.placement().map(Placement::hostname).orElse(""));
        instance.placement().ifPresent(place -> json.put("slaveId", place.agent().value()));
      }
      case Announcement.HealthCheckAdded(var _, var app, var check) ->
          json.put("appId", app.id().value())
              .put("version", Timestamps.write(app.version()))
              .set("healthCheck", AppWriter.healthCheck(check));
      case Announcement.HealthCheckRemoved(var _, var app) -> json.put("appId", app.value());
      case Announcement.Subscribed(var _, var clientIp, var url) ->
          json.put("clientIp", clientIp).put("callbackUrl", url);
      case Announcement.Unsubscribed(var _, var clientIp, var url) ->
          json.put("clientIp", clientIp).put("callbackUrl", url);
      case Announcement.Registered(var _, var framework, var master) ->
          json.put("frameworkId", framework.value()).put("master", master);
      case Announcement.Reregistered(var _, var master) -> json.put("master", master);
      case Announcement.Disconnected _ -> {}
    }
    return json;
  }

  /** What every event has. */
  public static ObjectNode event(String type, Instant at) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("eventType", type)
        .put("timestamp", Timestamps.write(at));
  }

  private static void step(ObjectNode json, ObjectNode plan, Step step) {
    json.set("plan", plan);
    actions(json.putObject("currentStep").putArray("actions"), step.actions());
  }

  /** The same event with a light plan, if it has a plan. */
  public static Optional<String> lightened(String type, String line) {
    if (!type.startsWith("deployment_")) {
      return Optional.empty();
    }
    ObjectNode json = AppCodec.object(line);
    if (json.get("plan") instanceof ObjectNode plan) {
      plan.remove(List.of("original", "target"));
    }
    return Optional.of(json.toString());
  }

  /** Whether the event has a plan, which may be told in two ways. */
  public static boolean hasPlan(Announcement announcement) {
    return announcement instanceof Announcement.StepBegun
        || announcement instanceof Announcement.StepSucceeded
        || announcement instanceof Announcement.StepFailed
        || announcement instanceof Announcement.DeploymentSucceeded
        || announcement instanceof Announcement.DeploymentFailed;
  }

  /** The steps of a plan, as in deployments and previews. */
  public static void steps(ArrayNode array, DeploymentPlan plan) {
    plan.steps().forEach(step -> actions(array.addObject().putArray("actions"), step.actions()));
  }

  private static void actions(ArrayNode array, List<Action> actions) {
    actions.forEach(action ->
        array
            .addObject()
            .put("action", action.wireName())
            .put(action.pod() ? "pod" : "app", action.app().value()));
  }

  private static void status(ObjectNode json, TaskUpdate update, Instance instance) {
    json.put("slaveId", instance.placement().map(place -> place.agent().value()).orElse(""))
        .put("taskId", update.task().value())
        .put("taskStatus", update.state().wireName())
        .put("message", update.message())
        .put("appId", instance.id().app().value())
        .put("host", instance.placement().map(Placement::hostname).orElse(""));
    addresses(
        json.putArray("ipAddresses"),
        update.ipAddresses().isEmpty() ? instance.ipAddresses() : update.ipAddresses());
    ArrayNode ports = json.putArray("ports");
    instance.placement().ifPresent(place -> place.hostPorts().forEach(ports::add));
    json.put("version", Timestamps.write(instance.runSpecVersion()));
  }

  static void addresses(ArrayNode array, List<String> addresses) {
    addresses.forEach(address ->
        array
            .addObject()
            .put("ipAddress", address)
            .put("protocol", address.indexOf(':') < 0 ? "IPv4" : "IPv6"));
  }

  private static void instance(ObjectNode json, Instance instance, Condition condition) {
    json.put("instanceId", instance.id().toString())
        .put("condition", condition.wireName())
        .put("runSpecId", instance.id().app().value())
        .put("agentId", instance.placement().map(place -> place.agent().value()).orElse(null))
        .put("host", instance.placement().map(Placement::hostname).orElse(null))
        .put("runSpecVersion", Timestamps.write(instance.runSpecVersion()));
  }
}
