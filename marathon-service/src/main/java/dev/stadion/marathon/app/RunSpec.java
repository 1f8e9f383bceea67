package dev.stadion.marathon.app;

import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.AppDefinition.BackoffStrategy;
import dev.stadion.marathon.app.AppDefinition.KillSelection;
import dev.stadion.marathon.app.AppDefinition.UnreachableStrategy;
import dev.stadion.marathon.app.AppDefinition.UpgradeStrategy;
import dev.stadion.scheduling.constraint.Constraint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What shall be kept running: an app, whose instances are one task each, or a pod, whose instances
 * are groups of tasks on one agent. This is what scheduling needs to know of either.
 */
public sealed interface RunSpec permits AppDefinition, PodDefinition {
  PathId id();

  int instances();

  /** Whether there shall be one instance on every agent that fits, however many those are. */
  default boolean daemon() {
    return false;
  }

  SortedMap<String, String> labels();

  RunSpec withInstances(int count);

  /** Everything that one instance takes from an agent, but for ports. */
  Amounts resources();

  /** What an agent must have for an instance: also for an executor of its own. */
  default Amounts needs() {
    return resources();
  }

  Set<Constraint> constraints();

  /** Apps and groups that must be up before; pods wait for nobody. */
  SortedSet<PathId> dependencies();

  UpgradeStrategy upgradeStrategy();

  BackoffStrategy backoff();

  KillSelection killSelection();

  UnreachableStrategy unreachableStrategy();

  Optional<SortedSet<String>> acceptedResourceRoles();

  /** Empty until it is known which role is meant when none is named. */
  String role();

  RunSpec withRole(String role);

  Optional<Integer> taskKillGracePeriodSeconds();

  /** What instances keep beyond their tasks; the paths are those that tasks see. */
  List<Container.Volume.Persistent> persistentVolumes();

  /** Whether instances must come back to where their data is (marathon.md §14.4). */
  default boolean isResident() {
    return !persistentVolumes().isEmpty();
  }

  /** One for each port that load balancers know it by; 0 means: not yet assigned. */
  List<Integer> servicePorts();

  RunSpec withServicePorts(List<Integer> ports);

  /** Checks of a whole instance; those of a pod's containers are not among them. */
  Set<HealthCheck> healthChecks();

  List<ReadinessCheck> readinessChecks();

  /** The names of the tasks of one instance, in order; empty for the only one of an app. */
  List<String> containerNames();

  /** How many results of checks an instance has. */
  int checkCount();
}
