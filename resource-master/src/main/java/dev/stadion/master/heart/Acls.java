package dev.stadion.master.heart;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which principal may do what to which object (mesos-v1.md §14): of the rules of an action, the
 * first whose principals and objects both match decides.
 *
 * @param permissive what is decided when no rule matches
 * @param rules of each action, in their order
 */
public record Acls(boolean permissive, Map<Action, List<Rule>> rules) {
  /** Everybody may do everything. */
  public static final Acls NONE = new Acls(true, Map.of());

  private static final String BELOW = "/%";

  /** What somebody may want to do; the comment says what the objects are. */
  public enum Action {
    /** Roles. */
    REGISTER_FRAMEWORKS,
    /** Users that tasks run as. */
    RUN_TASKS,
    /** Principals of the frameworks. */
    TEARDOWN_FRAMEWORKS,
    /** Roles. */
    RESERVE_RESOURCES,
    /** Principals of those who made the reservations. */
    UNRESERVE_RESOURCES,
    /** Roles. */
    CREATE_VOLUMES,
    /** Principals of those who made the volumes. */
    DESTROY_VOLUMES,
    /** Paths, as {@code /state}. */
    GET_ENDPOINTS,
    /** Users of the frameworks. */
    VIEW_FRAMEWORKS,
    /** Users that the tasks run as. */
    VIEW_TASKS,
    /** Users that the executors run as. */
    VIEW_EXECUTORS,
    /** Roles. */
    VIEW_ROLES,
    /** Flags, all or none. */
    VIEW_FLAGS,
    /** Logs of the master, all or none. */
    ACCESS_MESOS_LOGS,
    /** Roles. */
    UPDATE_QUOTAS,
    /** Roles. */
    UPDATE_WEIGHTS,
    /** Agents, all or none. */
    REGISTER_AGENTS,
    /** Agents, all or none. */
    MARK_AGENTS_GONE,
    /** Agents, all or none. */
    DRAIN_AGENTS,
    /** Agents, all or none. */
    DEACTIVATE_AGENTS,
    /** Agents, all or none. */
    REACTIVATE_AGENTS,
    /** Machines, all or none. */
    UPDATE_MAINTENANCE_SCHEDULES,
    /** Machines, all or none. */
    START_MAINTENANCES,
    /** Machines, all or none. */
    STOP_MAINTENANCES
  }

  /** What a rule speaks of. */
  public sealed interface Entity {
    /** Whoever or whatever. */
    record Any() implements Entity {}

    /** A rule about all of them that allows none. */
    record None() implements Entity {}

    /** These; {@code a/%} are all roles below {@code a}. */
    record Some(Set<String> values) implements Entity {
      public Some {
        values = Set.copyOf(values);
      }
    }
  }

  public record Rule(Entity principals, Entity objects) {}

  public Acls {
    var copy = new EnumMap<Action, List<Rule>>(Action.class);
    rules.forEach((action, list) -> copy.put(action, List.copyOf(list)));
    rules = Map.copyOf(copy);
  }

  /**
   * Whether it may be done.
   *
   * @param principal absent for somebody who has not said who they are
   * @param object absent when the action has no object, or an unknown one
   */
  public boolean allow(Action action, Optional<String> principal, Optional<String> object) {
    for (Rule rule : rules.getOrDefault(action, List.of())) {
      if (matches(principal, rule.principals()) && matches(object, rule.objects())) {
        return allows(principal, rule.principals()) && allows(object, rule.objects());
      }
    }
    return permissive;
  }

  /**
   * Whether this principal may do it to every object, as far as that can be told without looking at
   * one: true is certain, false is not.
   */
  public boolean allowAll(Action action, Optional<String> principal) {
    for (Rule rule : rules.getOrDefault(action, List.of())) {
      if (matches(principal, rule.principals())) {
        return allows(principal, rule.principals()) && rule.objects() instanceof Entity.Any;
      }
    }
    return permissive;
  }

  private static boolean matches(Optional<String> asked, Entity entity) {
    return switch (entity) {
      case Entity.Any(), Entity.None() -> true;
      case Entity.Some(var values) -> asked.filter(value -> contains(values, value)).isPresent();
    };
  }

  private static boolean allows(Optional<String> asked, Entity entity) {
    return switch (entity) {
      case Entity.Any() -> true;
      case Entity.None() -> false;
      case Entity.Some(var values) -> asked.filter(value -> contains(values, value)).isPresent();
    };
  }

  private static boolean contains(Set<String> values, String value) {
    if (values.contains(value)) {
      return true;
    }
    for (int slash = value.indexOf('/'); slash > 0; slash = value.indexOf('/', slash + 1)) {
      if (values.contains(value.substring(0, slash) + BELOW)) {
        return true;
      }
    }
    return false;
  }
}
