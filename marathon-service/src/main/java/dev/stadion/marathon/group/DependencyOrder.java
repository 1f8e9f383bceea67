package dev.stadion.marathon.group;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RunSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who must be up before whom (marathon.md §12.2). A dependency on a group means all its apps, and a
 * group's dependency is one of all its apps. Looks only at apps that can be reached from those
 * asked for.
 */
public final class DependencyOrder {
  private final Tree tree;
  private final Map<PathId, Integer> levels = new HashMap<>();
  private final Set<PathId> onTheWay = new HashSet<>();

  private DependencyOrder(Tree tree) {
    this.tree = tree;
  }

  /** The apps and groups there are. */
  public interface Tree {
    Optional<RunSpec> definition(PathId app);

    Optional<Group> group(PathId id);

    /** The ids of all apps below a group. */
    Collection<PathId> appsBelow(PathId group);
  }

  /**
   * The length of the longest chain of dependencies below each of {@code apps} and below those that
   * they depend on; 0 for those that need nobody.
   *
   * @return empty when some app depends on itself in the end
   */
  public static Optional<Map<PathId, Integer>> levels(Tree tree, Collection<PathId> apps) {
    var order = new DependencyOrder(tree);
    for (PathId id : apps) {
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
        push(stack, target);
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
    tree.definition(id).ifPresent(app -> app.dependencies().forEach(d -> expand(d, targets)));
    for (PathId around : Subtree.above(id)) {
      tree.group(around).ifPresent(group -> group.dependencies().forEach(d -> expand(d, targets)));
    }
    return targets;
  }

  private void expand(PathId dependency, List<PathId> targets) {
    Stream.concat(Stream.of(dependency), tree.appsBelow(dependency).stream())
        .filter(id -> tree.definition(id).filter(AppDefinition.class::isInstance).isPresent())
        .forEach(targets::add);
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
