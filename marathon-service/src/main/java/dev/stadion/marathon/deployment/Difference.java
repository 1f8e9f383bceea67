package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.group.Group;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a deployment changes of the tree of groups and apps.
 *
 * @param since the version of the tree before
 * @param apps for each app whose definition somebody wished for: what it was and what it shall be
 * @param groups the same of the groups that say something else of themselves
 */
public record Difference(
    Instant since, SortedMap<PathId, Transition> apps, NavigableMap<PathId, OfGroup> groups) {
  public Difference {
    requireNonNull(since, "since");
    apps = Collections.unmodifiableSortedMap(new TreeMap<>(apps));
    groups = Collections.unmodifiableNavigableMap(new TreeMap<>(groups));
  }

  /** What a group said of itself and what it shall say; empty where there is none. */
  public record OfGroup(Optional<Group> from, Optional<Group> to) {}

  /** With the same beginning and what is wanted now as the end. */
  Difference wanting(
      Function<PathId, Optional<App>> wantedApps, Function<PathId, Optional<Group>> wantedGroups) {
    var nextApps = new TreeMap<PathId, Transition>();
    apps.forEach((id, app) -> nextApps.put(id, new Transition(app.from(), wantedApps.apply(id))));
    var nextGroups = new TreeMap<PathId, OfGroup>();
    groups.forEach(
        (id, group) -> nextGroups.put(id, new OfGroup(group.from(), wantedGroups.apply(id))));
    return new Difference(since, nextApps, nextGroups);
  }
}
