package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition.KillSelection;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.scheduling.id.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes instances come and go. */
final class Instances {
  private final Turn turn;

  Instances(Turn turn) {
    this.turn = turn;
  }

  /** Wants {@code count} more instances of the app as it is now. */
  void schedule(Service service, int count) {
    App app = service.app().orElseThrow();
    int woken = app.definition().isResident() ? wake(service, app, count) : 0;
    for (int i = woken; i < count; i++) {
      var id = new InstanceId(app.id(), turn.newId());
      turn.put(Instance.scheduled(id, app.version(), turn.now()));
    }
  }

  /** Those that rest go on where their data is. */
  private int wake(Service service, App app, int count) {
    List<Instance> resting =
        service.instances().values().stream()
            .filter(Instance::isResting)
            .sorted(Comparator.comparing(Instance::id))
            .limit(count)
            .toList();
    resting.forEach(instance -> turn.put(instance.rescheduled(app.version(), turn.now())));
    return resting.size();
  }

  /** Ends an instance; one that keeps data is only put to rest. */
  void retire(Instance instance) {
    if (instance.reserved().isEmpty()) {
      decommission(instance);
    } else if (instance.goal() == Goal.RUNNING) {
      turn.put(instance.stopped());
      turn.instance(instance.id().app(), instance.id().uuid()).ifPresent(this::kill);
    }
  }

  /** Ends an instance for good. */
  void decommission(Instance instance) {
    switch (instance.condition()) {
      case SCHEDULED -> {
        turn.remove(instance);
        tellGone(instance, Condition.KILLED);
      }
      case UNREACHABLE, UNREACHABLE_INACTIVE -> {
        // If it ever comes back nobody will know it, and it is killed for that.
        turn.remove(instance);
        tellGone(instance, instance.condition());
      }
      case PROVISIONED, STAGING, STARTING, RUNNING, KILLING -> {
        if (instance.goal() != Goal.DECOMMISSIONED) {
          turn.put(instance.decommissioned());
        }
        turn.instance(instance.id().app(), instance.id().uuid()).ifPresent(this::kill);
      }
      case FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN -> turn.remove(instance);
    }
  }

  private void tellGone(Instance instance, Condition condition) {
    turn.announce(
        new Announcement.InstanceChanged(turn.now(), instance.decommissioned(), condition));
  }

  /** Asks for the end of an instance's task; what becomes of the instance is up to its goal. */
  void kill(Instance instance) {
    if (!instance.condition().hasTask()) {
      return;
    }
    Optional<Duration> grace =
        turn.app(instance.id().app())
            .flatMap(app -> app.definition().taskKillGracePeriodSeconds())
            .map(Duration::ofSeconds);
    Optional<AgentId> agent = instance.placement().map(Placement::agent);
    instance.tasks().forEach(task -> turn.effect(new MarathonEffect.Kill(task, agent, grace)));
    turn.keep(instance.killSent(turn.now()));
  }

  /**
   * Ends as many instances that count as there are too many, and at least those {@code sentenced}
   * (marathon.md §12.3).
   */
  void shrink(Service service, int target, Set<InstanceId> sentenced) {
    int surplus = service.tally().wanted() - target;
    if (surplus <= 0 && sentenced.isEmpty()) {
      return;
    }
    App app = service.app().orElseThrow();
    var candidates = new ArrayList<Instance>();
    for (Instance instance : service.instances().values()) {
      if (instance.counts()) {
        candidates.add(instance);
      }
    }
    candidates.sort(
        Comparator.comparing((Instance i) -> !sentenced.contains(i.id()))
            .thenComparing(killOrder(app.definition().killSelection())));
    long doomed = candidates.stream().filter(i -> sentenced.contains(i.id())).count();
    candidates.stream().limit(Math.max(surplus, doomed)).forEach(this::retire);
  }

  /** Those go first that are worth least. */
  static Comparator<Instance> killOrder(KillSelection selection) {
    Comparator<Instance> byAge = Comparator.comparing(Instances::bornAt);
    return Comparator.comparingInt(Instances::worth)
        .thenComparing(
            switch (selection) {
              case YOUNGEST_FIRST -> byAge.reversed();
              case OLDEST_FIRST -> byAge;
            })
        .thenComparing(Instance::id);
  }

  private static Instant bornAt(Instance instance) {
    return instance.startedAt().or(instance::stagedAt).orElse(instance.since());
  }

  private static int worth(Instance instance) {
    return switch (instance.condition()) {
      case SCHEDULED -> 0;
      case UNREACHABLE, UNREACHABLE_INACTIVE -> 1;
      case PROVISIONED -> 2;
      case STAGING -> 3;
      case STARTING -> 4;
      case RUNNING -> instance.health().isFit() ? 6 : 5;
      case KILLING, FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN -> 7;
    };
  }

  /** All instances of {@code service} that {@code version} is not the version of. */
  static List<Instance> old(Service service, Instant version) {
    var old = new ArrayList<Instance>();
    for (Instance instance : service.instances().values()) {
      if (instance.counts() && !instance.runSpecVersion().equals(version)) {
        old.add(instance);
      }
    }
    return old;
  }
}
