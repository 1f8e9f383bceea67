package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.deployment.Difference;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.Subtree;
import dev.stadion.marathon.launch.TakenPorts;
import dev.stadion.marathon.scheduler.TreeDraft.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What follows from a {@link TreeDraft} (marathon.md §12.1): service ports, versions, and whether
 * it makes sense. Nothing is changed before {@link #apply}.
 */
final class Settlement {
  private final Turn turn;
  private final TreeDraft draft;
  private final boolean keepsTasks;
  private final TreeMap<PathId, Transition> transitions = new TreeMap<>();
  private final Optional<MarathonOutcome> refusal;
  private Instant version;

  /**
   * @param draft after its last change
   */
  Settlement(Turn turn, TreeDraft draft) {
    this(turn, draft, false);
  }

  /**
   * @param keepsTasks whether tasks stay although labels change
   */
  Settlement(Turn turn, TreeDraft draft, boolean keepsTasks) {
    this.turn = turn;
    this.draft = draft;
    this.keepsTasks = keepsTasks;
    this.version = turn.now();
    this.refusal = settle();
  }

  /** Why it cannot be; empty when it can. */
  Optional<MarathonOutcome> refusal() {
    return refusal;
  }

  /** The version under which all of this is known. */
  Instant version() {
    return version;
  }

  NavigableMap<PathId, Transition> transitions() {
    return transitions;
  }

  /** From what is to what is drafted. */
  Difference difference() {
    var groups = new TreeMap<PathId, Difference.OfGroup>();
    draft
        .groups()
        .forEach((id, said) ->
            groups.put(
                id,
                new Difference.OfGroup(
                    Optional.ofNullable(turn.groups().get(id)),
                    said.map(group -> group.at(version)))));
    return new Difference(turn.groups().get(PathId.ROOT).version(), transitions, groups);
  }

  private Optional<MarathonOutcome> settle() {
    if (!assignPorts()) {
      var ports = turn.settings().servicePorts();
      return Optional.of(new MarathonOutcome.NoFreePorts(ports.min(), ports.max()));
    }
    version = stamp();
    draft
        .wishes()
        .forEach((id, wish) -> transitions.put(id, new Transition(turn.app(id), next(id, wish))));
    List<Problem> problems = new ArrayList<>(new DraftRules(turn, draft, transitions).problems());
    if (keepsTasks) {
      problems.addAll(restarts());
    }
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(new MarathonOutcome.Invalid(problems));
  }

  private List<Problem> restarts() {
    return transitions.values().stream()
        .filter(Transition::replacesTasks)
        .map(change ->
            new Problem(
                "/",
                "without a restart only labels and the number of instances of "
                    + change.to().orElseThrow().id()
                    + " can change"))
        .toList();
  }

  private boolean assignPorts() {
    TakenPorts taken = drafted();
    for (Wish wish : List.copyOf(draft.wishes().values())) {
      if (wish instanceof Wish.Define(var definition) && definition.servicePorts().contains(0)) {
        TakenPorts byOthers = taken.minus(definition.servicePorts());
        var assigned =
            turn.settings()
                .servicePorts()
                .assign(definition, turn.app(definition.id()).map(App::definition), byOthers);
        if (assigned.isEmpty()) {
          return false;
        }
        draft.settle(assigned.get());
        taken = byOthers.plus(assigned.get().servicePorts());
      }
    }
    return true;
  }

  /** The ports that the apps of the draft name. */
  private TakenPorts drafted() {
    TakenPorts ports = turn.servicePorts();
    for (PathId id : draft.wishes().keySet()) {
      Optional<RunSpec> before = turn.app(id).map(App::definition);
      ports = ports.minus(before.map(RunSpec::servicePorts).orElse(List.of()));
      ports = ports.plus(draft.definition(id).map(RunSpec::servicePorts).orElse(List.of()));
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
    for (PathId id : draft.wishes().keySet()) {
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
                  .map(app ->
                      keepsTasks
                          ? app.redefinedKeepingTasks(definition, version)
                              .orElseGet(() -> app.redefined(definition, version))
                          : app.redefined(definition, version))
                  .orElseGet(() -> App.created(definition, version)));
      case Wish.Restart() -> current.map(app -> app.restarted(version));
      case Wish.Remove() -> Optional.empty();
    };
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
    draft
        .groups()
        .forEach((id, group) -> {
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
