package dev.stadion.marathon.group;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a group says of itself (marathon.md §7). Its apps and sub-groups follow from their ids.
 *
 * @param dependencies apps and groups that must be up before any app of this group
 * @param enforceRole whether the apps of a top-level group must use its role
 * @param version when anything at or below it was changed last
 */
public record Group(
    PathId id, SortedSet<PathId> dependencies, boolean enforceRole, Instant version) {
  public Group {
    requireNonNull(id, "id");
    requireNonNull(version, "version");
    dependencies = Collections.unmodifiableSortedSet(new TreeSet<>(dependencies));
  }

  /** A group that says nothing of itself. */
  public static Group plain(PathId id, Instant version) {
    return new Group(id, Collections.emptySortedSet(), false, version);
  }

  public Group at(Instant moment) {
    return new Group(id, dependencies, enforceRole, moment);
  }

  /** This group with what is given in the place of what it said before. */
  public Group saying(Optional<SortedSet<PathId>> needs, Optional<Boolean> enforces) {
    return new Group(id, needs.orElse(dependencies), enforces.orElse(enforceRole), version);
  }

  /** Whether {@code other} says the same, whenever it was. */
  public boolean saysTheSameAs(Group other) {
    return dependencies.equals(other.dependencies) && enforceRole == other.enforceRole;
  }
}
