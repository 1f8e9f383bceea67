package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.scheduler.IdSource;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The model of {@link PostgresMarathonStore}: remembers exactly what that one remembers. May be
 * used from any thread.
 */
public final class InMemoryMarathonStore
    implements StateStore<MarathonState, MarathonChange>, VersionHistory {
  private final Map<PathId, App> apps = new TreeMap<>();
  private final Map<PathId, TreeMap<Instant, App>> versions = new TreeMap<>();
  private final Map<InstanceId, Instance> instances = new TreeMap<>();
  private final Map<DeploymentId, DeploymentPlan> plans = new TreeMap<>();
  private final Map<PathId, TaskFailure> failures = new TreeMap<>();
  private Optional<FrameworkId> framework = Optional.empty();
  private long loadings;
  private long epoch;

  @Override
  public synchronized MarathonState load(long newEpoch) {
    fence(newEpoch);
    epoch = newEpoch;
    loadings++;
    return MarathonState.remembered(
        IdSource.ofLoading(loadings),
        framework,
        apps.values(),
        instances.values(),
        plans.values(),
        failures.values());
  }

  @Override
  public synchronized void commit(long asEpoch, List<MarathonChange> changes) {
    fence(asEpoch);
    changes.forEach(this::apply);
  }

  private void fence(long asEpoch) {
    if (asEpoch < epoch) {
      throw new StaleEpochException("marathon", asEpoch);
    }
  }

  private void apply(MarathonChange change) {
    switch (change) {
      case MarathonChange.SaveApp(App app) -> {
        apps.put(app.id(), app);
        versions.computeIfAbsent(app.id(), id -> new TreeMap<>()).put(app.version(), app);
      }
      case MarathonChange.RemoveApp(PathId id) -> {
        apps.remove(id);
        versions.remove(id);
        failures.remove(id);
      }
      case MarathonChange.SaveInstance(Instance instance) ->
          instances.put(instance.id(), durable(instance));
      case MarathonChange.RemoveInstance(InstanceId id) -> instances.remove(id);
      case MarathonChange.SaveDeployment(DeploymentPlan plan) -> plans.put(plan.id(), plan);
      case MarathonChange.RemoveDeployment(DeploymentId id) -> plans.remove(id);
      case MarathonChange.SaveTaskFailure(TaskFailure failure) ->
          failures.put(failure.app(), failure);
      case MarathonChange.SaveFramework(FrameworkId id) -> framework = Optional.of(id);
    }
  }

  /** That a kill was sent is not worth remembering: whoever wants an end asks again. */
  static Instance durable(Instance instance) {
    return new Instance(
        instance.id(),
        instance.incarnation(),
        instance.runSpecVersion(),
        instance.goal(),
        instance.condition(),
        instance.since(),
        instance.placement(),
        instance.stagedAt(),
        instance.startedAt(),
        Optional.empty(),
        instance.ipAddresses());
  }

  @Override
  public synchronized List<Instant> versions(PathId app) {
    TreeMap<Instant, App> known = versions.get(app);
    return known == null ? List.of() : List.copyOf(known.descendingKeySet());
  }

  @Override
  public synchronized Optional<App> version(PathId app, Instant version) {
    return Optional.ofNullable(versions.get(app)).map(known -> known.get(version));
  }
}
