package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppValidation;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Problems;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.deployment.DeploymentPlan.Transition;
import dev.stadion.marathon.group.DependencyOrder;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.GroupUpdate;
import dev.stadion.marathon.group.Subtree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tree of groups and apps as a command would have it: a few changes laid over what is. Nothing
 * is changed before {@link #apply}, so a draft may be looked at and thrown away. Its cost depends
 * on what changes, not on how much there is.
 */
final class TreeDraft implements DependencyOrder.Tree {
  private final Turn turn;
  private final TreeMap<PathId, Wish> wishes = new TreeMap<>();
  private final TreeMap<PathId, Optional<Group>> groups = new TreeMap<>();
  private final TreeMap<PathId, Transition> transitions = new TreeMap<>();
  private final Set<PathId> unjudged = new TreeSet<>();
  private Instant version;

  TreeDraft(Turn turn) {
    this.turn = turn;
    this.version = turn.now();
  }

  /** What shall become of an app. */
  private sealed interface Wish {
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
    wishes.put(definition.id(), new Wish.Define(definition));
    Subtree.above(definition.id()).forEach(this::ensure);
    return this;
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
      groups.put(group, Optional.of(Group.plain(group, turn.now())));
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
      if (isPod(id)) {
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
      define(app);
      unjudged.add(app.id());
    }
    return this;
  }

  // What follows from the draft

  /**
   * Assigns service ports and versions; to be called once, after the last change.
   *
   * @return why it cannot be; empty when it can
   */
  Optional<MarathonOutcome> settle() {
    if (!assignPorts()) {
      var ports = turn.settings().servicePorts();
      return Optional.of(new MarathonOutcome.NoFreePorts(ports.min(), ports.max()));
    }
    version = stamp();
    wishes.forEach((id, wish) -> transitions.put(id, new Transition(turn.app(id), next(id, wish))));
    List<Problem> problems = problems();
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(new MarathonOutcome.Invalid(problems));
  }

  private boolean assignPorts() {
    for (var entry : wishes.entrySet()) {
      if (entry.getValue() instanceof Wish.Define(var definition)
          && definition.servicePorts().contains(0)) {
        Optional<RunSpec> assigned =
            turn.settings()
                .servicePorts()
                .assign(
                    definition,
                    turn.app(definition.id()).map(App::definition),
                    portsOfOthers(definition.id()));
        if (assigned.isEmpty()) {
          return false;
        }
        entry.setValue(new Wish.Define(assigned.get()));
      }
    }
    return true;
  }

  private Set<Integer> portsOfOthers(PathId id) {
    var ports = new HashSet<Integer>();
    for (PathId other : appsBelow(PathId.ROOT)) {
      if (!other.equals(id)) {
        ports.addAll(definition(other).orElseThrow().servicePorts());
      }
    }
    return ports;
  }

  /**
   * One moment for all that changes together, and never one that an app of that id had already:
   * versions name definitions (marathon.md §11).
   */
  private Instant stamp() {
    Instant root = turn.groups().get(PathId.ROOT).version();
    Instant stamp = later(turn.now(), root);
    for (PathId id : wishes.keySet()) {
      Optional<Service> service = turn.find(id);
      if (service.isPresent()) {
        Instant taken = service.get().app().map(App::version).orElse(root);
        stamp = later(stamp, taken.plusMillis(1));
      }
    }
    return stamp;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private Optional<App> next(PathId id, Wish wish) {
    Optional<App> current = turn.app(id);
    return switch (wish) {
      case Wish.Define(var definition) ->
          Optional.of(
              current
                  .map(app -> app.redefined(definition, version))
                  .orElseGet(() -> App.created(definition, version)));
      case Wish.Restart() -> current.map(app -> app.restarted(version));
      case Wish.Remove() -> Optional.empty();
    };
  }

  private List<Problem> problems() {
    var problems = new Problems();
    wishes.keySet().forEach(id -> sharesItsId(id, problems));
    for (PathId id : unjudged) {
      definition(id)
          .map(AppDefinition.class::cast)
          .map(app -> AppValidation.problems(app, turn.settings().validation()))
          .ifPresent(found -> found.forEach(p -> problems.add(p.path(), p.message())));
    }
    for (var entry : groups.entrySet()) {
      sharesItsId(entry.getKey(), problems);
      entry.getValue().ifPresent(group -> enforcesRightly(group, problems));
    }
    if (problems.isEmpty() && levels().isEmpty()) {
      problems.add("/", "Dependency graph has cyclic dependencies.");
    }
    return problems.toList();
  }

  /** marathon.md §7. */
  private void enforcesRightly(Group group, Problems problems) {
    problems.require(
        !group.enforceRole() || isTopLevel(group.id()),
        "/enforceRole",
        "enforceRole can only be set for top-level groups, and "
            + group.id()
            + " is not top-level");
    Group before = turn.groups().get(group.id());
    boolean alone = before == null || before.enforceRole() == group.enforceRole();
    problems.require(
        alone || transitions.values().stream().allMatch(t -> t.from().equals(t.to())),
        "/enforceRole",
        "enforceRole cannot be modified in a request that adds, removes or modifies services;"
            + " please make these changes in separate requests.");
  }

  private static boolean isTopLevel(PathId id) {
    return !id.isRoot() && id.parent().isRoot();
  }

  private void sharesItsId(PathId id, Problems problems) {
    problems.require(
        definition(id).isEmpty() || group(id).isEmpty(),
        "/",
        isPod(id)
            ? "Groups and Pods may not have the same identifier."
            : "Groups and Applications may not have the same identifier.");
    Transition transition = transitions.get(id);
    problems.require(
        transition == null || !transition.changesKind(),
        "/",
        "Applications and Pods may not share the same id");
  }

  private boolean isPod(PathId id) {
    return definition(id).filter(PodDefinition.class::isInstance).isPresent();
  }

  /** How long the chains of dependencies below what changes are; empty when they go round. */
  Optional<Map<PathId, Integer>> levels() {
    var apps = new TreeSet<PathId>();
    wishes.keySet().stream().filter(id -> definition(id).isPresent()).forEach(apps::add);
    groups.forEach((id, group) ->
        group.filter(g -> !g.dependencies().isEmpty()).ifPresent(g -> apps.addAll(appsBelow(id))));
    return DependencyOrder.levels(this, apps);
  }

  /** The version under which all of this is known. */
  Instant version() {
    return version;
  }

  /** The apps that somebody wished something for. */
  Set<PathId> drafted() {
    return wishes.keySet();
  }

  NavigableMap<PathId, Transition> transitions() {
    return transitions;
  }

  /** What stood in the place of every group that says something else now. */
  NavigableMap<PathId, Optional<Group>> originalGroups() {
    var originals = new TreeMap<PathId, Optional<Group>>();
    groups.keySet().forEach(id -> originals.put(id, Optional.ofNullable(turn.groups().get(id))));
    return originals;
  }

  /** Makes it so. */
  void apply() {
    var changed = new TreeSet<PathId>();
    transitions.forEach((id, transition) -> {
      if (!transition.from().equals(transition.to())) {
        redefine(id, transition.to());
        changed.add(id);
      }
    });
    var removed = new ArrayList<PathId>();
    groups.forEach((id, group) -> {
      changed.add(id);
      group.ifPresentOrElse(
          said -> turn.put(said.at(version), true),
          () -> {
            if (turn.groups().containsKey(id)) {
              removed.add(id);
            }
          });
    });
    removed.forEach(id -> turn.removeGroup(id, version));
    if (changed.isEmpty()) {
      return;
    }
    touchAround(changed);
    turn.change(new MarathonChange.SaveTreeVersion(version));
  }

  private void redefine(PathId id, Optional<App> next) {
    turn.put(turn.service(id).withApp(next));
    turn.change(
        next.<MarathonChange>map(MarathonChange.SaveApp::new)
            .orElseGet(() -> new MarathonChange.RemoveApp(id, version)));
  }

  /** A change below a group is a change of the group. */
  private void touchAround(Set<PathId> changed) {
    var around = new TreeSet<PathId>();
    changed.forEach(id -> around.addAll(Subtree.above(id)));
    around.add(PathId.ROOT);
    for (PathId id : around) {
      Group group = turn.groups().get(id);
      if (group != null && !group.version().equals(version)) {
        turn.put(group.at(version), false);
      }
    }
  }
}
