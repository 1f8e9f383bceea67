package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.ReadinessCheck;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.instance.CheckHealth;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.scheduler.Tally;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes what is (marathon.md §6): apps with their counts, tasks, deployments, the queue. */
public final class StateWriter {
  private StateWriter() {}

  /** What is told of an app besides its definition (marathon.md §6.1). */
  public enum Embed {
    TASKS,
    COUNTS,
    DEPLOYMENTS,
    READINESS,
    LAST_TASK_FAILURE,
    TASK_STATS
  }

  /**
   * @param now by which ages are told
   */
  public static ObjectNode app(Service service, Set<Embed> embeds, Instant now) {
    App app = service.app().orElseThrow();
    ObjectNode json = AppWriter.write(app);
    if (app.application().daemon()) {
      // As many as its agents are.
      json.put("instances", service.tally().wanted());
    }
    if (embeds.contains(Embed.COUNTS)) {
      counts(json, service.tally());
    }
    if (embeds.contains(Embed.DEPLOYMENTS)) {
      deployments(json, service.lockedBy());
    }
    if (embeds.contains(Embed.READINESS)) {
      readiness(json.putArray("readinessCheckResults"), service);
    }
    if (embeds.contains(Embed.TASK_STATS)) {
      json.set("taskStats", TaskStatsWriter.write(service, now));
    }
    if (embeds.contains(Embed.TASKS)) {
      ArrayNode tasks = json.putArray("tasks");
      tasksOf(service).forEach(instance -> tasks.add(task(service, instance)));
    }
    if (embeds.contains(Embed.LAST_TASK_FAILURE)) {
      service.lastFailure().ifPresent(failure -> json.set("lastTaskFailure", failure(failure)));
    }
    return json;
  }

  /** The answer to the one who made an app: it has no task yet. */
  public static ObjectNode created(App app, DeploymentId deployment) {
    ObjectNode json = AppWriter.withoutHistory(app);
    counts(json, Tally.NONE);
    deployments(json, Optional.of(deployment));
    return json;
  }

  private static void counts(ObjectNode json, Tally tally) {
    json.put(
            "tasksStaged",
            tally.count(key ->
                key.condition() == Condition.PROVISIONED || key.condition() == Condition.STAGING))
        .put("tasksRunning", tally.count(key -> key.condition() == Condition.RUNNING))
        .put("tasksHealthy", verdicts(tally, Health.Verdict.HEALTHY))
        .put("tasksUnhealthy", verdicts(tally, Health.Verdict.UNHEALTHY));
  }

  private static int verdicts(Tally tally, Health.Verdict wanted) {
    return tally.count(key -> key.verdict() == wanted && key.condition().hasTask());
  }

  private static void deployments(ObjectNode json, Optional<DeploymentId> lockedBy) {
    ArrayNode deployments = json.putArray("deployments");
    lockedBy.ifPresent(id -> deployments.addObject().put("id", id.toString()));
  }

  /** Those that have a task, in the order of their ids. */
  public static List<Instance> tasksOf(Service service) {
    return service.instances().values().stream()
        .filter(instance -> instance.condition().hasTask())
        .sorted(Comparator.comparing(Instance::id))
        .toList();
  }

  /** marathon.md §6.2. */
  public static ObjectNode task(Service service, Instance instance) {
    Placement place = instance.placement().orElseThrow();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("appId", instance.id().app().value());
    healthCheckResults(json.putArray("healthCheckResults"), instance);
    json.put("host", place.hostname()).put("id", instance.task().value());
    EventWriter.addresses(json.putArray("ipAddresses"), instance.ipAddresses());
    ArrayNode ports = json.putArray("ports");
    place.hostPorts().forEach(ports::add);
    json.put("slaveId", place.agent().value()).put("state", state(instance.condition()));
    instance.stagedAt().ifPresent(at -> json.put("stagedAt", Timestamps.write(at)));
    instance.startedAt().ifPresent(at -> json.put("startedAt", Timestamps.write(at)));
    json.put("version", Timestamps.write(instance.runSpecVersion()));
    instance
        .health()
        .result()
        .ifPresent(found -> json.set("checkResult", HealthCodec.write(found)));
    localVolumes(json.putArray("localVolumes"), instance);
    faultDomain(json, place);
    return json.put(
        "role", service.definition(instance.runSpecVersion()).map(RunSpec::role).orElse("*"));
  }

  static void faultDomain(ObjectNode json, Placement place) {
    for (String field : List.of("region", "zone")) {
      Optional.ofNullable(place.values().get("@" + field))
          .ifPresent(value -> json.put(field, value));
    }
  }

  /** marathon.md §6.2. */
  static void localVolumes(ArrayNode array, Instance instance) {
    instance
        .reserved()
        .ifPresent(reserved ->
            reserved
                .volumes()
                .forEach(volume ->
                    array
                        .addObject()
                        .put("runSpecId", instance.id().app().value())
                        .put("containerPath", volume.containerPath())
                        .put("uuid", volume.uuid())
                        .put("persistenceId", volume.persistenceId())));
  }

  /** Only checks that have a result (marathon.md §6.2). */
  private static void healthCheckResults(ArrayNode array, Instance instance) {
    for (CheckHealth check : instance.health().checks()) {
      if (check.hasResult()) {
        ObjectNode json =
            array
                .addObject()
                .put("alive", check.isAlive())
                .put("consecutiveFailures", check.consecutiveFailures());
        check.firstSuccess().ifPresent(at -> json.put("firstSuccess", Timestamps.write(at)));
        check.lastFailure().ifPresent(at -> json.put("lastFailure", Timestamps.write(at)));
        check.lastSuccess().ifPresent(at -> json.put("lastSuccess", Timestamps.write(at)));
        check.lastFailureCause().ifPresent(cause -> json.put("lastFailureCause", cause));
        json.put("instanceId", instance.id().toString());
      }
    }
  }

  /** marathon.md §16. */
  private static void readiness(ArrayNode array, Service service) {
    for (Instance instance : tasksOf(service)) {
      Optional<ReadinessCheck> check =
          service
              .definition(instance.runSpecVersion())
              .flatMap(app -> app.readinessChecks().stream().findFirst());
      if (check.isPresent() && instance.health().answer().isPresent()) {
        ReadinessAnswer answer = instance.health().answer().get();
        ObjectNode json =
            array
                .addObject()
                .put("name", check.get().name())
                .put("taskId", instance.task().value())
                .put("ready", instance.health().ready().orElse(true));
        if (check.get().preserveLastResponse()) {
          json.putObject("lastResponse")
              .put("status", answer.status())
              .put("contentType", answer.contentType())
              .put("body", answer.body());
        }
      }
    }
  }

  /** As in the list of all tasks. */
  public static List<ObjectNode> tasksWithServicePorts(Service service, Instance instance) {
    ObjectNode json = task(service, instance);
    ArrayNode ports = json.putArray("servicePorts");
    service.app().ifPresent(app -> app.definition().servicePorts().forEach(ports::add));
    if (instance.containers().isEmpty()) {
      return List.of(json);
    }
    // Of a pod every container is a task.
    return instance.containers().entrySet().stream()
        .filter(entry -> entry.getValue().condition().hasTask())
        .map(entry ->
            json.deepCopy()
                .put("id", instance.id().task(entry.getKey(), instance.incarnation()).value())
                .put("state", state(entry.getValue().condition())))
        .toList();
  }

  static String state(Condition condition) {
    return switch (condition) {
      case SCHEDULED, PROVISIONED, STAGING -> "TASK_STAGING";
      case UNREACHABLE, UNREACHABLE_INACTIVE -> "TASK_UNREACHABLE";
      case STARTING, RUNNING, KILLING, FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN ->
          "TASK_" + condition.name();
    };
  }

  private static ObjectNode failure(TaskFailure failure) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("appId", failure.app().value())
            .put("host", failure.hostname())
            .put("message", failure.message())
            .put("state", failure.state().wireName())
            .put("taskId", failure.task().value())
            .put("timestamp", Timestamps.write(failure.at()))
            .put("version", Timestamps.write(failure.version()));
    failure.agent().ifPresent(agent -> json.put("slaveId", agent.value()));
    return json;
  }

  /** marathon.md §3.4. */
  public static ObjectNode deployment(Deployment deployment, MarathonState state) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", deployment.id().toString())
            .put("version", Timestamps.write(deployment.plan().version()));
    ArrayNode apps = json.putArray("affectedApps");
    ArrayNode pods = json.putArray("affectedPods");
    Set<PathId> affectedPods = deployment.plan().affectedPods();
    deployment
        .plan()
        .affected()
        .forEach(id -> (affectedPods.contains(id) ? pods : apps).add(id.value()));
    EventWriter.steps(json.putArray("steps"), deployment.plan());
    ArrayNode current = json.putArray("currentActions");
    deployment
        .current()
        .ifPresent(
            step -> step.actions().forEach(action -> current.add(currentAction(action, state))));
    return json.put("currentStep", deployment.step() + 1)
        .put("totalSteps", deployment.plan().steps().size());
  }

  private static ObjectNode currentAction(Action action, MarathonState state) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("action", action.wireName())
            .put(action.pod() ? "pod" : "app", action.app().value());
    ArrayNode results = json.putArray("readinessCheckResults");
    state.service(action.app()).ifPresent(service -> readiness(results, service));
    return json;
  }
}
