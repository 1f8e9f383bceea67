package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.HealthCheck;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.instance.CheckHealth;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.scheduler.MarathonEvent.ProbeResult;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the results of checks mean for instances (marathon.md §15.4, §16). */
final class Checkups {
  private final Turn turn;
  private final Instances instances;

  Checkups(Turn turn, Instances instances) {
    this.turn = turn;
    this.instances = instances;
  }

  /** One of our own looks at a task has ended. */
  void probed(TaskName task, int check, ProbeResult result) {
    find(task)
        .filter(instance -> check < instance.health().checks().size())
        .ifPresent(instance -> {
          switch (result) {
            case ProbeResult.Healthy() -> healthy(instance, check);
            case ProbeResult.Unhealthy(var cause) -> unhealthy(instance, check, cause, true);
          }
        });
  }

  /** The instance whose current task this is. */
  private Optional<Instance> find(TaskName task) {
    return turn.instance(task.instance().app(), task.instance().uuid())
        .filter(instance -> instance.incarnation() == task.incarnation())
        .filter(instance -> instance.condition().hasTask());
  }

  /** A master told what an agent found. */
  void reported(Instance reported, TaskUpdate update) {
    if (update.check().isPresent() && !update.check().equals(reported.health().result())) {
      turn.put(reported.checked(reported.health().with(update.check().get())));
    }
    if (update.healthy().isEmpty()) {
      return;
    }
    if (definition(reported).orElse(null) instanceof PodDefinition pod) {
      turn.instance(reported.id().app(), reported.id().uuid())
          .ifPresent(instance -> ofContainer(pod, instance, update));
      return;
    }
    List<HealthCheck> checks = checks(reported);
    for (int i = 0; i < checks.size() && i < reported.health().checks().size(); i++) {
      if (checks.get(i).protocol().isOfAgent()) {
        // Each result builds on the one before it.
        Optional<Instance> current = turn.instance(reported.id().app(), reported.id().uuid());
        int check = i;
        current.ifPresent(instance -> {
          if (update.healthy().get()) {
            healthy(instance, check);
          } else {
            unhealthy(instance, check, update.message(), false);
          }
        });
      }
    }
  }

  /** Agents count and end the containers of pods themselves; we only remember what they say. */
  private void ofContainer(PodDefinition pod, Instance reported, TaskUpdate update) {
    int check =
        TaskName.parse(update.task())
            .flatMap(TaskName::container)
            .map(pod.checkedContainers()::indexOf)
            .orElse(-1);
    if (check >= 0 && check < reported.health().checks().size()) {
      CheckHealth before = reported.health().checks().get(check);
      remember(
          reported,
          check,
          update.healthy().orElseThrow()
              ? before.succeeded(turn.now())
              : before.failed(turn.now(), update.message()));
    }
  }

  private Optional<RunSpec> definition(Instance instance) {
    return turn.find(instance.id().app())
        .flatMap(service -> service.definition(instance.runSpecVersion()));
  }

  private List<HealthCheck> checks(Instance instance) {
    return definition(instance).map(app -> List.copyOf(app.healthChecks())).orElse(List.of());
  }

  private void healthy(Instance instance, int check) {
    remember(instance, check, instance.health().checks().get(check).succeeded(turn.now()));
  }

  private void unhealthy(Instance instance, int check, String cause, boolean mayKill) {
    List<HealthCheck> checks = checks(instance);
    if (check >= checks.size()) {
      return;
    }
    HealthCheck asked = checks.get(check);
    CheckHealth before = instance.health().checks().get(check);
    if (instance.condition() != Condition.RUNNING
        || (before.firstSuccess().isEmpty() && isInGrace(instance, asked))) {
      return;
    }
    turn.announce(new Announcement.HealthCheckFailed(turn.now(), instance, asked));
    boolean tooOften =
        asked.maxConsecutiveFailures() > 0
            && before.consecutiveFailures() >= asked.maxConsecutiveFailures();
    remember(instance, check, before.failed(turn.now(), cause));
    if (mayKill && tooOften && instance.killSentAt().isEmpty()) {
      kill(instance, cause);
    }
  }

  private boolean isInGrace(Instance instance, HealthCheck check) {
    Instant running = instance.startedAt().orElse(instance.since());
    return turn.now().isBefore(running.plusSeconds(check.gracePeriodSeconds()));
  }

  /**
   * Only what would be missed after a takeover is written down: that all is still well is not worth
   * a commit.
   */
  private void remember(Instance instance, int check, CheckHealth found) {
    CheckHealth before = instance.health().checks().get(check);
    Health next = instance.health().with(check, found);
    Instance checked = instance.checked(next);
    boolean flipped = before.isAlive() != found.isAlive();
    if (flipped || before.consecutiveFailures() != found.consecutiveFailures()) {
      turn.put(checked);
    } else {
      turn.keep(checked);
    }
    if (flipped) {
      turn.announce(new Announcement.CheckFlipped(turn.now(), checked, found.isAlive()));
    }
    if (!instance.health().isHealthy().equals(next.isHealthy())) {
      turn.announce(new Announcement.HealthChanged(turn.now(), checked));
    }
  }

  private void kill(Instance instance, String cause) {
    Instance current = turn.instance(instance.id().app(), instance.id().uuid()).orElseThrow();
    turn.announce(new Announcement.UnhealthyKill(turn.now(), current, cause));
    turn.remember(
        TaskFailure.of(
            current,
            current.task(),
            TaskState.KILLED,
            "Task was killed since health check failed. Reason: " + cause,
            turn.now(),
            Optional.empty()));
    instances.kill(current);
  }

  /** A task said whether it is ready. */
  void answered(TaskName task, boolean ready, ReadinessAnswer answer) {
    find(task)
        .filter(instance -> instance.health().ready().filter(known -> !known).isPresent())
        .ifPresent(instance -> {
          Instance next = instance.checked(instance.health().answered(ready, answer));
          if (ready) {
            turn.put(next);
          } else {
            turn.keep(next);
          }
        });
  }
}
