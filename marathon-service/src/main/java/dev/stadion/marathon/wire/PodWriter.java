package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.Endpoint;
import dev.stadion.marathon.app.PodDefinition.Exec;
import dev.stadion.marathon.app.PodDefinition.PodCheck;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.app.PodDefinition.PodHealthCheck;
import dev.stadion.marathon.app.PodDefinition.Probe;
import dev.stadion.marathon.app.PodDefinition.Volume;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.scheduling.constraint.Constraint;

/** Writes pods as their owners know them (marathon.md §8.1). */
public final class PodWriter {
  private PodWriter() {}

  /** The definition with its version. */
  public static ObjectNode write(App pod) {
    return write(pod.pod()).put("version", Timestamps.write(pod.version()));
  }

  /** What {@link PodReader} reads again as an equal definition. */
  public static ObjectNode write(PodDefinition pod) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", pod.id().value());
    AppWriter.labels(json.putObject("labels"), pod.labels());
    AppWriter.environment(json.putObject("environment"), pod.environment());
    ArrayNode containers = json.putArray("containers");
    pod.containers().forEach(container -> containers.add(container(container)));
    ObjectNode secrets = json.putObject("secrets");
    pod.secrets().forEach((name, source) -> secrets.putObject(name).put("source", source));
    ArrayNode volumes = json.putArray("volumes");
    pod.volumes().forEach(volume -> volumes.add(volume(volume)));
    AppWriter.networks(json.putArray("networks"), pod.networks());
    json.putObject("scaling").put("kind", "fixed").put("instances", pod.instances());
    scheduling(json.putObject("scheduling"), pod);
    AppWriter.executor(json.putObject("executorResources"), pod.executorResources());
    pod.user().ifPresent(user -> json.put("user", user));
    pod.shared()
        .linuxInfo()
        .ifPresent(info -> ContainerWriter.linuxInfo(json.putObject("linuxInfo"), info));
    pod.shared().legacyCgroups().ifPresent(flag -> json.put("legacySharedCgroups", flag));
    json.put("role", pod.role());
    return withoutEmpty(json, "labels", "environment", "secrets", "volumes", "networks");
  }

  private static void scheduling(ObjectNode json, PodDefinition pod) {
    ObjectNode backoff = json.putObject("backoff");
    backoff.put("backoff", pod.backoff().backoffSeconds());
    backoff.set("backoffFactor", Numbers.of(pod.backoff().backoffFactor()));
    backoff.put("maxLaunchDelay", pod.backoff().maxLaunchDelaySeconds());
    AppWriter.upgrade(json.putObject("upgrade"), pod.upgradeStrategy());
    placement(json.putObject("placement"), pod);
    withoutEmpty(json, "placement");
    json.put("killSelection", pod.killSelection().name());
    AppWriter.unreachable(json, pod.unreachableStrategy());
  }

  private static void placement(ObjectNode placement, PodDefinition pod) {
    ArrayNode constraints = placement.putArray("constraints");
    for (Constraint constraint : pod.constraints()) {
      ObjectNode node =
          constraints
              .addObject()
              .put("fieldName", constraint.field())
              .put("operator", constraint.operator().name());
      constraint.value().ifPresent(value -> node.put("value", value));
    }
    ArrayNode roles = placement.putArray("acceptedResourceRoles");
    pod.acceptedResourceRoles().ifPresent(given -> given.forEach(roles::add));
    withoutEmpty(placement, "constraints", "acceptedResourceRoles");
  }

  /** What is empty is left out, in the original's way. */
  private static ObjectNode withoutEmpty(ObjectNode json, String... keys) {
    for (String key : keys) {
      if (json.path(key).isEmpty()) {
        json.remove(key);
      }
    }
    return json;
  }

  private static ObjectNode container(PodContainer container) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", container.name());
    container
        .exec()
        .ifPresent(exec -> {
          ObjectNode node = json.putObject("exec");
          command(node.putObject("command"), exec);
          container.overrideEntrypoint().ifPresent(flag -> node.put("overrideEntrypoint", flag));
        });
    resources(json.putObject("resources"), container.resources());
    container
        .resourceLimits()
        .ifPresent(limits -> AppWriter.limits(json.putObject("resourceLimits"), limits));
    ArrayNode endpoints = json.putArray("endpoints");
    container.endpoints().forEach(endpoint -> endpoints.add(endpoint(endpoint)));
    container
        .image()
        .ifPresent(image -> {
          ObjectNode node =
              json.putObject("image")
                  .put("kind", image.kind())
                  .put("id", image.id())
                  .put("forcePull", image.forcePull());
          image.pullSecret().ifPresent(s -> node.putObject("pullConfig").put("secret", s));
          AppWriter.labels(node.putObject("labels"), image.labels());
          withoutEmpty(node, "labels");
        });
    AppWriter.environment(json.putObject("environment"), container.environment());
    container.user().ifPresent(user -> json.put("user", user));
    container.healthCheck().ifPresent(check -> json.set("healthCheck", healthCheck(check)));
    container.check().ifPresent(check -> json.set("check", check(check)));
    ArrayNode mounts = json.putArray("volumeMounts");
    container
        .volumeMounts()
        .forEach(mount ->
            mounts
                .addObject()
                .put("name", mount.name())
                .put("mountPath", mount.mountPath())
                .put("readOnly", mount.readOnly()));
    AppWriter.artifacts(json.putArray("artifacts"), container.artifacts());
    AppWriter.labels(json.putObject("labels"), container.labels());
    container
        .killGracePeriodSeconds()
        .ifPresent(seconds -> json.putObject("lifecycle").put("killGracePeriodSeconds", seconds));
    container.tty().ifPresent(tty -> json.put("tty", tty));
    container
        .linuxInfo()
        .ifPresent(info -> ContainerWriter.linuxInfo(json.putObject("linuxInfo"), info));
    return withoutEmpty(json, "endpoints", "environment", "volumeMounts", "artifacts", "labels");
  }

  static void resources(ObjectNode json, Amounts amounts) {
    AppWriter.executor(json, amounts);
    json.put("gpus", amounts.gpus());
  }

  private static void command(ObjectNode json, Exec exec) {
    switch (exec) {
      case Exec.Shell(var text) -> json.put("shell", text);
      case Exec.Argv(var arguments) -> AppWriter.texts(json.putArray("argv"), arguments);
    }
  }

  private static ObjectNode endpoint(Endpoint endpoint) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", endpoint.name());
    endpoint.containerPort().ifPresent(port -> json.put("containerPort", port));
    endpoint.hostPort().ifPresent(port -> json.put("hostPort", port));
    AppWriter.texts(json.putArray("protocol"), endpoint.protocol());
    AppWriter.labels(json.putObject("labels"), endpoint.labels());
    AppWriter.texts(json.putArray("networkNames"), endpoint.networkNames());
    return withoutEmpty(json, "protocol", "labels", "networkNames");
  }

  private static ObjectNode probe(Probe probe) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (probe) {
      case Probe.Http(var endpoint, var path, var scheme) -> {
        ObjectNode http = json.putObject("http").put("endpoint", endpoint).put("scheme", scheme);
        path.ifPresent(given -> http.put("path", given));
      }
      case Probe.Tcp(var endpoint) -> json.putObject("tcp").put("endpoint", endpoint);
      case Probe.Command(var exec) -> command(json.putObject("exec").putObject("command"), exec);
    }
    return json;
  }

  private static ObjectNode check(PodCheck check) {
    return probe(check.probe())
        .put("intervalSeconds", check.intervalSeconds())
        .put("timeoutSeconds", check.timeoutSeconds())
        .put("delaySeconds", check.delaySeconds());
  }

  private static ObjectNode healthCheck(PodHealthCheck check) {
    return probe(check.probe())
        .put("gracePeriodSeconds", check.gracePeriodSeconds())
        .put("intervalSeconds", check.intervalSeconds())
        .put("timeoutSeconds", check.timeoutSeconds())
        .put("maxConsecutiveFailures", check.maxConsecutiveFailures())
        .put("delaySeconds", check.delaySeconds());
  }

  private static ObjectNode volume(Volume volume) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", volume.name());
    switch (volume) {
      case Volume.Host(var _, var host) -> json.put("host", host);
      case Volume.Secret(var _, var secret) -> json.put("secret", secret);
      case Volume.Persistent(var _, var kept) ->
          ContainerWriter.persistent(json.putObject("persistent"), kept);
      case Volume.Ephemeral _ -> {}
    }
    return json;
  }
}
