package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;

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

  /** Whether {@code role} is {@code ancestor} or below it. */
  static boolean isWithin(String role, String ancestor) {
    return role.startsWith(ancestor)
        && (role.length() == ancestor.length() || role.charAt(ancestor.length()) == '/');
  }

  /** What {@code resources} weigh in the books of a role, without an allocation. */
  static RoleUse weigh(Resources resources) {
    Scalars held = Scalars.of(resources);
    boolean special = resources.anyMatch(key -> !isCounted(key));
    return new RoleUse(held, special ? Scalars.of(resources, RolePath::isCounted) : held, 0);
  }

  /** Whether it counts against quota when it is given away: reservations were counted before. */
  static boolean isCounted(ResourceKey key) {
    return key.reservations().isEmpty() && !key.revocable();
  }
}
