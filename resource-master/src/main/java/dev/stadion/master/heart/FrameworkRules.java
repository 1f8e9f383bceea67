package dev.stadion.master.heart;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a framework's description must obey (mesos-v1.md §5.1, §6.1). */
public final class FrameworkRules {
  private static final double MAX_SECONDS = Long.MAX_VALUE / 1e9;
  private static final String FORBIDDEN_IN_ROLE = "\t\n\u000b\f\r \u007f";

  private FrameworkRules() {}

  /** The first broken rule in words, or empty when the description is fine. */
  public static Optional<String> problem(FrameworkDescription framework, Set<String> suppressed) {
    boolean multiRole = framework.has(FrameworkCapability.MULTI_ROLE);
    if (multiRole && framework.role().isPresent()) {
      return Optional.of(
          "'FrameworkInfo.role' must not be set when the framework has the MULTI_ROLE capability");
    }
    if (!multiRole && !framework.roles().isEmpty()) {
      return Optional.of("'FrameworkInfo.roles' must not be set without the MULTI_ROLE capability");
    }
    List<String> roles = framework.offerRoles();
    var seen = new HashSet<String>();
    for (String role : roles) {
      if (!seen.add(role)) {
        return Optional.of("'FrameworkInfo.roles' contains '" + role + "' twice");
      }
      Optional<String> problem = roleProblem(role);
      if (problem.isPresent()) {
        return problem;
      }
    }
    double timeout = framework.failoverTimeoutSeconds();
    if (!(timeout >= 0) || timeout > MAX_SECONDS) {
      return Optional.of("'FrameworkInfo.failover_timeout' is not a valid duration: " + timeout);
    }
    if (framework.constraints().problem().isPresent()) {
      return framework.constraints().problem();
    }
    for (String role : suppressed) {
      if (!seen.contains(role)) {
        return Optional.of("Suppressed role '" + role + "' is not among the framework's roles");
      }
    }
    return Optional.empty();
  }

  /** The first broken rule of a role name. */
  public static Optional<String> roleProblem(String role) {
    if (role.equals("*")) {
      return Optional.empty();
    }
    if (role.isEmpty()) {
      return Optional.of("Role names must not be empty");
    }
    for (String component : role.split("/", -1)) {
      if (component.isEmpty()
          || component.equals(".")
          || component.equals("..")
          || component.equals("*")
          || component.startsWith("-")) {
        return Optional.of("Role '" + role + "' has an illegal component '" + component + "'");
      }
    }
    if (role.chars().anyMatch(c -> FORBIDDEN_IN_ROLE.indexOf(c) >= 0)) {
      return Optional.of("Role '" + role + "' contains a blank or control character");
    }
    return Optional.empty();
  }

  /** A checked failover timeout as a duration. */
  static Duration failoverTimeout(FrameworkDescription framework) {
    return Duration.ofNanos((long) (framework.failoverTimeoutSeconds() * 1e9));
  }
}
