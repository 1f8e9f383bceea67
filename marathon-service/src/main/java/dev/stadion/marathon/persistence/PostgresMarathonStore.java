package dev.stadion.marathon.persistence;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.database.Database;
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
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.IdSource;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.Session;

/**
 * The scheduler's memory in PostgreSQL. Definitions and deployments are entities; instances, of
 * which there may be a hundred thousand, are written in bulk, each at most once for a commit.
 */
public final class PostgresMarathonStore
    implements StateStore<MarathonState, MarathonChange>,
        VersionHistory,
        GroupHistory,
        EventHistory,
        TaskHistory {
  /** What the session factory must know. */
  public static final List<Class<?>> ENTITIES =
      List.of(AppEntity.class, AppVersionEntity.class, DeploymentEntity.class);

  /** How many versions of an app are kept (marathon.md §11), besides those that run. */
  static final int KEPT_VERSIONS = 50;

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
    var plans =
        session.createQuery("from Deployment", DeploymentEntity.class).stream()
            .map(DeploymentEntity::plan)
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
            plans,
            FailureRows.all(connection),
            subscribers,
            LeftoverRows.all(connection),
            SecretRows.all(connection),
            UndoneRows.all(connection),
            EventRows.last(connection)));
  }

  @Override
  public void commit(long epoch, List<MarathonChange> changes) {
    database.fenced(
        epoch,
        session -> {
          write(session, changes);
          return null;
        });
  }

  private static void write(Session session, List<MarathonChange> changes) {
    var apps = new ArrayList<App>();
    var instances = new LinkedHashMap<InstanceId, Optional<Instance>>();
    var failures = new LinkedHashMap<PathId, TaskFailure>();
    var deployments = new LinkedHashMap<DeploymentId, Optional<DeploymentPlan>>();
    var groups = new LinkedHashMap<PathId, Group>();
    var treeVersions = new TreeSet<Instant>();
    var events = new ArrayList<MarathonChange.SaveEvents>();
    var ended = new ArrayList<EndedTask>();
    for (MarathonChange change : changes) {
      switch (change) {
        case MarathonChange.SaveApp(App app) -> apps.add(app);
        case MarathonChange.RemoveApp(PathId id, Instant at) -> {
          save(session, apps);
          remove(session, id, at);
          failures.remove(id);
        }
        case MarathonChange.SaveGroup(Group group, boolean redefined) -> {
          if (redefined) {
            session.doWork(connection -> GroupRows.redefine(connection, group));
            groups.remove(group.id());
          } else {
            groups.put(group.id(), group);
          }
        }
        case MarathonChange.RemoveGroup(PathId id, Instant at) -> {
          session.doWork(connection -> GroupRows.remove(connection, id, at));
          groups.remove(id);
        }
        case MarathonChange.SaveTreeVersion(Instant version) -> treeVersions.add(version);
        case MarathonChange.SaveInstance(Instance instance) ->
            instances.put(instance.id(), Optional.of(instance));
        case MarathonChange.RemoveInstance(InstanceId id) -> instances.put(id, Optional.empty());
        case MarathonChange.SaveLeftover(var leftover) ->
            session.doWork(connection -> LeftoverRows.save(connection, leftover));
        case MarathonChange.RemoveLeftover(var id) ->
            session.doWork(connection -> LeftoverRows.remove(connection, id));
        case MarathonChange.SaveSecret(var path, var secret) ->
            session.doWork(connection -> SecretRows.save(connection, path, secret));
        case MarathonChange.RemoveSecret(var path) ->
            session.doWork(connection -> SecretRows.remove(connection, path));
        case MarathonChange.SaveDeployment(var plan) ->
            deployments.put(plan.id(), Optional.of(plan));
        case MarathonChange.RemoveDeployment(var id) -> deployments.put(id, Optional.empty());
        case MarathonChange.SaveEndedTask(var task) -> ended.add(task);
        case MarathonChange.SaveTaskFailure(var failure) -> failures.put(failure.app(), failure);
        case MarathonChange.SaveSubscriber(var url) ->
            session
                .createNativeMutationQuery(
                    "INSERT INTO event_subscriber VALUES (:url) ON CONFLICT DO NOTHING")
                .setParameter("url", url)
                .executeUpdate();
        case MarathonChange.RemoveSubscriber(var url) ->
            session
                .createNativeMutationQuery("DELETE FROM event_subscriber WHERE callback_url = :url")
                .setParameter("url", url)
                .executeUpdate();
        case MarathonChange.SaveUndoneDeployment(var undone) ->
            session.doWork(connection -> UndoneRows.save(connection, undone));
        case MarathonChange.SaveEvents some -> events.add(some);
        case MarathonChange.SaveFramework(var id) ->
            session
                .createNativeMutationQuery("UPDATE framework SET id = :id")
                .setParameter("id", id.value())
                .executeUpdate();
      }
    }
    save(session, apps);
    save(session, deployments);
    writeInBulk(session, instances, failures);
    session.doWork(connection -> {
      GroupRows.save(connection, groups.values());
      GroupRows.saveTreeVersions(connection, treeVersions, KEPT_VERSIONS);
      EventRows.save(connection, events);
      HistoryRows.save(connection, ended);
    });
  }

  /** Those that began and ended since the last commit leave no trace. */
  private static void save(
      Session session, Map<DeploymentId, Optional<DeploymentPlan>> deployments) {
    var ended = new ArrayList<UUID>();
    deployments.forEach((id, plan) ->
        plan.ifPresentOrElse(
            going -> session.merge(new DeploymentEntity(going)), () -> ended.add(id.uuid())));
    session.flush();
    if (!ended.isEmpty()) {
      session
          .createMutationQuery("delete from Deployment where id in (:ended)")
          .setParameterList("ended", ended)
          .executeUpdate();
    }
    session.clear();
  }

  private static void writeInBulk(
      Session session,
      Map<InstanceId, Optional<Instance>> instances,
      Map<PathId, TaskFailure> failures) {
    var saved = new ArrayList<Instance>();
    var removed = new ArrayList<InstanceId>();
    instances.forEach(
        (id, instance) -> instance.ifPresentOrElse(saved::add, () -> removed.add(id)));
    session.doWork(connection -> {
      InstanceRows.save(connection, saved);
      InstanceRows.remove(connection, removed);
      FailureRows.save(connection, List.copyOf(failures.values()));
    });
  }

  /** Before anything that may concern one of them. */
  private static void save(Session session, List<App> apps) {
    session.doWork(connection -> AppRows.save(connection, apps, KEPT_VERSIONS));
    apps.clear();
  }

  private static void remove(Session session, PathId id, Instant at) {
    session
        .createNativeMutationQuery(
            "UPDATE app_version SET removed_at = :at WHERE app_id = :app AND removed_at IS NULL")
        .setParameter("at", at)
        .setParameter("app", id.value())
        .executeUpdate();
    for (String sql :
        List.of(
            "DELETE FROM app WHERE id = :app", "DELETE FROM task_failure WHERE app_id = :app")) {
      session.createNativeMutationQuery(sql).setParameter("app", id.value()).executeUpdate();
    }
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
                  "SELECT count(*) FROM tree_version WHERE version = :version", Long.class)
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
