package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Role names as paths in the tree of roles: {@code eng/web} is below {@code eng}. */
final class RolePath {
  private RolePath() {}

  /** The role itself and the roles above it, lowest first. */
  static List<String> upwards(String role) {
    int slash = role.lastIndexOf('/');
    if (slash < 0) {
      return List.of(role);
    }
    var path = new ArrayList<String>();
    path.add(role);
    for (; slash > 0; slash = role.lastIndexOf('/', slash - 1)) {
      path.add(role.substring(0, slash));
    }
    return path;
  }

  /** The role that carries the quota of {@code role}. */
  static String top(String role) {
    int slash = role.indexOf('/');
    return slash < 0 ? role : role.substring(0, slash);
  }

  static boolean isWithin(String role, String ancestor) {
    return role.equals(ancestor) || role.startsWith(ancestor + "/");
  }

  /** Whose resources {@code role} may use: nobody's, its own, and those of the roles above it. */
  static Set<String> usableBy(String role) {
    var usable = new HashSet<>(upwards(role));
    usable.add(ResourceKey.UNRESERVED);
    return usable;
  }

  /** What {@code resources} weigh in the books of a role, without an allocation. */
  static RoleUse weigh(Resources resources) {
    Scalars held = Scalars.of(resources);
    Scalars unreserved = Scalars.of(resources, RolePath::isUnreserved);
    return new RoleUse(held, held.equals(unreserved) ? held : unreserved, 0);
  }

  static boolean isUnreserved(ResourceKey key) {
    return key.role().equals(ResourceKey.UNRESERVED);
  }
}
