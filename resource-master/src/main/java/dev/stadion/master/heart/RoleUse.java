package dev.stadion.master.heart;

/**
 * What a role, or a framework in a role, holds: offered counts like used.
 *
 * @param allocations how often something was allocated to it; breaks ties, never sinks
 */
public record RoleUse(Scalars held, long allocations) {
  static final RoleUse NONE = new RoleUse(Scalars.ZERO, 0);

  RoleUse charged(Scalars more) {
    return new RoleUse(held.plus(more), allocations + 1);
  }

  RoleUse carrying(Scalars more) {
    return new RoleUse(held.plus(more), allocations);
  }

  RoleUse released(Scalars less) {
    return new RoleUse(held.minus(less), allocations);
  }
}
