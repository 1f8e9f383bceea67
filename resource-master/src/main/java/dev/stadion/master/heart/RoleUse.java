package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

/**
 * What a role, or a framework in a role, holds: offered counts like used.
 *
 * @param unreserved the part of {@code held} that is reserved for nobody: it counts against quota
 * @param allocations how often something was allocated to it; breaks ties, never sinks
 */
public record RoleUse(Scalars held, Scalars unreserved, long allocations) {
  static final RoleUse NONE = new RoleUse(Scalars.ZERO, Scalars.ZERO, 0);

  public RoleUse {
    requireNonNull(held, "held");
    requireNonNull(unreserved, "unreserved");
  }

  RoleUse plus(RoleUse more) {
    return new RoleUse(
        held.plus(more.held), unreserved.plus(more.unreserved), allocations + more.allocations);
  }

  /** This without what {@code less} holds; its allocations stay counted. */
  RoleUse minus(RoleUse less) {
    return new RoleUse(held.minus(less.held), unreserved.minus(less.unreserved), allocations);
  }
}
