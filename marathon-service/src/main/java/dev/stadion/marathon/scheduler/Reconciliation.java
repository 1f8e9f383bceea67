package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.scheduler.MarathonEvent.Subscribed;
import dev.stadion.marathon.scheduler.MarathonState.MasterView;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** Brings what we know and what the master knows together (marathon.md §18, promises.md P8). */
final class Reconciliation {
  private static final int FRAMEWORK_ID_MISSING = 108;
  private static final int SCHEDULER_ERROR = 106;

  /** Every so many questions to the master also name the tasks that we know. */
  private static final int ROUNDS = 10;

  private final Turn turn;

  Reconciliation(Turn turn) {
    this.turn = turn;
  }

  /** A new leader begins: it is careful for a while. */
  void begin() {
    if (turn.keepsakes().framework().isEmpty()
        && turn.services().values().stream().anyMatch(s -> !s.instances().isEmpty())) {
      turn.effect(
          new MarathonEffect.Halt(
              FRAMEWORK_ID_MISSING,
              "instances are stored but the framework id is missing: the master would take them"
                  + " for another framework's"));
    }
    HeartSettings settings = turn.settings();
    if (!settings.caution().isZero()) {
      turn.unknown(
          new UnknownTasks(
              Optional.of(turn.now().plus(settings.caution())),
              TreePMap.empty(),
              Optional.empty(),
              false));
    }
    arm(Alarm.Kind.RECONCILE, turn.now().plus(settings.reconcileInterval()));
    arm(
        Alarm.Kind.RECONCILE_ALL,
        turn.now().plus(settings.reconcileInterval().multipliedBy(ROUNDS)));
  }

  void subscribed(Subscribed subscribed) {
    FrameworkId id = subscribed.framework();
    Optional<FrameworkId> known = turn.keepsakes().framework();
    if (known.filter(ours -> !ours.equals(id)).isPresent()) {
      turn.effect(
          new MarathonEffect.Halt(
              SCHEDULER_ERROR, "the master calls us " + id + " but we are " + known.get()));
      return;
    }
    if (known.isEmpty()) {
      turn.keepsakes().framework(id);
      turn.announce(new Announcement.Registered(turn.now(), id, subscribed.master()));
    } else {
      turn.announce(new Announcement.Reregistered(turn.now(), subscribed.master()));
    }
    turn.master(MasterView.FRESH);
    askForOurs();
    askForAll();
  }

  void disconnected() {
    if (turn.master().connected()) {
      turn.announce(new Announcement.Disconnected(turn.now()));
    }
    turn.master(MasterView.AWAY);
  }

  /** It is time to ask again. */
  void due(Alarm.Kind kind) {
    HeartSettings settings = turn.settings();
    if (kind == Alarm.Kind.RECONCILE_ALL) {
      arm(kind, turn.now().plus(settings.reconcileInterval().multipliedBy(ROUNDS)));
      askForOurs();
    } else {
      arm(kind, turn.now().plus(settings.reconcileInterval()));
      askForAll();
    }
  }

  private void arm(Alarm.Kind kind, Instant at) {
    turn.timetable().add(new Alarm(at, kind, Optional.empty(), Optional.empty()));
  }

  private void askForOurs() {
    if (!turn.master().connected()) {
      return;
    }
    var tasks = new TreeMap<TaskId, Optional<AgentId>>();
    for (Service service : turn.services().values()) {
      for (Instance instance : service.instances().values()) {
        if (instance.condition().hasTask()) {
          Optional<AgentId> agent = instance.placement().map(Placement::agent);
          instance.tasks().forEach(task -> tasks.put(task, agent));
        }
      }
    }
    if (!tasks.isEmpty()) {
      turn.effect(new MarathonEffect.Reconcile(tasks));
    }
  }

  private void askForAll() {
    if (turn.master().connected()) {
      turn.effect(new MarathonEffect.Reconcile(Map.of()));
    }
  }

  /** A task runs that we do not know. */
  void unknown(TaskId task, Optional<AgentId> agent) {
    UnknownTasks unknown = turn.unknown();
    if (!unknown.isCautious(turn.now())) {
      kill(task, agent);
      return;
    }
    Optional<Instant> judgeAt = unknown.judgeAt();
    if (judgeAt.isEmpty() && !unknown.held()) {
      judgeAt = Optional.of(turn.now().plus(turn.settings().judgement()));
      arm(Alarm.Kind.JUDGE_UNKNOWN, judgeAt.get());
    }
    turn.unknown(
        new UnknownTasks(
            unknown.cautiousUntil(), unknown.found().plus(task, agent), judgeAt, unknown.held()));
  }

  /** A task that we do not know has ended. */
  void ended(TaskId task) {
    UnknownTasks unknown = turn.unknown();
    if (unknown.found().containsKey(task)) {
      turn.unknown(
          new UnknownTasks(
              unknown.cautiousUntil(),
              unknown.found().minus(task),
              unknown.judgeAt(),
              unknown.held()));
    }
  }

  /** Enough was collected to decide. */
  void judge() {
    UnknownTasks unknown = turn.unknown();
    if (unknown.held() || unknown.found().isEmpty()) {
      turn.unknown(
          new UnknownTasks(
              unknown.cautiousUntil(), unknown.found(), Optional.empty(), unknown.held()));
    } else if (unknown.isSuspicious(knownTasks())) {
      turn.effect(
          new MarathonEffect.Warn(
              unknown.found().size()
                  + " tasks run that nobody knows, beside "
                  + knownTasks()
                  + " known ones. They are not killed until an operator says so."));
      turn.unknown(
          new UnknownTasks(unknown.cautiousUntil(), unknown.found(), Optional.empty(), true));
    } else {
      release();
    }
  }

  /** The unknown tasks are orphans. */
  void release() {
    UnknownTasks unknown = turn.unknown();
    unknown.found().forEach(this::kill);
    turn.unknown(
        new UnknownTasks(unknown.cautiousUntil(), TreePMap.empty(), Optional.empty(), false));
  }

  private int knownTasks() {
    return turn.services().values().stream()
        .mapToInt(service -> service.tally().count(key -> key.condition().hasTask()))
        .sum();
  }

  private void kill(TaskId task, Optional<AgentId> agent) {
    turn.effect(new MarathonEffect.Kill(task, agent, Optional.empty()));
  }
}
