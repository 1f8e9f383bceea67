package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Leftover;
import dev.stadion.marathon.instance.Reserved;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The roles in use, and the reservations that outlived their instances, for whose sake a role stays
 * in use (marathon.md §14.4, §14.5). Lives for one decision, as {@link Turn} does.
 */
final class Claims {
  private final Outbox outbox;
  private final Instant now;
  private final RoleUse former;
  private RoleUse roles;
  private Leftovers leftovers;

  Claims(MarathonState state, Outbox outbox, Instant now) {
    this.outbox = outbox;
    this.now = now;
    this.former = state.roles();
    this.roles = state.roles();
    this.leftovers = state.leftovers();
  }

  RoleUse roles() {
    return roles;
  }

  /** After the roles of one service became others. */
  void replace(Set<String> before, Set<String> after) {
    roles = roles.replacing(before, after);
  }

  /** The roles that a master must know; empty when it knows them. */
  Optional<Set<String>> news(String usual) {
    return former.counts().keySet().equals(roles.counts().keySet())
        ? Optional.empty()
        : Optional.of(roles.with(usual));
  }

  Leftovers leftovers() {
    return leftovers;
  }

  /** What is reserved for an instance shall be given back. */
  void leave(Instance instance, Reserved reserved) {
    var leftover = new Leftover(instance.id(), reserved.role(), reserved.place().agent(), now);
    if (leftovers.of(instance.id()).isEmpty()) {
      replace(Set.of(), Set.of(reserved.role()));
    }
    leftovers = leftovers.plus(leftover);
    outbox.change(new MarathonChange.SaveLeftover(leftover));
  }

  void releasing(InstanceId id) {
    leftovers = leftovers.releasing(id);
  }

  /** Nothing is reserved for it any more. */
  void forget(Leftover leftover) {
    leftovers = leftovers.minus(leftover.instance());
    replace(Set.of(leftover.role()), Set.of());
    outbox.change(new MarathonChange.RemoveLeftover(leftover.instance()));
  }
}
