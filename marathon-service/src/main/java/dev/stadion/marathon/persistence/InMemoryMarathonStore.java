package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.GroupHistory;
import dev.stadion.marathon.group.GroupTree;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Leftover;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.IdSource;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.UndoneDeployments;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.marathon.wire.EventWriter;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The model of {@link PostgresMarathonStore}: remembers exactly what that one remembers, but
 * forgets none of the definitions. May be used from any thread.
 */
public final class InMemoryMarathonStore
    implements StateStore<MarathonState, MarathonChange>,
        VersionHistory,
        GroupHistory,
        EventHistory,
        TaskHistory {
  private final Map<PathId, App> apps = new TreeMap<>();
  private final Map<PathId, Group> groups = new TreeMap<>();
  private final Timeline<App> appVersions = new Timeline<>();
  private final Timeline<Group> groupVersions = new Timeline<>();
  private final TreeSet<Instant> treeVersions = new TreeSet<>();
  private final Map<InstanceId, Instance> instances = new TreeMap<>();
  private final Map<String, SealedSecret> secrets = new TreeMap<>();
  private final Map<InstanceId, Leftover> leftovers = new TreeMap<>();
  private final Map<DeploymentId, DeploymentPlan> plans = new TreeMap<>();
  private final Map<PathId, TaskFailure> failures = new TreeMap<>();
  private final TreeSet<String> subscribers = new TreeSet<>();
  private Optional<FrameworkId> framework = Optional.empty();
  private final TreeMap<Long, Announcement> events = new TreeMap<>();
  private UndoneDeployments undone = UndoneDeployments.NONE;
  private final TreeMap<Long, EndedTask> ended = new TreeMap<>();
  private long lastEnded;
  private long lastEvent;
  private long loadings;
  private long epoch;

  /** What things were from when on; empty from their removal on. */
  private static final class Timeline<T> {
    private final Map<PathId, TreeMap<Instant, Optional<T>>> byId = new TreeMap<>();

    void put(PathId id, Instant version, Optional<T> value) {
      byId.computeIfAbsent(id, key -> new TreeMap<>()).put(version, value);
    }

    /** The versions since the last removal. */
    NavigableMap<Instant, Optional<T>> current(PathId id) {
      TreeMap<Instant, Optional<T>> all = byId.getOrDefault(id, new TreeMap<>());
      NavigableMap<Instant, Optional<T>> current = all;
      for (var entry : all.entrySet()) {
        if (entry.getValue().isEmpty()) {
          current = all.tailMap(entry.getKey(), false);
        }
      }
      return current;
    }

    Optional<T> get(PathId id, Instant version) {
      return byId.getOrDefault(id, new TreeMap<>()).getOrDefault(version, Optional.empty());
    }

    List<T> at(Instant moment) {
      return byId.values().stream()
          .flatMap(all -> Optional.ofNullable(all.floorEntry(moment)).stream())
          .flatMap(entry -> entry.getValue().stream())
          .toList();
    }
  }

  @Override
  public synchronized MarathonState load(long newEpoch) {
    fence(newEpoch);
    epoch = newEpoch;
    loadings++;
    return MarathonState.remembered(
        IdSource.ofLoading(loadings),
        framework,
        apps.values(),
        former(),
        groups.values(),
        instances.values(),
        plans.values(),
        failures.values(),
        subscribers,
        leftovers.values(),
        secrets,
        undone,
        lastEvent);
  }

  /** What instances were launched from, where it is not what is wanted now. */
  private List<App> former() {
    return instances.values().stream()
        .flatMap(i -> appVersions.get(i.id().app(), i.runSpecVersion()).stream())
        .filter(app -> !app.equals(apps.get(app.id())))
        .distinct()
        .toList();
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
        appVersions.put(app.id(), app.version(), Optional.of(app));
      }
      case MarathonChange.RemoveApp(PathId id, Instant at) -> {
        apps.remove(id);
        failures.remove(id);
        appVersions.put(id, at, Optional.empty());
      }
      case MarathonChange.SaveGroup(Group group, boolean redefined) -> {
        groups.put(group.id(), group);
        if (redefined) {
          groupVersions.put(group.id(), group.version(), Optional.of(group));
        }
      }
      case MarathonChange.RemoveGroup(PathId id, Instant at) -> {
        groups.remove(id);
        groupVersions.put(id, at, Optional.empty());
      }
      case MarathonChange.SaveTreeVersion(Instant version) -> {
        treeVersions.add(version);
        if (treeVersions.size() > PostgresMarathonStore.KEPT_VERSIONS) {
          treeVersions.removeFirst();
        }
      }
      case MarathonChange.SaveInstance(Instance instance, var _) ->
          instances.put(instance.id(), durable(instance));
      case MarathonChange.RemoveInstance(InstanceId id) -> instances.remove(id);
      case MarathonChange.SaveLeftover(var leftover) ->
          leftovers.put(leftover.instance(), leftover);
      case MarathonChange.RemoveLeftover(InstanceId id) -> leftovers.remove(id);
      case MarathonChange.SaveSecret(var path, var secret) -> secrets.put(path, secret);
      case MarathonChange.RemoveSecret(var path) -> secrets.remove(path);
      case MarathonChange.SaveDeployment(DeploymentPlan plan) -> plans.put(plan.id(), plan);
      case MarathonChange.RemoveDeployment(DeploymentId id) -> plans.remove(id);
      case MarathonChange.SaveEndedTask(EndedTask task) -> {
        ended.put(++lastEnded, task);
        ended.headMap(lastEnded - TaskHistory.KEPT, true).clear();
      }
      case MarathonChange.SaveTaskFailure(TaskFailure failure) ->
          failures.put(failure.app(), failure);
      case MarathonChange.SaveSubscriber(String url) -> subscribers.add(url);
      case MarathonChange.RemoveSubscriber(String url) -> subscribers.remove(url);
      case MarathonChange.SaveUndoneDeployment(var deployment) -> undone = undone.plus(deployment);
      case MarathonChange.SaveEvents some -> {
        for (Announcement event : some.events()) {
          events.put(++lastEvent, event);
        }
        events.headMap(lastEvent - EventHistory.KEPT, true).clear();
      }
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
        instance.ipAddresses(),
        instance.health(),
        instance.containers(),
        instance.reserved());
  }

  @Override
  public synchronized List<Instant> versions(PathId app) {
    return List.copyOf(appVersions.current(app).descendingKeySet());
  }

  @Override
  public synchronized Optional<App> version(PathId app, Instant version) {
    return Optional.ofNullable(appVersions.current(app).get(version)).flatMap(known -> known);
  }

  @Override
  public synchronized List<Instant> treeVersions(PathId group) {
    return treeVersions.descendingSet().stream()
        .filter(version -> treeAt(version).filter(t -> t.groups().containsKey(group)).isPresent())
        .toList();
  }

  @Override
  public synchronized List<Told> after(long id) {
    return events.tailMap(id, false).entrySet().stream()
        .limit(1_000)
        .map(e ->
            new Told(e.getKey(), EventWriter.type(e.getValue()), EventWriter.line(e.getValue())))
        .toList();
  }

  @Override
  public synchronized List<TaskHistory.Entry> tasks(PathId app, long before, int limit) {
    return ended.headMap(before, false).descendingMap().entrySet().stream()
        .filter(entry -> entry.getValue().app().equals(app))
        .limit(limit)
        .map(entry -> new TaskHistory.Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public synchronized long forgottenUpTo() {
    return events.isEmpty() ? lastEvent : events.firstKey() - 1;
  }

  @Override
  public synchronized Optional<GroupTree> treeAt(Instant version) {
    return treeVersions.contains(version)
        ? Optional.of(GroupTree.at(version, groupVersions.at(version), appVersions.at(version)))
        : Optional.empty();
  }
}
