package dev.stadion.marathon.group;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who must be up before whom (marathon.md §12.2). A dependency on a group means all its apps. */
public final class DependencyOrder {
  private final TreeMap<PathId, AppDefinition> apps = new TreeMap<>();
  private final Map<PathId, Integer> levels = new HashMap<>();
  private final Set<PathId> onTheWay = new HashSet<>();

  private DependencyOrder(Collection<AppDefinition> apps) {
    apps.forEach(app -> this.apps.put(app.id(), app));
  }

  /**
   * The length of the longest chain of dependencies below each app; 0 for those that need nobody.
   *
   * @return empty when some app depends on itself in the end
   */
  public static Optional<Map<PathId, Integer>> levels(Collection<AppDefinition> apps) {
    var order = new DependencyOrder(apps);
    for (PathId id : order.apps.keySet()) {
      if (!order.visit(id)) {
        return Optional.empty();
      }
    }
    return Optional.of(order.levels);
  }

  /** Depth first with a stack of our own: chains may be longer than a thread's stack. */
  private boolean visit(PathId start) {
    var stack = new ArrayList<Visit>();
    push(stack, start);
    while (!stack.isEmpty()) {
      Visit top = stack.getLast();
      if (top.next < top.targets.size()) {
        PathId target = top.targets.get(top.next++);
        if (onTheWay.contains(target)) {
          return false;
        }
        if (!levels.containsKey(target)) {
          push(stack, target);
        }
      } else {
        int level = 0;
        for (PathId target : top.targets) {
          level = Math.max(level, levels.get(target) + 1);
        }
        levels.put(top.id, level);
        onTheWay.remove(top.id);
        stack.removeLast();
      }
    }
    return true;
  }

  private void push(List<Visit> stack, PathId id) {
    if (!levels.containsKey(id)) {
      onTheWay.add(id);
      stack.add(new Visit(id, targets(id)));
    }
  }

  private List<PathId> targets(PathId id) {
    var targets = new ArrayList<PathId>();
    for (PathId dependency : apps.get(id).dependencies()) {
      if (apps.containsKey(dependency)) {
        targets.add(dependency);
      }
      String below = dependency.isRoot() ? "/" : dependency.value() + "/";
      for (PathId candidate : apps.tailMap(new PathId(below), true).keySet()) {
        if (!candidate.value().startsWith(below)) {
          break;
        }
        targets.add(candidate);
      }
    }
    return targets;
  }

  private static final class Visit {
    private final PathId id;
    private final List<PathId> targets;
    private int next;

    Visit(PathId id, List<PathId> targets) {
      this.id = id;
      this.targets = targets;
    }
  }
}
