package dev.stadion.marathon.scheduler;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.launch.Delay;
import dev.stadion.marathon.launch.OfferLog;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePSet;

/**
 * An app and everything that runs, ran last or shall run of it.
 *
 * @param app what the user wants; absent when only dying instances are left
 * @param former definitions that are not wanted any more and that instances still have
 * @param instances by the unique part of their ids
 * @param waiting those that want an offer
 * @param delay present while failures slow the launching down
 * @param offers how offers fared while instances wait for some
 * @param lockedBy the deployment at work on it
 */
public record Service(
    PathId id,
    Optional<App> app,
    PMap<Instant, App> former,
    PMap<UUID, Instance> instances,
    TreePSet<UUID> waiting,
    Tally tally,
    Optional<Delay> delay,
    Optional<TaskFailure> lastFailure,
    OfferLog offers,
    Optional<DeploymentId> lockedBy) {
  public Service {
    requireNonNull(id, "id");
  }

  static Service empty(PathId id) {
    return new Service(
        id,
        Optional.empty(),
        HashTreePMap.empty(),
        HashTreePMap.empty(),
        TreePSet.empty(),
        Tally.NONE,
        Optional.empty(),
        Optional.empty(),
        OfferLog.NONE,
        Optional.empty());
  }

  /** Whether nobody would miss it. */
  boolean isEmpty() {
    return app.isEmpty() && instances.isEmpty() && lockedBy.isEmpty();
  }

  Service withApp(Optional<App> next) {
    PMap<Instant, App> kept =
        app.isPresent() && tally.hasVersion(app.get().version())
            ? former.plus(app.get().version(), app.get())
            : former;
    return new Service(
        id, next, kept, instances, waiting, tally, delay, lastFailure, offers, lockedBy);
  }

  /** With a definition that is not wanted any more but that instances have. */
  Service withFormer(App definition) {
    return new Service(
        id,
        app,
        former.plus(definition.version(), definition),
        instances,
        waiting,
        tally,
        delay,
        lastFailure,
        offers,
        lockedBy);
  }

  /** What the user wants if that is an app. */
  public Optional<App> application() {
    return app.filter(wanted -> !wanted.isPod());
  }

  /** Whether it wants to be on every agent that fits. */
  boolean isDaemon() {
    return app.filter(wanted -> wanted.definition().daemon()).isPresent();
  }

  /** What the user wants if that is a pod. */
  public Optional<App> pod() {
    return app.filter(App::isPod);
  }

  /** What instances of a version were launched from. */
  public Optional<RunSpec> definition(Instant version) {
    return app.filter(wanted -> wanted.version().equals(version))
        .or(() -> Optional.ofNullable(former.get(version)))
        .map(App::definition);
  }

  /** Whether it certainly has the same ones; quick, since it is asked all the time. */
  boolean hasTheRolesOf(Service other) {
    return app.orElse(null) == other.app.orElse(null)
        && former == other.former
        && isEmpty() == other.isEmpty();
  }

  /** Under which roles its instances run or shall run. */
  Set<String> roles() {
    var roles = new TreeSet<String>();
    app.ifPresent(wanted -> roles.add(wanted.definition().role()));
    former.values().forEach(kept -> roles.add(kept.definition().role()));
    return roles;
  }

  Service withDelay(Optional<Delay> next) {
    return new Service(
        id, app, former, instances, waiting, tally, next, lastFailure, offers, lockedBy);
  }

  Service withLastFailure(TaskFailure failure) {
    return new Service(
        id, app, former, instances, waiting, tally, delay, Optional.of(failure), offers, lockedBy);
  }

  /** With more known of how offers fared. */
  Service withOffers(OfferLog next) {
    return new Service(
        id, app, former, instances, waiting, tally, delay, lastFailure, next, lockedBy);
  }

  Service lockedBy(Optional<DeploymentId> deployment) {
    return new Service(
        id, app, former, instances, waiting, tally, delay, lastFailure, offers, deployment);
  }

  /** With {@code instance} in the place of the one of the same id, or in addition. */
  Service with(Instance instance) {
    UUID key = instance.id().uuid();
    Instance before = instances.get(key);
    Tally counted = tally.plus(Tally.Key.of(instance), 1);
    boolean waits = waits(instance);
    boolean waited = before != null && waits(before);
    Tally next = before == null ? counted : counted.plus(Tally.Key.of(before), -1);
    return new Service(
        id,
        app,
        before == null ? former : forget(before.runSpecVersion(), next),
        instances.plus(key, instance),
        waits == waited ? waiting : waits ? waiting.plus(key) : waiting.minus(key),
        next,
        delay,
        lastFailure,
        offers,
        lockedBy);
  }

  private static boolean waits(Instance instance) {
    return instance.goal() == Goal.RUNNING && instance.condition() == Condition.SCHEDULED;
  }

  /** A former definition goes with the last instance that has it. */
  private PMap<Instant, App> forget(Instant version, Tally left) {
    return former.isEmpty() || left.hasVersion(version) ? former : former.minus(version);
  }

  Service without(Instance instance) {
    UUID key = instance.id().uuid();
    Tally next = tally.plus(Tally.Key.of(instance), -1);
    return new Service(
        id,
        app,
        forget(instance.runSpecVersion(), next),
        instances.minus(key),
        waiting.minus(key),
        next,
        delay,
        lastFailure,
        offers,
        lockedBy);
  }
}
