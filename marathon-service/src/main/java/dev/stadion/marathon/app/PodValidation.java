package dev.stadion.marathon.app;

import dev.stadion.marathon.app.PodDefinition.Endpoint;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.app.PodDefinition.PodHealthCheck;
import dev.stadion.marathon.app.PodDefinition.Probe;
import dev.stadion.marathon.app.PodDefinition.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges one pod for itself (marathon.md §8.1). */
public final class PodValidation {
  /** What stands in the sandbox of a pod's executor, beside the volumes that containers share. */
  private static final Set<String> OF_EXECUTORS = Set.of("containers", "tasks", "volumes");

  private final PodDefinition pod;
  private final ValidationRules rules;
  private final Problems problems = new Problems();

  private PodValidation(PodDefinition pod, ValidationRules rules) {
    this.pod = pod;
    this.rules = rules;
  }

  /** Everything that is wrong with {@code pod}, empty when it may be stored. */
  public static List<Problem> problems(PodDefinition pod, ValidationRules rules) {
    var validation = new PodValidation(pod, rules);
    validation.whole();
    for (int i = 0; i < pod.containers().size(); i++) {
      validation.container(pod.containers().get(i), "/containers(" + i + ")");
    }
    validation.endpoints();
    validation.volumes();
    return validation.problems.toList();
  }

  private void whole() {
    pod.id().problemAsAppId().ifPresent(problem -> problems.add("/id", problem));
    problems.require(
        isUnique(pod.containers(), PodContainer::name),
        "/containers",
        "container names must be unique");
    problems.require(
        pod.instances() <= rules.maxInstances(),
        "/scaling/instances",
        "got " + pod.instances() + ", expected " + rules.maxInstances() + " or less");
    if (!pod.secrets().isEmpty()) {
      problems.require(
          rules.allows("secrets"),
          "/secrets",
          "Feature secrets is not enabled. Enable with --enable_features secrets)");
    }
    new StrategyRules("/scheduling/unreachableStrategy", "/scheduling/upgrade")
        .check(pod, problems);
    AppValidation.environment(pod.environment(), pod.secrets(), rules, "/environment", problems);
    pod.shared()
        .linuxInfo()
        .ifPresent(info -> {
          problems.require(
              info.seccomp().isEmpty(),
              "/linuxInfo/seccomp",
              "Seccomp configuration on executor level is not supported");
          ContainerValidation.linuxInfo(info, "/linuxInfo", problems);
        });
    NetworkValidation.networks(pod.networks(), problems);
  }

  private static <T> boolean isUnique(List<T> elements, Function<T, ?> key) {
    return elements.stream().map(key).distinct().count() == elements.size();
  }

  private void container(PodContainer container, String path) {
    problems.require(
        container.exec().isPresent() || container.image().isPresent(),
        path + "/exec",
        "a container needs a command or an image");
    AppValidation.environment(
        container.environment(), pod.secrets(), rules, path + "/environment", problems);
    problems.require(
        container.resources().gpus() == 0 || rules.allows("gpu_resources"),
        path + "/resources/gpus",
        "Feature gpu_resources is not enabled. Enable with --enable_features gpu_resources)");
    problems.require(
        container.resourceLimits().isEmpty() || !pod.shared().legacyCgroups().orElse(false),
        path + "/resourceLimits",
        "resourceLimits can not be combined with legacySharedCgroups");
    container
        .resourceLimits()
        .ifPresent(limits ->
            AppValidation.limits(
                limits, container.resources(), path + "/resourceLimits", problems));
    container
        .image()
        .flatMap(PodDefinition.Image::pullSecret)
        .ifPresent(secret ->
            problems.require(
                pod.secrets().containsKey(secret),
                path + "/image/pullConfig",
                "pullConfig.secret must refer to an existing secret"));
    container
        .linuxInfo()
        .ifPresent(info -> ContainerValidation.linuxInfo(info, path + "/linuxInfo", problems));
    Set<String> names =
        container.endpoints().stream().map(Endpoint::name).collect(Collectors.toSet());
    container.healthCheck().ifPresent(check -> healthCheck(check, names, path + "/healthCheck"));
    container
        .check()
        .ifPresent(check -> {
          times(check.timeoutSeconds(), check.intervalSeconds(), path + "/check");
          endpoint(check.probe(), names, path + "/check");
        });
    Set<String> volumes = pod.volumes().stream().map(Volume::name).collect(Collectors.toSet());
    container
        .volumeMounts()
        .forEach(mount ->
            problems.require(
                volumes.contains(mount.name()),
                path + "/volumeMounts",
                "Referenced Volume in VolumeMount should exist"));
    for (int i = 0; i < container.endpoints().size(); i++) {
      endpoint(container.endpoints().get(i), path + "/endpoints(" + i + ")");
    }
  }

  private void healthCheck(PodHealthCheck check, Set<String> endpoints, String path) {
    times(check.timeoutSeconds(), check.intervalSeconds(), path);
    endpoint(check.probe(), endpoints, path);
  }

  private void times(int timeoutSeconds, int intervalSeconds, String path) {
    problems.require(
        timeoutSeconds < intervalSeconds,
        path + "/timeoutSeconds",
        "got " + timeoutSeconds + ", expected less than " + intervalSeconds);
  }

  private void endpoint(Probe probe, Set<String> endpoints, String path) {
    Optional<String> endpoint =
        switch (probe) {
          case Probe.Http(var name, var _, var _) -> Optional.of(name);
          case Probe.Tcp(var name) -> Optional.of(name);
          case Probe.Command _ -> Optional.empty();
        };
    endpoint.ifPresent(name ->
        problems.require(endpoints.contains(name), path, "contained in the container endpoints"));
  }

  private void endpoint(Endpoint endpoint, String path) {
    if (pod.isHostNetworked()) {
      problems.require(
          endpoint.containerPort().isEmpty(),
          path + "/containerPort",
          "is not allowed when using host-mode networking");
    } else {
      problems.require(
          endpoint.containerPort().isPresent(),
          path + "/containerPort",
          "is required when using container-mode networking");
    }
  }

  private void endpoints() {
    List<Endpoint> all = pod.containers().stream().flatMap(c -> c.endpoints().stream()).toList();
    problems.require(
        isUnique(all, Endpoint::name),
        "/",
        // The spelling is the original's.
        "endpoint names nust be unique across all containers");
    unique(
        all.stream().flatMap(endpoint -> endpoint.containerPort().stream()),
        "container ports must be unique across all containers");
    unique(
        all.stream().flatMap(endpoint -> endpoint.hostPort().stream()),
        "host ports must be unique across all containers");
  }

  private void unique(Stream<Integer> ports, String message) {
    List<Integer> fixed = ports.filter(port -> port != 0).toList();
    problems.require(new HashSet<>(fixed).size() == fixed.size(), "/", message);
  }

  private void volumes() {
    problems.require(
        isUnique(pod.volumes(), Volume::name), "/volumes", "volume names must be unique");
    Set<String> mounted =
        pod.containers().stream()
            .flatMap(container -> container.volumeMounts().stream())
            .map(PodDefinition.VolumeMount::name)
            .collect(Collectors.toSet());
    for (int i = 0; i < pod.volumes().size(); i++) {
      Volume volume = pod.volumes().get(i);
      problems.require(
          mounted.contains(volume.name()),
          "/volumes(" + i + ")",
          "volume must be referenced by at least one container");
      if (volume instanceof Volume.Persistent(var name, var kept)) {
        problems.require(
            !OF_EXECUTORS.contains(name) || !pod.isShared(name),
            "/volumes(" + i + ")/name",
            "a persistent volume of several containers cannot be called " + name);
        ContainerValidation.persistent("/volumes(" + i + ")", kept, problems);
      }
      if (volume instanceof Volume.Secret(var _, var secret)) {
        problems.require(
            pod.secrets().containsKey(secret),
            "/volumes(" + i + ")",
            "volume.secret must refer to an existing secret");
      }
    }
  }
}
