package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which roles an installation's apps and pods may have, and whose resources they may use
 * (marathon.md §14.5).
 *
 * @param defaultRole of whatever names none
 * @param enforcedInNewGroups whether apps below a new top-level group must use its role
 * @param accepted what counts for those that do not say which resources they accept
 */
public record RoleRules(String defaultRole, boolean enforcedInNewGroups, Accepted accepted) {
  /** What counts when {@code acceptedResourceRoles} is absent. */
  public enum Accepted {
    ANY,
    UNRESERVED,
    RESERVED
  }

  public RoleRules {
    requireNonNull(defaultRole, "defaultRole");
    requireNonNull(accepted, "accepted");
  }

  /** What Marathon does unless told otherwise. */
  public static RoleRules of(String defaultRole) {
    return new RoleRules(defaultRole, false, Accepted.ANY);
  }

  /** The name of the top-level group around {@code id} as a role; none directly below the root. */
  public static Optional<String> groupRole(PathId id) {
    String path = id.value();
    int end = path.indexOf('/', 1);
    return end < 0 ? Optional.empty() : Optional.of(path.substring(1, end));
  }

  /** The role of something at {@code id} that names none. */
  public String defaultFor(PathId id, boolean enforced) {
    return groupRole(id).filter(role -> enforced).orElse(defaultRole);
  }

  /**
   * What is wrong with the roles of a definition.
   *
   * @param enforced whether the top-level group around it enforces its role
   * @param former the role it has had so far, which it may keep
   * @param at before every path
   */
  public void check(
      RunSpec spec, boolean enforced, Optional<String> former, String at, Problems problems) {
    Optional<String> groupRole = groupRole(spec.id());
    Set<String> valid = new LinkedHashSet<>();
    if (!enforced || groupRole.isEmpty()) {
      valid.add(defaultRole);
    }
    groupRole.ifPresent(valid::add);
    former.ifPresent(valid::add);
    problems.require(
        valid.contains(spec.role()),
        at + "/role",
        "got " + spec.role() + ", expected one of: [" + String.join(", ", valid) + "]");
    if (spec.isResident()) {
      problems.require(
          !spec.role().equals("*"),
          at + "/role",
          "can not be one of (*): only resources of a role can be reserved");
    }
    String path =
        at
            + switch (spec) {
              case AppDefinition app -> "/acceptedResourceRoles";
              case PodDefinition pod -> "/scheduling/placement/acceptedResourceRoles";
            };
    spec.acceptedResourceRoles()
        .ifPresent(roles ->
            problems.require(
                Set.of("*", spec.role()).containsAll(roles),
                path,
                "acceptedResourceRoles can only contain * and " + spec.role()));
  }

  /** The roles whose resources {@code spec} may use; {@code *} are those of nobody. */
  public SortedSet<String> accepted(RunSpec spec) {
    return spec.acceptedResourceRoles()
        .orElseGet(() ->
            new TreeSet<>(
                switch (accepted) {
                  case ANY -> both(spec.role());
                  case UNRESERVED -> List.of("*");
                  case RESERVED -> List.of(spec.role());
                }));
  }

  private static List<String> both(String role) {
    var roles = new ArrayList<String>();
    roles.add("*");
    roles.add(role);
    return roles;
  }
}
