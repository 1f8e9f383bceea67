package dev.stadion.marathon.group;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a group shall become (marathon.md §3.3). What is absent stays as it is; what is given
 * replaces all of its kind.
 *
 * @param apps the apps directly in the group
 * @param groups the groups directly in the group
 */
public record GroupUpdate(
    PathId id,
    Optional<List<AppDefinition>> apps,
    Optional<List<GroupUpdate>> groups,
    Optional<SortedSet<PathId>> dependencies,
    Optional<Boolean> enforceRole) {
  public GroupUpdate {
    requireNonNull(id, "id");
    apps = apps.map(List::copyOf);
    groups = groups.map(List::copyOf);
  }
}
