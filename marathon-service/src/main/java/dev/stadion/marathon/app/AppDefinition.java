package dev.stadion.marathon.app;

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
 * Everything a user may say of an app (marathon.md §5), normalised: legacy spellings are gone and
 * defaults are filled in. Whether it makes sense is judged by {@link AppValidation}.
 *
 * @param cmd run by {@code /bin/sh -c}; exclusive with {@code args}
 * @param executor empty for the command executor
 * @param acceptedResourceRoles absent when the user did not restrict them
 * @param residency echoed only; present with persistent volumes
 * @param portDefinitions absent outside host networking
 * @param daemon whether there shall be one instance on every agent that matches; then {@code
 *     instances} is 1 and means nothing. The original does not know it
 */
public record AppDefinition(
    PathId id,
    Optional<String> cmd,
    List<String> args,
    int instances,
    Amounts resources,
    Optional<Limits> resourceLimits,
    Optional<String> user,
    SortedMap<String, EnvValue> env,
    SortedMap<String, String> secrets,
    SortedMap<String, String> labels,
    String executor,
    Optional<Amounts> executorResources,
    Set<Constraint> constraints,
    List<Artifact> fetch,
    SortedSet<PathId> dependencies,
    Set<HealthCheck> healthChecks,
    Optional<Check> check,
    List<ReadinessCheck> readinessChecks,
    UpgradeStrategy upgradeStrategy,
    BackoffStrategy backoff,
    Optional<Integer> taskKillGracePeriodSeconds,
    KillSelection killSelection,
    UnreachableStrategy unreachableStrategy,
    Optional<SortedSet<String>> acceptedResourceRoles,
    String role,
    Optional<Residency> residency,
    boolean requirePorts,
    Optional<List<PortDefinition>> portDefinitions,
    List<Network> networks,
    Optional<Container> container,
    Optional<Boolean> tty,
    boolean daemon)
    implements RunSpec {

  public AppDefinition {
    args = List.copyOf(args);
    env = sorted(env);
    secrets = sorted(secrets);
    labels = sorted(labels);
    constraints = Ordered.copy(constraints);
    fetch = List.copyOf(fetch);
    dependencies = Collections.unmodifiableSortedSet(new TreeSet<>(dependencies));
    healthChecks = Ordered.copy(healthChecks);
    readinessChecks = List.copyOf(readinessChecks);
    acceptedResourceRoles =
        acceptedResourceRoles.map(roles -> Collections.unmodifiableSortedSet(new TreeSet<>(roles)));
    portDefinitions = portDefinitions.map(List::copyOf);
    networks = List.copyOf(networks);
  }

  private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** The program that looks after the task in the agent's stead; empty when none does. */
  public Optional<String> executorPath() {
    return Optional.of(executor).filter(path -> !path.isEmpty() && !path.equals("//cmd"));
  }

  @Override
  public Amounts needs() {
    return executorPath().flatMap(path -> executorResources).map(resources::plus).orElse(resources);
  }

  public boolean isHostNetworked() {
    return networks.stream().allMatch(network -> network.mode() == Network.Mode.HOST);
  }

  @Override
  public List<Container.Volume.Persistent> persistentVolumes() {
    return container.stream()
        .flatMap(c -> c.volumes().stream())
        .filter(Container.Volume.Persistent.class::isInstance)
        .map(Container.Volume.Persistent.class::cast)
        .toList();
  }

  /** May never have two instances, not even during an upgrade (marathon.md §5.7). */
  public boolean isSingleInstance() {
    return "true".equals(labels.get("MARATHON_SINGLE_INSTANCE_APP"));
  }

  /** The port mappings; empty under host networking. */
  public List<PortMapping> portMappings() {
    return container.flatMap(Container::portMappings).orElse(List.of());
  }

  @Override
  public List<Integer> servicePorts() {
    return isHostNetworked()
        ? portDefinitions.orElse(List.of()).stream().map(PortDefinition::port).toList()
        : portMappings().stream().map(PortMapping::servicePort).toList();
  }

  @Override
  public List<String> containerNames() {
    return List.of();
  }

  @Override
  public int checkCount() {
    return healthChecks.size();
  }

  /** This definition with {@link #servicePorts} replaced, in the same order. */
  @Override
  public AppDefinition withServicePorts(List<Integer> ports) {
    var next = ports.iterator();
    if (isHostNetworked()) {
      return copy(
          role,
          instances,
          labels,
          portDefinitions.map(
              list -> list.stream().map(port -> port.withPort(next.next())).toList()),
          container);
    }
    return copy(
        role,
        instances,
        labels,
        portDefinitions,
        container.map(c ->
            c.withPortMappings(
                c.portMappings()
                    .map(list ->
                        list.stream()
                            .map(mapping -> mapping.withServicePort(next.next()))
                            .toList()))));
  }

  @Override
  public AppDefinition withInstances(int count) {
    return copy(role, count, labels, portDefinitions, container);
  }

  @Override
  public AppDefinition withRole(String next) {
    return copy(next, instances, labels, portDefinitions, container);
  }

  AppDefinition withLabels(SortedMap<String, String> next) {
    return copy(role, instances, next, portDefinitions, container);
  }

  private AppDefinition copy(
      String role,
      int instances,
      SortedMap<String, String> labels,
      Optional<List<PortDefinition>> portDefinitions,
      Optional<Container> container) {
    return new AppDefinition(
        id,
        cmd,
        args,
        instances,
        resources,
        resourceLimits,
        user,
        env,
        secrets,
        labels,
        executor,
        executorResources,
        constraints,
        fetch,
        dependencies,
        healthChecks,
        check,
        readinessChecks,
        upgradeStrategy,
        backoff,
        taskKillGracePeriodSeconds,
        killSelection,
        unreachableStrategy,
        acceptedResourceRoles,
        role,
        residency,
        requirePorts,
        portDefinitions,
        networks,
        container,
        tty,
        daemon);
  }

  /** Cpus in shares, memory and disk in MB. */
  public record Amounts(double cpus, double mem, double disk, int gpus) {
    Amounts plus(Amounts more) {
      return new Amounts(cpus + more.cpus, mem + more.mem, disk + more.disk, gpus + more.gpus);
    }
  }

  /** Upper bounds beyond the request; {@code unlimited} is {@link Double#POSITIVE_INFINITY}. */
  public record Limits(Optional<Double> cpus, Optional<Double> mem) {}

  /** The value of an environment variable. */
  public sealed interface EnvValue {
    record Text(String value) implements EnvValue {}

    /** Stands for the secret of this name. */
    record SecretReference(String secret) implements EnvValue {}
  }

  /** Something to fetch into the sandbox before the task starts (marathon.md §5.6). */
  public record Artifact(
      String uri, boolean extract, boolean executable, boolean cache, Optional<String> destPath) {}

  /** Shares of the instance count, both within 0..1 (marathon.md §12.3). */
  public record UpgradeStrategy(double minimumHealthCapacity, double maximumOverCapacity) {}

  /** How launching slows down when tasks fail (marathon.md §13). */
  public record BackoffStrategy(
      int backoffSeconds, double backoffFactor, int maxLaunchDelaySeconds) {}

  /** Who goes first when there are too many. */
  public enum KillSelection {
    YOUNGEST_FIRST,
    OLDEST_FIRST
  }

  /** What happens to instances on agents that are cut off (marathon.md §17). */
  public sealed interface UnreachableStrategy {
    /** Wait for ever. */
    record Disabled() implements UnreachableStrategy {}

    /** Replace after the first span, forget after the second. */
    record Enabled(int inactiveAfterSeconds, int expungeAfterSeconds)
        implements UnreachableStrategy {}
  }

  /** Deprecated and without effect; echoed. */
  public record Residency(int relaunchEscalationTimeoutSeconds, String taskLostBehavior) {}
}
