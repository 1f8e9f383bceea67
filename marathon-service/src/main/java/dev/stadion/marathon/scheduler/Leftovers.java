package dev.stadion.marathon.scheduler;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Leftover;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The reservations that outlived their instances.
 *
 * @param released those that we have asked the master to take back
 */
public record Leftovers(TreePMap<InstanceId, Leftover> all, TreePSet<InstanceId> released) {
  static final Leftovers NONE = new Leftovers(TreePMap.empty(), TreePSet.empty());

  public Leftovers {
    requireNonNull(all, "all");
    requireNonNull(released, "released");
  }

  static Leftovers of(Collection<Leftover> remembered) {
    Leftovers leftovers = NONE;
    for (Leftover leftover : remembered) {
      leftovers = leftovers.plus(leftover);
    }
    return leftovers;
  }

  Leftovers plus(Leftover leftover) {
    return new Leftovers(all.plus(leftover.instance(), leftover), released);
  }

  Leftovers minus(InstanceId id) {
    return new Leftovers(all.minus(id), released.minus(id));
  }

  Leftovers releasing(InstanceId id) {
    return new Leftovers(all, released.plus(id));
  }

  Optional<Leftover> of(InstanceId id) {
    return Optional.ofNullable(all.get(id));
  }

  /** The roles that offers are wanted to for their sake. */
  Set<String> roles() {
    var roles = new TreeSet<String>();
    all.values().forEach(leftover -> roles.add(leftover.role()));
    return roles;
  }
}
