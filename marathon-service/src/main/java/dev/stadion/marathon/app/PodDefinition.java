package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.AppDefinition.Artifact;
import dev.stadion.marathon.app.AppDefinition.BackoffStrategy;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.AppDefinition.KillSelection;
import dev.stadion.marathon.app.AppDefinition.Limits;
import dev.stadion.marathon.app.AppDefinition.UnreachableStrategy;
import dev.stadion.marathon.app.AppDefinition.UpgradeStrategy;
import dev.stadion.marathon.app.Container.LinuxInfo;
import dev.stadion.scheduling.constraint.Constraint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Several containers that run and end together on one agent (marathon.md §8.1), normalised like an
 * app. Whether it makes sense is judged by {@link PodValidation}.
 *
 * @param executorResources what an instance takes beside its containers
 * @param shared by all containers of an instance
 */
public record PodDefinition(
    PathId id,
    SortedMap<String, String> labels,
    SortedMap<String, EnvValue> environment,
    SortedMap<String, String> secrets,
    Optional<String> user,
    String role,
    List<PodContainer> containers,
    List<Volume> volumes,
    List<Network> networks,
    int instances,
    BackoffStrategy backoff,
    UpgradeStrategy upgradeStrategy,
    Set<Constraint> constraints,
    Optional<SortedSet<String>> acceptedResourceRoles,
    KillSelection killSelection,
    UnreachableStrategy unreachableStrategy,
    Amounts executorResources,
    Shared shared)
    implements RunSpec {
  public PodDefinition {
    requireNonNull(id, "id");
    requireNonNull(shared, "shared");
    labels = sorted(labels);
    environment = sorted(environment);
    secrets = sorted(secrets);
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
    networks = List.copyOf(networks);
    constraints = Ordered.copy(constraints);
    acceptedResourceRoles =
        acceptedResourceRoles.map(roles -> Collections.unmodifiableSortedSet(new TreeSet<>(roles)));
  }

  private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /**
   * Kernel matters of a whole instance.
   *
   * @param linuxInfo has no more than {@code ipcInfo}
   * @param legacyCgroups whether the containers are limited together, as they were before 1.10
   */
  public record Shared(Optional<LinuxInfo> linuxInfo, Optional<Boolean> legacyCgroups) {
    public static final Shared NOTHING = new Shared(Optional.empty(), Optional.empty());
  }

  /**
   * One of the tasks of an instance.
   *
   * @param overrideEntrypoint whether the image's entrypoint, too, gives way to {@code exec}
   */
  public record PodContainer(
      String name,
      Optional<Exec> exec,
      Optional<Boolean> overrideEntrypoint,
      Amounts resources,
      Optional<Limits> resourceLimits,
      List<Endpoint> endpoints,
      Optional<Image> image,
      SortedMap<String, EnvValue> environment,
      Optional<String> user,
      Optional<PodHealthCheck> healthCheck,
      Optional<PodCheck> check,
      List<VolumeMount> volumeMounts,
      List<Artifact> artifacts,
      SortedMap<String, String> labels,
      Optional<Double> killGracePeriodSeconds,
      Optional<Boolean> tty,
      Optional<LinuxInfo> linuxInfo) {
    public PodContainer {
      endpoints = List.copyOf(endpoints);
      environment = sorted(environment);
      volumeMounts = List.copyOf(volumeMounts);
      artifacts = List.copyOf(artifacts);
      labels = sorted(labels);
    }

    PodContainer withLabels(SortedMap<String, String> next) {
      return new PodContainer(
          name,
          exec,
          overrideEntrypoint,
          resources,
          resourceLimits,
          endpoints,
          image,
          environment,
          user,
          healthCheck,
          check,
          volumeMounts,
          artifacts,
          next,
          killGracePeriodSeconds,
          tty,
          linuxInfo);
    }
  }

  /** What a container runs instead of what its image says. */
  public sealed interface Exec {
    record Shell(String command) implements Exec {}

    record Argv(List<String> arguments) implements Exec {
      public Argv {
        arguments = List.copyOf(arguments);
      }
    }
  }

  /**
   * A port of a container.
   *
   * @param containerPort absent under host networking
   * @param hostPort 0 is any; absent when the port is not reached through the agent
   */
  public record Endpoint(
      String name,
      Optional<Integer> containerPort,
      Optional<Integer> hostPort,
      List<String> protocol,
      SortedMap<String, String> labels,
      List<String> networkNames) {
    public Endpoint {
      protocol = List.copyOf(protocol);
      labels = sorted(labels);
      networkNames = List.copyOf(networkNames);
    }
  }

  public record Image(
      String kind,
      String id,
      Optional<String> pullSecret,
      boolean forcePull,
      SortedMap<String, String> labels) {
    public Image {
      labels = sorted(labels);
    }
  }

  /** What an agent tries; endpoints are meant by their names. */
  public sealed interface Probe {
    record Http(String endpoint, Optional<String> path, String scheme) implements Probe {}

    record Tcp(String endpoint) implements Probe {}

    record Command(Exec exec) implements Probe {}
  }

  /** Tried again and again; a container that fails too often is ended. */
  public record PodHealthCheck(
      Probe probe,
      int gracePeriodSeconds,
      int intervalSeconds,
      int timeoutSeconds,
      int maxConsecutiveFailures,
      int delaySeconds) {}

  /** Tried again and again; what comes of it is told, and nothing follows from it. */
  public record PodCheck(Probe probe, int intervalSeconds, int timeoutSeconds, int delaySeconds) {}

  public record VolumeMount(String name, String mountPath, boolean readOnly) {}

  /** Something that containers mount by name. */
  public sealed interface Volume {
    String name();

    record Host(String name, String host) implements Volume {}

    /** Shared by the containers of an instance, and gone with it. */
    record Ephemeral(String name) implements Volume {}

    record Secret(String name, String secret) implements Volume {}

    /**
     * Shared by the containers of an instance, and outlives their tasks.
     *
     * @param kept whose path is the name
     */
    record Persistent(String name, Container.Volume.Persistent kept) implements Volume {}
  }

  /** Whether a volume is mounted by more than one container. */
  public boolean isShared(String volume) {
    return containers.stream()
            .filter(container ->
                container.volumeMounts().stream().anyMatch(mount -> mount.name().equals(volume)))
            .count()
        > 1;
  }

  public boolean isHostNetworked() {
    return networks.stream().allMatch(network -> network.mode() == Network.Mode.HOST);
  }

  @Override
  public PodDefinition withInstances(int count) {
    return copy(labels, containers, role, count);
  }

  @Override
  public PodDefinition withRole(String next) {
    return copy(labels, containers, next, instances);
  }

  /** This pod with all labels of another one: its own, and those of containers of the same name. */
  PodDefinition withLabelsOf(PodDefinition other) {
    var labelsOfContainers = new TreeMap<String, SortedMap<String, String>>();
    other.containers().forEach(each -> labelsOfContainers.put(each.name(), each.labels()));
    List<PodContainer> relabelled =
        containers.stream()
            .map(each ->
                each.withLabels(labelsOfContainers.getOrDefault(each.name(), each.labels())))
            .toList();
    return copy(other.labels(), relabelled, role, instances);
  }

  /**
   * This pod with everything of another one that running instances need not be replaced for
   * (marathon.md §8.1): how many there are, which are killed first, when one is given up, and what
   * executors get.
   */
  PodDefinition withTreatmentOf(PodDefinition other) {
    return copy(labels, containers, role, other.instances, other);
  }

  private PodDefinition copy(
      SortedMap<String, String> labels, List<PodContainer> containers, String role, int count) {
    return copy(labels, containers, role, count, this);
  }

  private PodDefinition copy(
      SortedMap<String, String> labels,
      List<PodContainer> containers,
      String role,
      int count,
      PodDefinition treated) {
    return new PodDefinition(
        id,
        labels,
        environment,
        secrets,
        user,
        role,
        containers,
        volumes,
        networks,
        count,
        backoff,
        upgradeStrategy,
        constraints,
        acceptedResourceRoles,
        treated.killSelection,
        treated.unreachableStrategy,
        treated.executorResources,
        shared);
  }

  @Override
  public Amounts resources() {
    Amounts sum = executorResources;
    for (PodContainer container : containers) {
      sum = sum.plus(container.resources());
    }
    return sum;
  }

  @Override
  public SortedSet<PathId> dependencies() {
    return Collections.emptySortedSet();
  }

  @Override
  public Optional<Integer> taskKillGracePeriodSeconds() {
    return containers.stream()
        .flatMap(container -> container.killGracePeriodSeconds().stream())
        .max(Double::compare)
        .map(seconds -> (int) Math.ceil(seconds));
  }

  /** Their paths are their names: containers mount them from the sandbox of the whole instance. */
  @Override
  public List<Container.Volume.Persistent> persistentVolumes() {
    return volumes.stream()
        .filter(Volume.Persistent.class::isInstance)
        .map(volume -> ((Volume.Persistent) volume).kept())
        .toList();
  }

  @Override
  public List<Integer> servicePorts() {
    return List.of();
  }

  @Override
  public PodDefinition withServicePorts(List<Integer> ports) {
    return this;
  }

  @Override
  public Set<HealthCheck> healthChecks() {
    return Set.of();
  }

  @Override
  public List<ReadinessCheck> readinessChecks() {
    return List.of();
  }

  @Override
  public List<String> containerNames() {
    return containers.stream().map(PodContainer::name).toList();
  }

  @Override
  public int checkCount() {
    return checkedContainers().size();
  }

  /** Those that have a health check, in order. */
  public List<String> checkedContainers() {
    return containers.stream()
        .filter(container -> container.healthCheck().isPresent())
        .map(PodContainer::name)
        .toList();
  }
}
