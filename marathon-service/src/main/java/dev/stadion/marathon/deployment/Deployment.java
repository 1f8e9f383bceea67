package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import java.util.Optional;
import java.util.UUID;
import org.pcollections.ConsPStack;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * A plan on its way. Only the plan is remembered durably: after a restart it begins with its first
 * step again, which finds most of its work done.
 *
 * @param step index of the current step; -1 before the first
 * @param unfinished the actions of the current step that are not done
 * @param pending the apps that have an action in this or a later step
 * @param goals for each app being scaled: how many good instances end its action
 * @param outgoing for each app being restarted: its old instances, the next to go first
 */
public record Deployment(
    DeploymentPlan plan,
    int step,
    TreePMap<PathId, Action> unfinished,
    TreePSet<PathId> pending,
    PMap<PathId, Integer> goals,
    PMap<PathId, ConsPStack<UUID>> outgoing) {
  public Deployment {
    requireNonNull(plan, "plan");
  }

  /** A plan that was accepted and did not begin. */
  public static Deployment of(DeploymentPlan plan) {
    return new Deployment(
        plan,
        -1,
        TreePMap.empty(),
        TreePSet.from(plan.affected()),
        HashTreePMap.empty(),
        HashTreePMap.empty());
  }

  public DeploymentId id() {
    return plan.id();
  }

  /** The step that is being worked on. */
  public Optional<Step> current() {
    return step >= 0 && step < plan.steps().size()
        ? Optional.of(plan.steps().get(step))
        : Optional.empty();
  }

  /** This deployment at the beginning of its next step. */
  public Deployment nextStep() {
    TreePMap<PathId, Action> actions = TreePMap.empty();
    for (Action action : plan.steps().get(step + 1).actions()) {
      actions = actions.plus(action.app(), action);
    }
    return new Deployment(
        plan, step + 1, actions, pending, HashTreePMap.empty(), HashTreePMap.empty());
  }

  public boolean hasNextStep() {
    return step + 1 < plan.steps().size();
  }

  /** The current action on {@code app} is done. */
  public Deployment finished(PathId app) {
    boolean comesAgain =
        plan.steps().subList(step + 1, plan.steps().size()).stream()
            .anyMatch(later -> later.actions().stream().anyMatch(a -> a.app().equals(app)));
    return new Deployment(
        plan,
        step,
        unfinished.minus(app),
        comesAgain ? pending : pending.minus(app),
        goals,
        outgoing);
  }

  /** {@code app} is done being scaled when it has {@code good} good instances. */
  public Deployment withGoal(PathId app, int good) {
    return new Deployment(plan, step, unfinished, pending, goals.plus(app, good), outgoing);
  }

  /** Of {@code app}, these instances are still to go. */
  public Deployment withOutgoing(PathId app, ConsPStack<UUID> instances) {
    return new Deployment(plan, step, unfinished, pending, goals, outgoing.plus(app, instances));
  }
}
