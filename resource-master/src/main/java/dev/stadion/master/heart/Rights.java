package dev.stadion.master.heart;

import dev.stadion.master.heart.Acls.Action;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the ACLs say of a whole request; empty when it may be done (mesos-v1.md §14). */
public final class Rights {
  private static final Map<Operation.Kind, Action> ACTIONS =
      Map.of(
          Operation.Kind.RESERVE, Action.RESERVE_RESOURCES,
          Operation.Kind.UNRESERVE, Action.UNRESERVE_RESOURCES,
          Operation.Kind.CREATE, Action.CREATE_VOLUMES,
          Operation.Kind.DESTROY, Action.DESTROY_VOLUMES);

  private Rights() {}

  static Optional<String> toRegister(Acls acls, FrameworkDescription framework) {
    List<String> refused =
        framework.offerRoles().stream()
            .filter(role ->
                !acls.allow(Action.REGISTER_FRAMEWORKS, framework.principal(), Optional.of(role)))
            .toList();
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of("Not authorized to use roles '" + refused + "'");
  }

  /**
   * @param user of the task; absent when it runs as the framework's
   */
  static Optional<String> toRun(Acls acls, FrameworkDescription framework, Optional<String> user) {
    String runsAs = user.orElse(framework.user());
    return acls.allow(Action.RUN_TASKS, framework.principal(), Optional.of(runsAs))
        ? Optional.empty()
        : Optional.of("Not authorized to launch as user '" + runsAs + "'");
  }

  /** Each kind of resource by itself. */
  public static Optional<String> toChange(
      Acls acls, Optional<String> principal, Operation.Change change) {
    for (ResourceKey key : change.resources().parts().keySet()) {
      Optional<String> object =
          switch (change.kind()) {
            case RESERVE, CREATE -> Optional.of(key.role());
            case UNRESERVE ->
                key.reservations().isEmpty()
                    ? Optional.empty()
                    : key.reservations().getLast().principal();
            case DESTROY ->
                key.disk().flatMap(Disk::persistence).flatMap(Disk.Persistence::principal);
          };
      if (!acls.allow(ACTIONS.get(change.kind()), principal, object)) {
        return Optional.of(
            "Not authorized to "
                + change.kind()
                + " "
                + key.name()
                + " of role '"
                + key.role()
                + "'");
      }
    }
    return Optional.empty();
  }
}
