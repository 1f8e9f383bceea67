package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.FrameworkId;
import org.pcollections.PSortedSet;
import org.pcollections.TreePSet;

/**
 * What the master keeps about one role, a node in the tree of roles (mesos-v1.md §10.2).
 *
 * @param own held by frameworks in exactly this role
 * @param subtree held by frameworks in this role and in all roles below it
 * @param reserved for this role and all roles below it, by agents in the pool, whether used or not
 * @param bidders connected frameworks that want offers for exactly this role
 */
public record RoleBook(
    RoleUse own, RoleUse subtree, Scalars reserved, PSortedSet<FrameworkId> bidders) {
  static final RoleBook EMPTY =
      new RoleBook(RoleUse.NONE, RoleUse.NONE, Scalars.ZERO, TreePSet.empty());

  public RoleBook {
    requireNonNull(own, "own");
    requireNonNull(subtree, "subtree");
    requireNonNull(reserved, "reserved");
    requireNonNull(bidders, "bidders");
  }

  /** What counts against the role's quota, offers included (mesos-v1.md §10.6). */
  Scalars charged() {
    return reserved.plus(subtree.unreserved());
  }

  boolean isEmpty() {
    return bidders.isEmpty() && subtree.held().isEmpty() && reserved.isEmpty();
  }

  RoleBook withOwn(RoleUse next) {
    return new RoleBook(next, subtree, reserved, bidders);
  }

  RoleBook withSubtree(RoleUse next) {
    return new RoleBook(own, next, reserved, bidders);
  }

  RoleBook withReserved(Scalars next) {
    return new RoleBook(own, subtree, next, bidders);
  }

  RoleBook withBidders(PSortedSet<FrameworkId> next) {
    return new RoleBook(own, subtree, reserved, next);
  }
}
