package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition.UnreachableStrategy;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Conditions;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What a master's word about a task means for its instance (marathon.md §17). */
final class Updates {
  private final Turn turn;
  private final Instances instances;
  private final Reconciliation reconciliation;
  private final Checkups checkups;

  Updates(Turn turn, Instances instances, Reconciliation reconciliation) {
    this.turn = turn;
    this.instances = instances;
    this.reconciliation = reconciliation;
    this.checkups = new Checkups(turn, instances);
  }

  /** Late, repeated and foreign updates are normal; every one is acknowledged. */
  void apply(TaskUpdate update) {
    Optional<TaskName> name = TaskName.parse(update.task());
    Optional<Instance> instance =
        name.flatMap(n -> turn.instance(n.instance().app(), n.instance().uuid()));
    Condition next = Conditions.of(update);
    if (next == Condition.UNREACHABLE || next == Condition.GONE) {
      update.agent().ifPresent(agent -> turn.fleet(turn.fleet().without(agent)));
    }
    if (instance.isEmpty()) {
      unknown(update, name, next);
    } else if (!isOf(instance.get(), name.orElseThrow())) {
      stray(update, next);
    } else if (name.get().container().isPresent()) {
      ofContainer(instance.get(), name.get().container().get(), update, next);
    } else {
      known(instance.get(), update, next);
    }
    if (update.uuid().isPresent() && update.agent().isPresent()) {
      turn.effect(
          new MarathonEffect.Acknowledge(update.task(), update.agent().get(), update.uuid().get()));
    }
  }

  private static boolean isOf(Instance instance, TaskName name) {
    boolean belongs =
        name.container()
            .map(container -> instance.containers().containsKey(container))
            .orElse(instance.containers().isEmpty());
    return belongs
        && instance.incarnation() == name.incarnation()
        && instance.condition().hasTask();
  }

  /** An instance of a pod is what all of its tasks are together. */
  private void ofContainer(Instance instance, String container, TaskUpdate update, Condition next) {
    Condition known = instance.containers().get(container).condition();
    if (known.isTerminal() || isOlderThan(known, next)) {
      return;
    }
    tell(instance, known, update, next);
    // An answer to our own question says nothing that was not said better before.
    String said =
        update.isReconciliation()
            ? instance.containers().get(container).message()
            : update.message();
    Instance heard = instance.heard(container, next, at(update), said);
    become(heard.together(), instance, heard, update);
  }

  /** Concerns a task that none of our instances ever had, or that we forgot. */
  private void unknown(TaskUpdate update, Optional<TaskName> name, Condition next) {
    stray(update, next);
    // Answers to our own questions about what is long gone are no news.
    if (next.isTerminal() && name.isPresent() && !update.isReconciliation()) {
      turn.announce(
          new Announcement.UnknownInstanceTerminated(turn.now(), name.get().instance(), next));
    }
  }

  /** A task that nobody needs, as that of an instance which has moved on. */
  private void stray(TaskUpdate update, Condition next) {
    if (next.isTerminal()) {
      reconciliation.ended(update.task());
    } else if (next != Condition.UNREACHABLE && next != Condition.KILLING) {
      reconciliation.unknown(update.task(), update.agent());
    }
  }

  private void known(Instance instance, TaskUpdate update, Condition next) {
    if (!isOlderThan(instance.condition(), next)) {
      tell(instance, instance.condition(), update, next);
      become(next, instance, instance, update);
    }
  }

  /** What the master said of one task, for those who watch and those who ask later. */
  private void tell(Instance instance, Condition known, TaskUpdate update, Condition next) {
    if (known != next) {
      turn.announce(new Announcement.StatusUpdated(turn.now(), update, instance));
    }
    if (next.isTerminal()) {
      keepInHistory(instance, update);
      keepAsLastFailure(instance, update);
    }
  }

  /**
   * Draws the consequences for the whole instance.
   *
   * @param before as it is known, with its tasks as they were
   * @param instance the same with what was heard of its tasks
   */
  private void become(Condition next, Instance before, Instance instance, TaskUpdate update) {
    if (next.isTerminal()) {
      ended(instance, next);
    } else if (next == Condition.UNREACHABLE) {
      unreachable(before, instance, update);
    } else {
      alive(before, instance, update, next);
    }
  }

  /** Whether the news is from before what we know; only reconciliation and resending do that. */
  private static boolean isOlderThan(Condition known, Condition news) {
    return switch (known) {
      case STARTING -> news == Condition.STAGING;
      case RUNNING -> news == Condition.STAGING || news == Condition.STARTING;
      case KILLING ->
          news == Condition.STAGING || news == Condition.STARTING || news == Condition.RUNNING;
      case UNREACHABLE_INACTIVE -> news == Condition.UNREACHABLE;
      case SCHEDULED,
          PROVISIONED,
          STAGING,
          UNREACHABLE,
          FINISHED,
          FAILED,
          KILLED,
          ERROR,
          DROPPED,
          GONE,
          UNKNOWN ->
          false;
    };
  }

  private void alive(Instance before, Instance instance, TaskUpdate update, Condition next) {
    Instance reported = instance.reported(next, at(update), update.ipAddresses());
    if (!reported.equals(before)) {
      turn.put(reported);
    }
    checkups.reported(reported, update);
    Service service = turn.service(instance.id().app());
    service
        .delay()
        .ifPresent(delay -> turn.put(service.withDelay(Optional.of(delay.touched(turn.now())))));
    boolean cameBack =
        instance.condition() == Condition.UNREACHABLE
            || instance.condition() == Condition.UNREACHABLE_INACTIVE;
    if (cameBack && reported.goal() != Goal.RUNNING) {
      instances.kill(reported);
    }
  }

  private void unreachable(Instance before, Instance instance, TaskUpdate update) {
    boolean forgetAtOnce =
        turn.app(instance.id().app())
            .map(app -> app.definition().unreachableStrategy())
            .filter(new UnreachableStrategy.Enabled(0, 0)::equals)
            .isPresent();
    if (instance.goal() == Goal.DECOMMISSIONED || forgetAtOnce) {
      turn.remove(instance);
      turn.announce(new Announcement.InstanceChanged(turn.now(), instance, Condition.UNREACHABLE));
    } else {
      Instance away = instance.reported(Condition.UNREACHABLE, at(update), update.ipAddresses());
      if (!away.equals(before)) {
        turn.put(away);
      }
    }
  }

  private void ended(Instance instance, Condition next) {
    turn.announce(new Announcement.InstanceChanged(turn.now(), instance, next));
    Optional<App> app = turn.app(instance.id().app());
    app.ifPresent(wanted -> {
      if (instance.goal() == Goal.RUNNING && instance.killSentAt().isEmpty()) {
        slowDown(instance, next, wanted);
      }
    });
    // A machine that is gone for good took its data along.
    Instance left = next == Condition.GONE ? instance.unsettled() : instance;
    if (instance.goal() == Goal.DECOMMISSIONED || app.isEmpty()) {
      turn.remove(left);
    } else if (instance.goal() == Goal.STOPPED || isBeingReplaced(instance, app.get())) {
      rest(left, next);
    } else {
      turn.put(left.rescheduled(app.get().version(), turn.now()));
    }
  }

  /** Who keeps data waits until it is wanted again; whoever does not is not needed any more. */
  private void rest(Instance instance, Condition end) {
    if (instance.reserved().isPresent()) {
      turn.put(instance.resting(end, turn.now()));
    } else {
      turn.remove(instance);
    }
  }

  /** An old instance that dies while its app is restarted makes way for a new one. */
  private boolean isBeingReplaced(Instance instance, App app) {
    return !instance.runSpecVersion().equals(app.version())
        && turn.deploymentAt(turn.service(app.id()))
            .map(deployment -> deployment.unfinished().get(app.id()))
            .filter(action -> action.kind() == Action.Kind.RESTART)
            .isPresent();
  }

  private void keepInHistory(Instance instance, TaskUpdate update) {
    turn.change(
        new MarathonChange.SaveEndedTask(
            new EndedTask(
                instance.id().app(),
                update.task(),
                update.state(),
                update.reason(),
                update.message(),
                instance.placement().map(Placement::hostname).orElse(""),
                update.agent().or(() -> instance.placement().map(Placement::agent)),
                instance.stagedAt(),
                instance.startedAt(),
                at(update),
                instance.runSpecVersion())));
  }

  /** As long as there is an app that it can be the last failure of. */
  private void keepAsLastFailure(Instance instance, TaskUpdate update) {
    if (TaskFailure.isFailure(update.state()) && turn.app(instance.id().app()).isPresent()) {
      turn.remember(
          TaskFailure.of(
              instance,
              update.task(),
              update.state(),
              update.message(),
              at(update),
              update.agent()));
    }
  }

  private void slowDown(Instance instance, Condition next, App app) {
    boolean counted =
        switch (next) {
          case FAILED, ERROR, DROPPED, GONE, FINISHED -> true;
          case SCHEDULED,
              PROVISIONED,
              STAGING,
              STARTING,
              RUNNING,
              KILLING,
              UNREACHABLE,
              UNREACHABLE_INACTIVE,
              KILLED,
              UNKNOWN ->
              false;
        };
    if (!counted) {
      return;
    }
    Backoff.raise(turn, app, instance.stagedAt().orElse(turn.now()));
  }

  private static Instant at(TaskUpdate update) {
    return update.at().truncatedTo(ChronoUnit.MILLIS);
  }
}
