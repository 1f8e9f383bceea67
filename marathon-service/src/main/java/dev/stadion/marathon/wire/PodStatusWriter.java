package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.instance.CheckHealth;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.ContainerState;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.launch.PodPorts;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what pods are doing (marathon.md §8.2). */
public final class PodStatusWriter {
  private PodStatusWriter() {}

  /** How a pod, or one of its instances, does. */
  private enum Status {
    PENDING,
    STAGING,
    STABLE,
    DEGRADED,
    TERMINAL
  }

  /**
   * @param now when it was looked at
   */
  public static ObjectNode write(MarathonState state, Service service, Instant now) {
    App pod = service.pod().orElseThrow();
    List<Instance> placed =
        service.instances().values().stream()
            .filter(instance -> instance.condition().hasTask())
            .sorted(Comparator.comparing(Instance::id))
            .toList();
    Instant changed =
        placed.stream().map(Instance::since).max(Instant::compareTo).orElse(pod.version());
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", pod.id().value());
    json.set("spec", PodWriter.write(pod));
    json.put("status", status(state, service, pod, placed).name())
        .put("statusSince", Timestamps.write(changed));
    ArrayNode instances = json.putArray("instances");
    placed.forEach(instance -> instances.add(instance(service, instance, now)));
    ArrayNode history = json.putArray("terminationHistory");
    service
        .lastFailure()
        .ifPresent(failure ->
            history
                .addObject()
                .put(
                    "instanceID",
                    InstanceId.parse(failure.task().value())
                        .map(InstanceId::toString)
                        .orElse(failure.task().value()))
                .put("startedAt", Timestamps.write(failure.startedAt().orElse(failure.version())))
                .put("terminatedAt", Timestamps.write(failure.at()))
                .put("message", failure.message())
                .putArray("containers")
                .addObject()
                .put("containerId", failure.task().value())
                .put("lastKnownState", failure.state().wireName()));
    return json.put("lastUpdated", Timestamps.write(now))
        .put("lastChanged", Timestamps.write(changed));
  }

  private static Status status(
      MarathonState state, Service service, App pod, List<Instance> placed) {
    boolean goes =
        service
            .lockedBy()
            .map(state.deployments()::get)
            .flatMap(deployment -> deployment.current())
            .stream()
            .flatMap(step -> step.actions().stream())
            .anyMatch(a -> a.kind() == Action.Kind.STOP && a.app().equals(pod.id()));
    long stable = placed.stream().filter(i -> status(i) == Status.STABLE).count();
    return goes
        ? Status.TERMINAL
        : stable >= pod.definition().instances() ? Status.STABLE : Status.DEGRADED;
  }

  private static Status status(Instance instance) {
    return switch (instance.condition()) {
      case SCHEDULED, PROVISIONED -> Status.PENDING;
      case STAGING, STARTING -> Status.STAGING;
      case RUNNING -> instance.health().isFit() ? Status.STABLE : Status.DEGRADED;
      case UNREACHABLE, UNREACHABLE_INACTIVE -> Status.DEGRADED;
      case KILLING, FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN -> Status.TERMINAL;
    };
  }

  private static ObjectNode instance(Service service, Instance instance, Instant now) {
    Placement place = instance.placement().orElseThrow();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", instance.id().toString())
            .put("status", status(instance).name())
            .put("statusSince", Timestamps.write(instance.since()))
            .put("agentHostname", place.hostname())
            .put("agentId", place.agent().value());
    Optional.ofNullable(place.values().get("@region"))
        .ifPresent(region -> json.put("agentRegion", region));
    Optional.ofNullable(place.values().get("@zone")).ifPresent(zone -> json.put("agentZone", zone));
    Optional<RunSpec> spec = service.definition(instance.runSpecVersion());
    spec.ifPresent(of -> PodWriter.resources(json.putObject("resources"), of.resources()));
    ArrayNode networks = json.putArray("networks");
    if (!instance.ipAddresses().isEmpty()) {
      AppWriter.texts(networks.addObject().putArray("addresses"), instance.ipAddresses());
    }
    ArrayNode containers = json.putArray("containers");
    if (spec.orElse(null) instanceof PodDefinition pod) {
      pod.containers()
          .forEach(container -> containers.add(container(pod, container, instance, place, now)));
    }
    StateWriter.localVolumes(json.putArray("localVolumes"), instance);
    json.put(
            "specReference",
            "/v2/pods"
                + instance.id().app()
                + "::versions/"
                + Timestamps.write(instance.runSpecVersion()))
        .put("role", spec.map(RunSpec::role).orElse("*"))
        .put("lastUpdated", Timestamps.write(now))
        .put("lastChanged", Timestamps.write(instance.since()));
    json.putArray("conditions");
    return json;
  }

  private static ObjectNode container(
      PodDefinition pod, PodContainer container, Instance instance, Placement place, Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", container.name());
    ContainerState state = instance.containers().get(container.name());
    Condition condition = state == null ? instance.condition() : state.condition();
    Instant since = state == null ? instance.since() : state.since();
    json.put("status", StateWriter.state(condition)).put("statusSince", Timestamps.write(since));
    json.put("containerId", instance.id().task(container.name(), instance.incarnation()).value());
    int check = pod.checkedContainers().indexOf(container.name());
    Optional<CheckHealth> health =
        check >= 0 && check < instance.health().checks().size()
            ? Optional.of(instance.health().checks().get(check))
            : Optional.empty();
    ArrayNode endpoints = json.putArray("endpoints");
    for (PodPorts.Bound bound : PodPorts.of(pod, place.hostPorts())) {
      if (bound.container().equals(container)) {
        ObjectNode endpoint = endpoints.addObject().put("name", bound.endpoint().name());
        bound.hostPort().ifPresent(port -> endpoint.put("allocatedHostPort", port));
        health
            .filter(CheckHealth::hasResult)
            .ifPresent(found -> endpoint.put("healthy", found.isAlive()));
      }
    }
    ArrayNode conditions = json.putArray("conditions");
    health.ifPresent(found -> condition(conditions.addObject(), found, since, now));
    PodWriter.resources(json.putObject("resources"), container.resources());
    if (state != null && condition.isTerminal()) {
      termination(json.putObject("termination"), state);
    }
    if (state != null && !state.message().isEmpty()) {
      json.put("message", state.message());
    }
    return json.put("lastUpdated", Timestamps.write(now))
        .put("lastChanged", Timestamps.write(since));
  }

  private static void termination(ObjectNode json, ContainerState state) {
    EndedTask.exitStatus(state.message()).ifPresent(status -> json.put("exitCode", status));
    if (!state.message().isEmpty()) {
      json.put("message", state.message());
    }
  }

  private static void condition(ObjectNode json, CheckHealth found, Instant since, Instant now) {
    json.put("name", "healthy")
        .put("value", Boolean.toString(found.isAlive()))
        .put(
            "reason", found.hasResult() ? "health-reported-by-mesos" : "health-unreported-by-mesos")
        .put(
            "lastChanged",
            Timestamps.write(found.lastSuccess().or(found::lastFailure).orElse(since)))
        .put("lastUpdated", Timestamps.write(now));
  }

  /** An instance of {@code pod} as the answer to the one who ended it (marathon.md §3.8). */
  public static ObjectNode killed(Service pod, Instance instance) {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("instanceId", instance.id().toString());
    ObjectNode state =
        json.putObject("state")
            .put("condition", instance.condition().wireName())
            .put("since", Timestamps.write(instance.since()));
    instance.startedAt().ifPresent(at -> state.put("activeSince", Timestamps.write(at)));
    instance.health().isHealthy().ifPresent(healthy -> state.put("healthy", healthy));
    String goal = instance.goal().name();
    state.put("goal", goal.charAt(0) + goal.substring(1).toLowerCase(Locale.ROOT));
    instance
        .placement()
        .ifPresent(place -> {
          ObjectNode agent = json.putObject("agentInfo").put("host", place.hostname());
          agent.put("agentId", place.agent().value());
          StateWriter.faultDomain(agent, place);
          agent.putArray("attributes");
        });
    json.put("runSpecVersion", Timestamps.write(instance.runSpecVersion()));
    pod.definition(instance.runSpecVersion())
        .or(() -> pod.app().map(App::definition))
        .ifPresent(spec -> AppWriter.unreachable(json, spec.unreachableStrategy()));
    return json;
  }
}
