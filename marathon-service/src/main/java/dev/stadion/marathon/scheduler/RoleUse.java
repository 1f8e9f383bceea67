package dev.stadion.marathon.scheduler;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.pcollections.TreePMap;

/**
 * The roles that something was launched under or shall be, each with how often it is used. A master
 * must know all of them, and the usual one besides (marathon.md §14.5).
 */
public record RoleUse(TreePMap<String, Integer> counts) {
  static final RoleUse NONE = new RoleUse(TreePMap.empty());

  public RoleUse {
    requireNonNull(counts, "counts");
  }

  static RoleUse of(Collection<Service> services) {
    RoleUse use = NONE;
    for (Service service : services) {
      use = use.replacing(Set.of(), service.roles());
    }
    return use;
  }

  /** After those of one service became others. */
  RoleUse replacing(Set<String> former, Set<String> next) {
    TreePMap<String, Integer> changed = counts;
    for (String role : next) {
      changed = changed.plus(role, changed.getOrDefault(role, 0) + 1);
    }
    for (String role : former) {
      int left = changed.getOrDefault(role, 0) - 1;
      changed = left > 0 ? changed.plus(role, left) : changed.minus(role);
    }
    return new RoleUse(changed);
  }

  /** All of them, and {@code usual}. */
  public Set<String> with(String usual) {
    var roles = new TreeSet<>(counts.keySet());
    roles.add(usual);
    return roles;
  }
}
