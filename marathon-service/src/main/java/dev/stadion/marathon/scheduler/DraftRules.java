package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppValidation;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Problems;
import dev.stadion.marathon.app.ResidencyRules;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.group.Group;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must be true of a draft of the tree as a whole (marathon.md §7, §12.1, §14.5). */
final class DraftRules {
  private final Turn turn;
  private final TreeDraft draft;
  private final Map<PathId, Transition> transitions;
  private final Problems problems = new Problems();

  /**
   * @param transitions what becomes of the apps that somebody wished something for
   */
  DraftRules(Turn turn, TreeDraft draft, Map<PathId, Transition> transitions) {
    this.turn = turn;
    this.draft = draft;
    this.transitions = transitions;
  }

  /** Empty when the draft may become the tree. */
  List<Problem> problems() {
    draft.wishes().keySet().forEach(this::sharesItsId);
    for (PathId id : draft.unjudged()) {
      draft
          .definition(id)
          .map(AppDefinition.class::cast)
          .map(app -> AppValidation.problems(app, turn.settings().validation()))
          .ifPresent(found -> found.forEach(p -> problems.add(p.path(), p.message())));
    }
    draft.wishes().keySet().forEach(this::hasItsRole);
    draft
        .groups()
        .forEach((id, group) -> {
          sharesItsId(id);
          group.ifPresent(this::enforcesRightly);
        });
    if (problems.isEmpty() && draft.levels().isEmpty()) {
      problems.add("/", "Dependency graph has cyclic dependencies.");
    }
    return problems.toList();
  }

  private void hasItsRole(PathId id) {
    Optional<RunSpec> definition = draft.definition(id);
    if (definition.isEmpty()) {
      return;
    }
    // What is wrong in a whole tree is found by the id of the app.
    String at = draft.wishes().size() == 1 ? "" : "/apps/" + id;
    turn.app(id)
        .ifPresent(app -> ResidencyRules.check(app.definition(), definition.get(), at, problems));
    if (draft.reinstated().contains(id)) {
      return;
    }
    RoleRules roles = turn.settings().validation().roles();
    roles.check(
        definition.get(),
        draft.enforcesRole(id),
        turn.app(id).map(App::definition).map(RunSpec::role),
        at,
        problems);
  }

  private void enforcesRightly(Group group) {
    problems.require(
        !group.enforceRole() || TreeDraft.isTopLevel(group.id()),
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

  private void sharesItsId(PathId id) {
    problems.require(
        draft.definition(id).isEmpty() || draft.group(id).isEmpty(),
        "/",
        draft.isPod(id)
            ? "Groups and Pods may not have the same identifier."
            : "Groups and Applications may not have the same identifier.");
    Transition transition = transitions.get(id);
    problems.require(
        transition == null || !transition.changesKind(),
        "/",
        "Applications and Pods may not share the same id");
  }
}
