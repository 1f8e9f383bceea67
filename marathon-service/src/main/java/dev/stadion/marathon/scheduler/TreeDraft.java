package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.group.DependencyOrder;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.GroupUpdate;
import dev.stadion.marathon.group.Subtree;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tree of groups and apps as a command would have it: a few changes laid over what is. It may
 * be thrown away; to become the tree it must be {@link Settlement settled}. Its cost depends on
 * what changes, not on how much there is.
 */
final class TreeDraft implements DependencyOrder.Tree {
  private final Turn turn;
  private final TreeMap<PathId, Wish> wishes = new TreeMap<>();
  private final TreeMap<PathId, Optional<Group>> groups = new TreeMap<>();
  private final Set<PathId> unjudged = new TreeSet<>();
  private final Set<PathId> reinstated = new TreeSet<>();

  TreeDraft(Turn turn) {
    this.turn = turn;
  }

  /** What shall become of an app. */
  sealed interface Wish {
    record Define(RunSpec definition) implements Wish {}

    record Restart() implements Wish {}

    record Remove() implements Wish {}
  }

  // What the draft says

  @Override
  public Optional<RunSpec> definition(PathId app) {
    return switch (wishes.get(app)) {
      case Wish.Define(var definition) -> Optional.of(definition);
      case Wish.Remove() -> Optional.empty();
      case null -> turn.app(app).map(App::definition);
      case Wish.Restart() -> turn.app(app).map(App::definition);
    };
  }

  @Override
  public Optional<Group> group(PathId id) {
    Optional<Group> drafted = groups.get(id);
    return drafted == null ? Optional.ofNullable(turn.groups().get(id)) : drafted;
  }

  @Override
  public Collection<PathId> appsBelow(PathId group) {
    var ids = new TreeSet<PathId>();
    Subtree.below(turn.services(), group).keySet().forEach(ids::add);
    ids.addAll(Subtree.below(wishes, group).keySet());
    ids.removeIf(id -> definition(id).isEmpty());
    return ids;
  }

  private Collection<PathId> groupsBelow(PathId group) {
    var ids = new TreeSet<PathId>(Subtree.below(turn.groups(), group).keySet());
    ids.addAll(Subtree.below(groups, group).keySet());
    ids.removeIf(id -> group(id).isEmpty());
    return ids;
  }

  // Drafting

  /** An app of this definition, in the place of the one of the same id if there is one. */
  TreeDraft define(RunSpec definition) {
    PathId id = definition.id();
    Subtree.above(id).forEach(this::ensure);
    RunSpec next =
        definition.role().isEmpty()
            ? definition.withRole(roles().defaultFor(id, enforcesRole(id)))
            : definition;
    wishes.put(id, new Wish.Define(next));
    return this;
  }

  /** As {@link #define}, of what was accepted once: its role may no longer be one to be chosen. */
  TreeDraft reinstate(RunSpec definition) {
    reinstated.add(definition.id());
    return define(definition);
  }

  private RoleRules roles() {
    return turn.settings().validation().roles();
  }

  /** Whether the top-level group around {@code id} wants everything in it to have its role. */
  boolean enforcesRole(PathId id) {
    return RoleRules.groupRole(id)
        .flatMap(name -> group(PathId.of(name)))
        .filter(Group::enforceRole)
        .isPresent();
  }

  TreeDraft restart(PathId app) {
    wishes.put(app, new Wish.Restart());
    return this;
  }

  TreeDraft remove(PathId app) {
    wishes.put(app, new Wish.Remove());
    return this;
  }

  private void ensure(PathId group) {
    if (group(group).isEmpty()) {
      Group plain = Group.plain(group, turn.now());
      boolean enforces = roles().enforcedInNewGroups() && !group.isRoot() && isTopLevel(group);
      groups.put(group, Optional.of(plain.saying(Optional.empty(), Optional.of(enforces))));
    }
  }

  /** The group as an update wants it (marathon.md §3.3); groups around it are made. */
  TreeDraft update(GroupUpdate update) {
    PathId id = update.id();
    Subtree.above(id).forEach(this::ensure);
    ensure(id);
    say(group(id).orElseThrow().saying(update.dependencies(), update.enforceRole()));
    update
        .apps()
        .ifPresent(apps -> {
          Set<PathId> listed = new HashSet<>();
          apps.forEach(app -> listed.add(app.id()));
          appsBelow(id).stream()
              .filter(app -> app.parent().equals(id) && !listed.contains(app) && !isPod(app))
              .forEach(this::remove);
          apps.forEach(this::define);
        });
    update
        .groups()
        .ifPresent(subgroups -> {
          Set<PathId> listed = new HashSet<>();
          subgroups.forEach(group -> listed.add(group.id()));
          groupsBelow(id).stream()
              .filter(group -> group.parent().equals(id) && !listed.contains(group))
              .forEach(this::removeGroup);
          subgroups.forEach(this::update);
        });
    return this;
  }

  /** The group of the same id shall say what this one says. */
  TreeDraft say(Group next) {
    boolean news = group(next.id()).filter(next::saysTheSameAs).isEmpty();
    if (news) {
      groups.put(next.id(), Optional.of(next));
    }
    return this;
  }

  /** The group and everything below it; of the root only what is below. */
  TreeDraft removeGroup(PathId id) {
    appsBelow(id).forEach(this::remove);
    groupsBelow(id).forEach(group -> groups.put(group, Optional.empty()));
    if (!id.isRoot()) {
      groups.put(id, Optional.empty());
    }
    return this;
  }

  /** Removes a group that nothing is in. */
  TreeDraft removeIfEmpty(PathId id) {
    if (!id.isRoot() && appsBelow(id).isEmpty() && groupsBelow(id).isEmpty()) {
      groups.put(id, Optional.empty());
    }
    return this;
  }

  /** Multiplies the instances of all apps below a group, rounded up. */
  TreeDraft scale(PathId group, double factor) {
    for (PathId id : appsBelow(group)) {
      if (isPod(id) || definition(id).filter(RunSpec::daemon).isPresent()) {
        continue;
      }
      RunSpec app = definition(id).orElseThrow();
      double scaled = Math.ceil(app.instances() * factor);
      define(app.withInstances((int) Math.min(scaled, Integer.MAX_VALUE)));
      unjudged.add(id);
    }
    return this;
  }

  /** Everything at and below a group as it was once. */
  TreeDraft restore(PathId id, Collection<AppDefinition> apps, Collection<Group> formerly) {
    Set<PathId> kept = new HashSet<>();
    apps.forEach(app -> kept.add(app.id()));
    formerly.forEach(group -> kept.add(group.id()));
    appsBelow(id).stream().filter(app -> !kept.contains(app) && !isPod(app)).forEach(this::remove);
    groupsBelow(id).stream()
        .filter(group -> !kept.contains(group))
        .forEach(group -> groups.put(group, Optional.empty()));
    Subtree.above(id).forEach(this::ensure);
    formerly.forEach(this::say);
    for (AppDefinition app : apps) {
      reinstate(app);
      unjudged.add(app.id());
    }
    return this;
  }

  /** The tree without what a deployment did to it (marathon.md §12.5). */
  static TreeDraft undoing(Turn turn, Deployment deployment) {
    var draft = new TreeDraft(turn);
    var difference = deployment.plan().difference();
    difference
        .apps()
        .forEach((app, change) -> {
          if (change.from().isPresent()) {
            draft.reinstate(change.from().get().definition());
          } else if (turn.app(app)
              .filter(a -> !a.version().isAfter(deployment.plan().version()))
              .isPresent()) {
            draft.remove(app);
          }
        });
    difference.groups().values().forEach(change -> change.from().ifPresent(draft::say));
    // The innermost first, so that groups are empty when their turn comes.
    difference
        .groups()
        .descendingMap()
        .forEach((group, change) -> {
          if (change.from().isEmpty()) {
            draft.removeIfEmpty(group);
          }
        });
    return draft;
  }

  // What is asked of the draft

  static boolean isTopLevel(PathId id) {
    return !id.isRoot() && id.parent().isRoot();
  }

  /** Apps that get a definition which was accepted before. */
  Set<PathId> reinstated() {
    return Collections.unmodifiableSet(reinstated);
  }

  boolean isPod(PathId id) {
    return definition(id).filter(PodDefinition.class::isInstance).isPresent();
  }

  /** What somebody wished, by app. */
  SortedMap<PathId, Wish> wishes() {
    return Collections.unmodifiableSortedMap(wishes);
  }

  /** Puts a definition that got its service ports in the place of the one that wished for some. */
  void settle(RunSpec definition) {
    wishes.put(definition.id(), new Wish.Define(definition));
  }

  /** The groups that say something new; empty where one is removed. */
  SortedMap<PathId, Optional<Group>> groups() {
    return Collections.unmodifiableSortedMap(groups);
  }

  /** Apps whose definitions nobody has judged yet. */
  Set<PathId> unjudged() {
    return Collections.unmodifiableSet(unjudged);
  }

  /** How long the chains of dependencies below what changes are; empty when they go round. */
  Optional<Map<PathId, Integer>> levels() {
    var apps = new TreeSet<PathId>();
    wishes.keySet().stream().filter(id -> definition(id).isPresent()).forEach(apps::add);
    groups.forEach((id, group) ->
        group.filter(g -> !g.dependencies().isEmpty()).ifPresent(g -> apps.addAll(appsBelow(id))));
    return DependencyOrder.levels(this, apps);
  }
}
