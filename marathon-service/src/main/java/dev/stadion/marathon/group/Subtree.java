package dev.stadion.marathon.group;

import dev.stadion.marathon.app.PathId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** Parts of what is sorted by path id, found without looking at the rest. */
public final class Subtree {
  private Subtree() {}

  /** What lies below {@code group}; the group itself does not. */
  public static <V> NavigableMap<PathId, V> below(NavigableMap<PathId, V> map, PathId group) {
    if (group.isRoot()) {
      return map.tailMap(PathId.ROOT, false);
    }
    // The character after the slash bounds all ids that begin with the group's own and a slash.
    return map.subMap(
        new PathId(group.value() + "/"), true, new PathId(group.value() + "0"), false);
  }

  /** The groups around {@code id}, the innermost first; the root's list is empty. */
  public static List<PathId> above(PathId id) {
    var groups = new ArrayList<PathId>();
    for (PathId at = id; !at.isRoot(); at = at.parent()) {
      groups.add(at.parent());
    }
    return groups;
  }
}
