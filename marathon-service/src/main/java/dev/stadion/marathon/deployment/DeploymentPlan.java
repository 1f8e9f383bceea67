package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.instance.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The way from one set of definitions to another (marathon.md §12.2).
 *
 * @param version the moment it was asked for
 * @param originals what stood in the place of every app that is touched; empty for new ones
 * @param originalGroups the same of the groups that say something else of themselves
 */
public record DeploymentPlan(
    DeploymentId id,
    Instant version,
    List<Step> steps,
    SortedMap<PathId, Optional<App>> originals,
    NavigableMap<PathId, Optional<Group>> originalGroups) {
  public DeploymentPlan {
    requireNonNull(id, "id");
    requireNonNull(version, "version");
    steps = List.copyOf(steps);
    originals = Collections.unmodifiableSortedMap(new TreeMap<>(originals));
    originalGroups = Collections.unmodifiableNavigableMap(new TreeMap<>(originalGroups));
  }

  /** The apps that are locked while it runs. */
  public SortedSet<PathId> affected() {
    var ids = new TreeSet<PathId>();
    steps.forEach(step -> step.actions().forEach(action -> ids.add(action.app())));
    return ids;
  }

  /** Those of {@link #affected} that are pods. */
  public SortedSet<PathId> affectedPods() {
    var ids = new TreeSet<PathId>();
    steps.forEach(step ->
        step.actions().stream().filter(Action::pod).forEach(action -> ids.add(action.app())));
    return ids;
  }

  /**
   * Plans the way.
   *
   * @param changes for each app whose definition changes: what it was and what it shall be
   * @param originalGroups what stood in the place of every group that changes
   * @param levels of {@link dev.stadion.marathon.group.DependencyOrder}, for all apps that change
   * @param sentenced instances that go first when their app shrinks
   */
  public static DeploymentPlan of(
      DeploymentId id,
      Instant version,
      SortedMap<PathId, Transition> changes,
      NavigableMap<PathId, Optional<Group>> originalGroups,
      Map<PathId, Integer> levels,
      Set<InstanceId> sentenced) {
    var stops = new ArrayList<Action>();
    var starts = new ArrayList<Action>();
    var byLevel = new TreeMap<Integer, List<Action>>();
    var originals = new TreeMap<PathId, Optional<App>>();
    changes.forEach((app, change) -> {
      originals.put(app, change.from());
      if (change.to().isEmpty()) {
        stops.add(new Action(Action.Kind.STOP, app, change.isOfPod(), Set.of()));
        return;
      }
      if (change.from().isEmpty()) {
        starts.add(new Action(Action.Kind.START, app, change.isOfPod(), Set.of()));
      }
      change
          .kind()
          .ifPresent(kind ->
              byLevel
                  .computeIfAbsent(levels.getOrDefault(app, 0), level -> new ArrayList<>())
                  .add(new Action(kind, app, change.isOfPod(), sentenced)));
    });
    var steps = new ArrayList<Step>();
    for (List<Action> actions : stepsInOrder(stops, starts, byLevel.values())) {
      if (!actions.isEmpty()) {
        steps.add(new Step(actions));
      }
    }
    return new DeploymentPlan(id, version, steps, originals, originalGroups);
  }

  private static List<List<Action>> stepsInOrder(
      List<Action> stops, List<Action> starts, Iterable<List<Action>> changes) {
    var all = new ArrayList<List<Action>>();
    all.add(stops);
    all.add(starts);
    changes.forEach(all::add);
    return all;
  }

  /** What happens to one app. */
  public record Transition(Optional<App> from, Optional<App> to) {

    public boolean isOfPod() {
      return to.or(() -> from).filter(App::isPod).isPresent();
    }

    /** Whether an app would become a pod, or the other way round. */
    public boolean changesKind() {
      return from.isPresent() && to.isPresent() && from.get().isPod() != to.get().isPod();
    }

    /** How its instances get there; empty when they need not notice. */
    Optional<Action.Kind> kind() {
      if (to.isEmpty() || from.equals(to)) {
        return Optional.empty();
      }
      if (from.isEmpty()) {
        return Optional.of(Action.Kind.SCALE);
      }
      App before = from.get();
      App after = to.get();
      boolean sameTasks =
          before
              .versionInfo()
              .lastConfigChangeAt()
              .equals(after.versionInfo().lastConfigChangeAt());
      return Optional.of(
          sameTasks || after.definition().instances() == 0
              ? Action.Kind.SCALE
              : Action.Kind.RESTART);
    }
  }
}
