package dev.stadion.marathon.scheduler;

import static java.util.stream.Collectors.joining;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Purpose;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.scheduler.MarathonEvent.Conditions;
import dev.stadion.marathon.scheduler.MarathonEvent.Origin;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.scheduler.MarathonOutcome.Invalid;
import dev.stadion.marathon.scheduler.MarathonOutcome.Locked;
import dev.stadion.marathon.scheduler.MarathonOutcome.TooManyDeployments;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Lets a draft of the tree become the tree, or says why not (marathon.md §12.1). */
final class Admission {
  private final Turn turn;
  private final Rollout rollout;
  private final Conditions conditions;

  Admission(Turn turn, Rollout rollout, Conditions conditions) {
    this.turn = turn;
    this.rollout = rollout;
    this.conditions = conditions;
  }

  /**
   * How a draft is admitted.
   *
   * @param force whether deployments that are in the way are cancelled
   * @param group that was changed as a whole; the groups around the changed apps when absent
   * @param origin to be told of when a single app was posted
   * @param sentenced instances that go first when their app shrinks
   * @param undoes what went wrong, when another deployment is undone
   */
  record Terms(
      boolean force,
      Optional<PathId> group,
      Optional<Origin> origin,
      Set<InstanceId> sentenced,
      Optional<Purpose> undoes) {
    static Terms of(boolean force) {
      return new Terms(force, Optional.empty(), Optional.empty(), Set.of(), Optional.empty());
    }

    Terms onGroup(PathId id) {
      return new Terms(force, Optional.of(id), origin, sentenced, undoes);
    }

    Terms from(Origin asker) {
      return new Terms(force, group, Optional.of(asker), sentenced, undoes);
    }

    Terms sentencing(Set<InstanceId> instances) {
      return new Terms(force, group, origin, instances, undoes);
    }

    Terms undoing(DeploymentId deployment, String reason) {
      return new Terms(
          force, group, origin, sentenced, Optional.of(Purpose.undoing(deployment, reason)));
    }
  }

  MarathonOutcome admit(TreeDraft draft, Terms terms) {
    if (conditions.preview()) {
      return preview(draft, terms);
    }
    int max = turn.settings().maxDeployments();
    if (turn.deployments().size() >= max && terms.undoes().isEmpty()) {
      return new TooManyDeployments(max);
    }
    var settlement = new Settlement(turn, draft, conditions.keepsTasks());
    Set<PathId> groups = changedGroups(draft, terms);
    if (settlement.refusal().isPresent()) {
      return refused(groups, settlement.version(), settlement.refusal().get());
    }
    DeploymentPlan plan = plan(draft, settlement, terms).with(purpose(terms));
    List<Deployment> conflicts = conflicts(plan);
    if (!terms.force() && !conflicts.isEmpty()) {
      return refused(
          groups,
          settlement.version(),
          new Locked(conflicts.stream().map(Deployment::id).toList()));
    }
    conflicts.forEach(rollout::cancel);
    settlement.apply();
    terms.origin().ifPresent(origin -> tellOfPosts(settlement, origin));
    for (PathId group : groups) {
      turn.announce(new Announcement.GroupChanged(turn.now(), group, settlement.version()));
    }
    rollout.begin(plan);
    return deployed(settlement, plan);
  }

  private Purpose purpose(Terms terms) {
    return terms
        .undoes()
        .or(() -> conditions.deadline().map(time -> Purpose.until(turn.now().plus(time))))
        .orElse(Purpose.PLAIN);
  }

  /** What would be done, without doing it. */
  private MarathonOutcome preview(TreeDraft draft, Terms terms) {
    var settlement = new Settlement(turn, draft, conditions.keepsTasks());
    if (settlement.refusal().isPresent()) {
      return settlement.refusal().get();
    }
    DeploymentPlan plan = plan(draft, settlement, terms);
    return new MarathonOutcome.Planned(
        plan, Forecast.of(turn, plan), conflicts(plan).stream().map(Deployment::id).toList());
  }

  private DeploymentPlan plan(TreeDraft draft, Settlement settlement, Terms terms) {
    return DeploymentPlan.of(
        new DeploymentId(turn.newId()),
        settlement.version(),
        settlement.difference(),
        draft.levels().orElseThrow(),
        terms.sentenced());
  }

  private List<Deployment> conflicts(DeploymentPlan plan) {
    var ids = new TreeSet<DeploymentId>();
    for (PathId app : plan.affected()) {
      turn.find(app).flatMap(Service::lockedBy).ifPresent(ids::add);
    }
    return ids.stream().map(turn.deployments()::get).toList();
  }

  private MarathonOutcome refused(Set<PathId> groups, Instant version, MarathonOutcome why) {
    for (PathId group : groups) {
      turn.announce(new Announcement.GroupChangeFailed(turn.now(), group, version, reason(why)));
    }
    return why;
  }

  private static String reason(MarathonOutcome why) {
    return switch (why) {
      case Locked(var deployments) -> "App is locked by deployments " + deployments;
      case Invalid(var problems) ->
          problems.stream()
              .map(problem -> problem.path() + ": " + problem.message())
              .collect(joining("; "));
      case TooManyDeployments _,
          Deployed _,
          MarathonOutcome.NoFreePorts _,
          MarathonOutcome.Done _,
          MarathonOutcome.SecretExists _,
          MarathonOutcome.NoSuchSecret _,
          MarathonOutcome.Killed _,
          MarathonOutcome.Planned _,
          MarathonOutcome.Superseded _,
          MarathonOutcome.NoSuchApp _,
          MarathonOutcome.NoSuchGroup _,
          MarathonOutcome.GroupAlreadyExists _,
          MarathonOutcome.PathTaken _,
          MarathonOutcome.NoSuchDeployment _,
          MarathonOutcome.AlreadyExists _ ->
          why.toString();
    };
  }

  private static Set<PathId> changedGroups(TreeDraft draft, Terms terms) {
    if (terms.group().isPresent()) {
      return Set.of(terms.group().get());
    }
    var groups = new TreeSet<PathId>();
    draft.wishes().keySet().forEach(app -> groups.add(app.parent()));
    return groups;
  }

  private void tellOfPosts(Settlement settlement, Origin origin) {
    settlement
        .transitions()
        .values()
        .forEach(transition -> {
          if (transition.isOfPod()) {
            turn.announce(new Announcement.PodChanged(turn.now(), origin, change(transition)));
          } else {
            transition
                .to()
                .ifPresent(
                    app -> turn.announce(new Announcement.AppPosted(turn.now(), origin, app)));
          }
        });
  }

  private static Announcement.PodChanged.Change change(Transition transition) {
    return transition.to().isEmpty()
        ? Announcement.PodChanged.Change.DELETED
        : transition.from().isEmpty()
            ? Announcement.PodChanged.Change.CREATED
            : Announcement.PodChanged.Change.UPDATED;
  }

  private static Deployed deployed(Settlement settlement, DeploymentPlan plan) {
    boolean single = settlement.transitions().size() == 1;
    Optional<App> app =
        single ? settlement.transitions().firstEntry().getValue().to() : Optional.empty();
    boolean created =
        single
            && settlement.transitions().firstEntry().getValue().from().isEmpty()
            && app.isPresent();
    return new Deployed(plan.id(), settlement.version(), app, created);
  }
}
