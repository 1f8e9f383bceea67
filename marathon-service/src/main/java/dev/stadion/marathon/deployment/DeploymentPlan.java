package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.instance.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The way from one set of definitions to another (marathon.md §12.2).
 *
 * @param version the moment it was asked for
 */
public record DeploymentPlan(
    DeploymentId id, Instant version, List<Step> steps, Difference difference, Purpose purpose) {
  public DeploymentPlan {
    requireNonNull(id, "id");
    requireNonNull(version, "version");
    steps = List.copyOf(steps);
    requireNonNull(difference, "difference");
    requireNonNull(purpose, "purpose");
  }

  /** The apps that are locked while it runs. */
  public SortedSet<PathId> affected() {
    var ids = new TreeSet<PathId>();
    steps.forEach(step -> step.actions().forEach(action -> ids.add(action.app())));
    return ids;
  }

  /** The same plan with what it wants of everything, which is not remembered with it. */
  public DeploymentPlan wanting(
      Function<PathId, Optional<App>> apps, Function<PathId, Optional<Group>> groups) {
    return new DeploymentPlan(id, version, steps, difference.wanting(apps, groups), purpose);
  }

  public DeploymentPlan with(Purpose next) {
    return new DeploymentPlan(id, version, steps, difference, next);
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
   * @param levels of {@link dev.stadion.marathon.group.DependencyOrder}, for all apps that change
   * @param sentenced instances that go first when their app shrinks
   */
  public static DeploymentPlan of(
      DeploymentId id,
      Instant version,
      Difference difference,
      Map<PathId, Integer> levels,
      Set<InstanceId> sentenced) {
    var stops = new ArrayList<Action>();
    var starts = new ArrayList<Action>();
    var byLevel = new TreeMap<Integer, List<Action>>();
    difference
        .apps()
        .forEach((app, change) -> {
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
    return new DeploymentPlan(id, version, steps, difference, Purpose.PLAIN);
  }

  private static List<List<Action>> stepsInOrder(
      List<Action> stops, List<Action> starts, Iterable<List<Action>> changes) {
    var all = new ArrayList<List<Action>>();
    all.add(stops);
    all.add(starts);
    changes.forEach(all::add);
    return all;
  }
}
