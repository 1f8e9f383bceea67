package dev.stadion.marathon.group;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All groups and apps as they were at one moment. */
public record GroupTree(NavigableMap<PathId, Group> groups, NavigableMap<PathId, App> apps) {
  public GroupTree {
    groups = Collections.unmodifiableNavigableMap(groups);
    apps = Collections.unmodifiableNavigableMap(apps);
  }

  /**
   * @param said what groups said of themselves; those around apps need not be among them
   */
  public static GroupTree at(Instant moment, Collection<Group> said, Collection<App> wanted) {
    var groups = new TreeMap<PathId, Group>();
    groups.put(PathId.ROOT, Group.plain(PathId.ROOT, moment));
    said.forEach(group -> groups.put(group.id(), group));
    groups.computeIfPresent(PathId.ROOT, (id, root) -> root.at(moment));
    var apps = new TreeMap<PathId, App>();
    for (App app : wanted) {
      apps.put(app.id(), app);
      for (PathId around : Subtree.above(app.id())) {
        groups.merge(around, Group.plain(around, app.version()), GroupTree::younger);
      }
    }
    return new GroupTree(groups, apps);
  }

  private static Group younger(Group group, Group other) {
    return group.version().isBefore(other.version()) ? group.at(other.version()) : group;
  }
}
