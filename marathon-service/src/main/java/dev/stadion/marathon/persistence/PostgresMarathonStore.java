package dev.stadion.marathon.persistence;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.database.Pipeline;
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
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.IdSource;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonChange.SaveInstance;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.FrameworkId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;

/**
 * The scheduler's memory in PostgreSQL. Definitions are read as entities; everything of which one
 * commit may have many is written in bulk, each at most once for a commit: what a commit costs is
 * above all the number of its statements.
 */
public final class PostgresMarathonStore
    implements StateStore<MarathonState, MarathonChange>,
        VersionHistory,
        GroupHistory,
        EventHistory,
        TaskHistory {
  /** What the session factory must know. */
  public static final List<Class<?>> ENTITIES = List.of(AppEntity.class, AppVersionEntity.class);

  /** How many versions of an app are kept (marathon.md §11), besides those that run. */
  static final int KEPT_VERSIONS = 50;

  /**
   * So many versions of the tree more may be stored than are kept, so that not every commit has to
   * look for what no version has any more: that takes longer than all else that it does.
   */
  static final int VERSIONS_BETWEEN_FORGETTING = 1_000;

  /** Saved since the last time; full in the beginning, because nobody knows. */
  private final AtomicInteger unforgottenVersions = new AtomicInteger(VERSIONS_BETWEEN_FORGETTING);

  private final Database database;

  public PostgresMarathonStore(Database database) {
    this.database = requireNonNull(database, "database");
  }

  @Override
  public MarathonState load(long epoch) {
    return database.fencedAlone(epoch, PostgresMarathonStore::read);
  }

  private static MarathonState read(Session session) {
    long loading =
        session
            .createNativeQuery(
                "UPDATE framework SET loadings = loadings + 1 RETURNING loadings", Long.class)
            .getSingleResult();
    String framework =
        session.createNativeQuery("SELECT id FROM framework", String.class).getSingleResult();
    List<App> apps =
        session
            .createQuery(
                "select v from AppVersion v, App a"
                    + " where v.key.appId = a.id and v.key.version = a.version",
                AppVersionEntity.class)
            .stream()
            .map(AppVersionEntity::app)
            .toList();
    List<App> former =
        session
            .createNativeQuery(
                """
                SELECT v.* FROM app_version v
                 WHERE EXISTS (SELECT 1 FROM instance i
                                WHERE i.app_id = v.app_id AND i.run_spec_version = v.version)
                   AND NOT EXISTS (SELECT 1 FROM app a
                                    WHERE a.id = v.app_id AND a.version = v.version)
                """,
                AppVersionEntity.class)
            .stream()
            .map(AppVersionEntity::app)
            .toList();
    List<String> subscribers =
        session
            .createNativeQuery("SELECT callback_url FROM event_subscriber", String.class)
            .getResultList();
    return session.doReturningWork(connection ->
        MarathonState.remembered(
            IdSource.ofLoading(loading),
            Optional.ofNullable(framework).map(FrameworkId::new),
            apps,
            former,
            GroupRows.all(connection),
            InstanceRows.all(connection),
            DeploymentRows.all(connection),
            FailureRows.all(connection),
            subscribers,
            LeftoverRows.all(connection),
            SecretRows.all(connection),
            UndoneRows.all(connection),
            EventRows.last(connection)));
  }

  @Override
  public void commit(long epoch, List<MarathonChange> changes) {
    boolean forget =
        unforgottenVersions.addAndGet(treeVersions(changes).size()) > VERSIONS_BETWEEN_FORGETTING;
    database.fenced(epoch, pipeline -> write(pipeline, changes, forget));
    if (forget) {
      unforgottenVersions.set(0);
    }
  }

  private static SortedSet<Instant> treeVersions(List<MarathonChange> changes) {
    var versions = new TreeSet<Instant>();
    for (MarathonChange change : changes) {
      if (change instanceof MarathonChange.SaveTreeVersion(Instant version)) {
        versions.add(version);
      }
    }
    return versions;
  }

  private static void write(Pipeline pipeline, List<MarathonChange> changes, boolean forget)
      throws SQLException {
    var apps = new AppChanges(pipeline, KEPT_VERSIONS);
    var instances = new LinkedHashMap<InstanceId, Optional<SaveInstance>>();
    var failures = new LinkedHashMap<PathId, TaskFailure>();
    var deployments = new LinkedHashMap<DeploymentId, Optional<DeploymentPlan>>();
    var groups = new LinkedHashMap<PathId, Group>();
    var events = new ArrayList<MarathonChange.SaveEvents>();
    var ended = new ArrayList<EndedTask>();
    for (MarathonChange change : changes) {
      switch (change) {
        case MarathonChange.SaveApp(App app) -> apps.save(app);
        case MarathonChange.RemoveApp(PathId id, Instant at) -> {
          apps.remove(id, at);
          failures.remove(id);
        }
        case MarathonChange.SaveGroup(Group group, boolean redefined) -> {
          if (redefined) {
            GroupRows.redefine(pipeline, group);
            groups.remove(group.id());
          } else {
            groups.put(group.id(), group);
          }
        }
        case MarathonChange.RemoveGroup(PathId id, Instant at) -> {
          GroupRows.remove(pipeline, id, at);
          groups.remove(id);
        }
        case MarathonChange.SaveTreeVersion _ -> {}
        case SaveInstance saved ->
            instances.merge(
                saved.instance().id(), Optional.of(saved), PostgresMarathonStore::folded);
        case MarathonChange.RemoveInstance(InstanceId id) -> instances.put(id, Optional.empty());
        case MarathonChange.SaveLeftover(var leftover) -> LeftoverRows.save(pipeline, leftover);
        case MarathonChange.RemoveLeftover(var id) -> LeftoverRows.remove(pipeline, id);
        case MarathonChange.SaveSecret(var path, var secret) ->
            SecretRows.save(pipeline, path, secret);
        case MarathonChange.RemoveSecret(var path) -> SecretRows.remove(pipeline, path);
        case MarathonChange.SaveDeployment(var plan) ->
            deployments.put(plan.id(), Optional.of(plan));
        case MarathonChange.RemoveDeployment(var id) -> deployments.put(id, Optional.empty());
        case MarathonChange.SaveEndedTask(var task) -> ended.add(task);
        case MarathonChange.SaveTaskFailure(var failure) -> failures.put(failure.app(), failure);
        case MarathonChange.SaveSubscriber(var url) ->
            pipeline.add("INSERT INTO event_subscriber VALUES (?) ON CONFLICT DO NOTHING", url);
        case MarathonChange.RemoveSubscriber(var url) ->
            pipeline.add("DELETE FROM event_subscriber WHERE callback_url = ?", url);
        case MarathonChange.SaveUndoneDeployment(var undone) -> UndoneRows.save(pipeline, undone);
        case MarathonChange.SaveEvents some -> events.add(some);
        case MarathonChange.SaveFramework(var id) ->
            pipeline.add("UPDATE framework SET id = ?", id.value());
      }
    }
    apps.write();
    DeploymentRows.save(pipeline, deployments);
    writeInBulk(pipeline, instances, failures);
    GroupRows.save(pipeline, groups.values());
    GroupRows.saveTreeVersions(pipeline, treeVersions(changes));
    if (forget) {
      GroupRows.forgetTreeVersions(pipeline, KEPT_VERSIONS);
    }
    EventRows.save(pipeline, events);
    HistoryRows.save(pipeline, ended);
  }

  /** One that was removed meanwhile may still be there. */
  private static Optional<SaveInstance> folded(
      Optional<SaveInstance> earlier, Optional<SaveInstance> later) {
    return later.map(last ->
        new SaveInstance(
            last.instance(),
            earlier.map(first -> first.extent().then(last.extent())).orElse(Extent.ANYTHING)));
  }

  private static void writeInBulk(
      Pipeline pipeline,
      Map<InstanceId, Optional<SaveInstance>> instances,
      Map<PathId, TaskFailure> failures)
      throws SQLException {
    var saved = new ArrayList<SaveInstance>();
    var removed = new ArrayList<InstanceId>();
    instances.forEach(
        (id, instance) -> instance.ifPresentOrElse(saved::add, () -> removed.add(id)));
    InstanceRows.save(pipeline, saved);
    InstanceRows.remove(pipeline, removed);
    FailureRows.save(pipeline, List.copyOf(failures.values()));
  }

  @Override
  public List<Instant> versions(PathId app) {
    return database.read(session ->
        session
            .createQuery(
                "select v.key.version from AppVersion v where v.key.appId = :app and v.removedAt is"
                    + " null order by v.key.version desc",
                Instant.class)
            .setParameter("app", app.value())
            .getResultList());
  }

  @Override
  public Optional<App> version(PathId app, Instant version) {
    return database.read(session ->
        Optional.ofNullable(
                session.find(
                    AppVersionEntity.class, new AppVersionEntity.Key(app.value(), version)))
            .filter(AppVersionEntity::isWanted)
            .map(AppVersionEntity::app));
  }

  @Override
  public List<Instant> treeVersions(PathId group) {
    return database.read(session ->
        session
            .createNativeQuery(GroupRows.VERSIONS_WITH, Instant.class)
            .setParameter("kept", KEPT_VERSIONS)
            .setParameter("group", group.value())
            .setParameter("inside", group.isRoot() ? "/" : group.value() + "/")
            .getResultList());
  }

  @Override
  public Optional<GroupTree> treeAt(Instant version) {
    return database.read(session -> {
      long known =
          session
              .createNativeQuery(
                  "SELECT count(*) FROM " + GroupRows.KEPT + " AS t WHERE version = :version",
                  Long.class)
              .setParameter("kept", KEPT_VERSIONS)
              .setParameter("version", version)
              .getSingleResult();
      return known == 0 ? Optional.empty() : Optional.of(tree(session, version));
    });
  }

  @Override
  public List<Told> after(long id) {
    return database.read(
        session -> session.doReturningWork(connection -> EventRows.after(connection, id)));
  }

  @Override
  public List<TaskHistory.Entry> tasks(PathId app, long before, int limit) {
    return database.read(session ->
        session.doReturningWork(connection -> HistoryRows.of(connection, app, before, limit)));
  }

  @Override
  public long forgottenUpTo() {
    return database.read(session -> session.doReturningWork(EventRows::forgottenUpTo));
  }

  private static GroupTree tree(Session session, Instant version) {
    List<App> apps =
        session
            .createNativeQuery(
                "SELECT DISTINCT ON (app_id) * FROM app_version WHERE version <= :version"
                    + " ORDER BY app_id, version DESC",
                AppVersionEntity.class)
            .setParameter("version", version)
            .stream()
            .filter(found -> found.isWantedAt(version))
            .map(AppVersionEntity::app)
            .toList();
    List<Group> groups = session.doReturningWork(connection -> GroupRows.at(connection, version));
    return GroupTree.at(version, groups, apps);
  }
}
