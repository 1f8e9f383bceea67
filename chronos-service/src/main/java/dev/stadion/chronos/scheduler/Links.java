package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.scheduler.ChronosState.Link;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;

/** The conversation with the master: registration, reconciliation, strangers (chronos.md §11.2). */
final class Links {
  /** How long offers are wanted at least. */
  private static final Duration WANT_FOR = Duration.ofSeconds(1);

  /** After a subscription answers may be missing while agents come back: ask again soon. */
  private static final List<Duration> FIRST_ROUNDS =
      List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60));

  private static final int MAX_UNANSWERED = 3;
  private static final Duration ORPHAN_DELAY = Duration.ofSeconds(10);
  private static final Duration BRAKE = Duration.ofMinutes(10);

  private Links() {}

  static void subscribed(Turn turn, FrameworkId framework) {
    if (!turn.framework().equals(Optional.of(framework))) {
      turn.framework(Optional.of(framework));
    }
    Link old = turn.link();
    turn.link(
        new Link(
            true,
            old.since().or(() -> Optional.of(turn.now)),
            false,
            Optional.of(turn.now),
            false,
            Optional.of(turn.now.plus(FIRST_ROUNDS.getFirst())),
            0,
            HashTreePMap.empty(),
            old.orphans(),
            old.orphansAt()));
    // The truth first, offers after it.
    turn.effect(new ChronosEffect.Reconcile(Map.of()));
    Map<TaskId, Optional<AgentId>> live = live(turn);
    if (!live.isEmpty()) {
      turn.effect(new ChronosEffect.Reconcile(live));
      expectAnswers(turn, live, 0);
    }
    turn.effect(new ChronosEffect.Revive());
  }

  static void disconnected(Turn turn) {
    Link old = turn.link();
    turn.link(
        new Link(
            false,
            old.since(),
            false,
            Optional.empty(),
            old.reviveWanted(),
            Optional.empty(),
            0,
            HashTreePMap.empty(),
            old.orphans(),
            old.orphansAt()));
  }

  /** The id is worth nothing any more, and so are the tasks that ran under it. */
  static void frameworkRemoved(Turn turn) {
    disconnected(turn);
    turn.framework(Optional.empty());
    turn.effect(new ChronosEffect.RegisterAnew());
    List<Run> live =
        turn.openRuns().stream()
            .filter(Run::hasProcess)
            .sorted(Comparator.comparingLong(Run::id))
            .toList();
    for (Run run : live) {
      Attempt lost =
          run.attempt()
              .orElseThrow()
              .ended(
                  AttemptState.LOST,
                  Optional.of("FRAMEWORK_REMOVED"),
                  "the framework was removed",
                  turn.now);
      Endings.failed(turn, run, lost);
    }
  }

  // ---- reconciliation ------------------------------------------------------------------------

  static void passTime(Turn turn) {
    Link link = turn.link();
    if (link.connected() && isDue(link.reconcileAt(), turn.now)) {
      reconcile(turn, link);
    }
    if (link.connected() && isDue(turn.link().orphansAt(), turn.now)) {
      endOrphans(turn);
    }
  }

  private static boolean isDue(Optional<Instant> moment, Instant now) {
    return moment.filter(at -> !at.isAfter(now)).isPresent();
  }

  private static void reconcile(Turn turn, Link link) {
    int round = link.reconcileRound() + 1;
    boolean regular = round > FIRST_ROUNDS.size();
    Duration pause =
        round < FIRST_ROUNDS.size()
            ? FIRST_ROUNDS.get(round)
            : turn.settings.reconciliationInterval();
    turn.link(
        new Link(
            true,
            link.since(),
            link.suppressed(),
            link.revivedAt(),
            link.reviveWanted(),
            Optional.of(turn.now.plus(pause)),
            round,
            link.unanswered(),
            link.orphans(),
            link.orphansAt()));
    if (regular) {
      giveUpSilent(turn);
    }
    Map<TaskId, Optional<AgentId>> asked = live(turn);
    if (!regular) {
      asked.keySet().retainAll(link.unanswered().keySet());
    }
    if (!asked.isEmpty()) {
      turn.effect(new ChronosEffect.Reconcile(asked));
      expectAnswers(turn, asked, regular ? 1 : 0);
    }
  }

  private static void giveUpSilent(Turn turn) {
    for (var entry : new TreeMap<>(turn.link().unanswered()).entrySet()) {
      Optional<Run> run = turn.runOf(entry.getKey());
      if (entry.getValue() >= MAX_UNANSWERED && run.isPresent()) {
        Attempt lost =
            run.get()
                .attempt()
                .orElseThrow()
                .ended(
                    AttemptState.LOST,
                    Optional.of("RECONCILIATION"),
                    "asked for in vain " + MAX_UNANSWERED + " times",
                    turn.now);
        answered(turn, entry.getKey());
        Endings.failed(turn, run.get(), lost);
      }
    }
  }

  private static Map<TaskId, Optional<AgentId>> live(Turn turn) {
    var tasks = new TreeMap<TaskId, Optional<AgentId>>();
    for (Run run : turn.openRuns()) {
      if (run.hasProcess()) {
        Attempt attempt = run.attempt().orElseThrow();
        tasks.put(attempt.task(), Optional.of(attempt.agent()));
      }
    }
    return tasks;
  }

  private static void expectAnswers(Turn turn, Map<TaskId, ?> asked, int more) {
    PMap<TaskId, Integer> unanswered = turn.link().unanswered();
    for (TaskId task : asked.keySet()) {
      unanswered = unanswered.plus(task, unanswered.getOrDefault(task, 0) + more);
    }
    turn.link(withUnanswered(turn.link(), unanswered));
  }

  static void answered(Turn turn, TaskId task) {
    if (turn.link().unanswered().containsKey(task)) {
      turn.link(withUnanswered(turn.link(), turn.link().unanswered().minus(task)));
    }
  }

  private static Link withUnanswered(Link link, PMap<TaskId, Integer> unanswered) {
    return new Link(
        link.connected(),
        link.since(),
        link.suppressed(),
        link.revivedAt(),
        link.reviveWanted(),
        link.reconcileAt(),
        link.reconcileRound(),
        unanswered,
        link.orphans(),
        link.orphansAt());
  }

  // ---- strangers -----------------------------------------------------------------------------

  /** A task that runs in our name and that no open run knows. */
  static void noteStranger(Turn turn, TaskUpdate update) {
    Link link = turn.link();
    boolean runs =
        switch (update.state()) {
          case STAGING, STARTING, RUNNING -> true;
          case KILLING,
              FINISHED,
              FAILED,
              KILLED,
              ERROR,
              LOST,
              DROPPED,
              UNREACHABLE,
              GONE,
              GONE_BY_OPERATOR,
              UNKNOWN ->
              false;
        };
    if (!runs) {
      if (link.orphans().contains(update.task())) {
        turn.link(withOrphans(link, link.orphans().minus(update.task()), link.orphansAt()));
      }
      return;
    }
    turn.link(
        withOrphans(
            link,
            link.orphans().plus(update.task()),
            link.orphansAt().or(() -> Optional.of(turn.now.plus(ORPHAN_DELAY)))));
  }

  /** Ends the strangers, unless there are so many that our memory is the likelier mistake (P8). */
  private static void endOrphans(Turn turn) {
    Link link = turn.link();
    int count = link.orphans().size();
    boolean young = link.since().filter(s -> s.plus(BRAKE).isAfter(turn.now)).isPresent();
    if (count > Math.max(10, turn.openRuns().size() / 10) && young) {
      turn.effect(new ChronosEffect.OrphansHeld(count));
      turn.link(withOrphans(link, link.orphans(), Optional.empty()));
      return;
    }
    link.orphans().stream()
        .sorted()
        .forEach(
            task -> turn.effect(new ChronosEffect.Kill(task, Optional.empty(), Optional.empty())));
    turn.link(withOrphans(link, HashTreePSet.empty(), Optional.empty()));
  }

  private static Link withOrphans(
      Link link, org.pcollections.PSet<TaskId> orphans, Optional<Instant> at) {
    return new Link(
        link.connected(),
        link.since(),
        link.suppressed(),
        link.revivedAt(),
        link.reviveWanted(),
        link.reconcileAt(),
        link.reconcileRound(),
        link.unanswered(),
        orphans,
        at);
  }

  // ---- offers wanted or not ------------------------------------------------------------------

  /** Asks for offers when the queue grew, not more often than agreed. */
  static void reviveWhenWanted(Turn turn) {
    Link link = turn.link();
    if (!link.connected() || !link.reviveWanted()) {
      return;
    }
    if (turn.queue().isEmpty()) {
      turn.link(asking(link, false, link.revivedAt(), link.suppressed()));
    } else if (isDue(reviveAt(link, turn.settings), turn.now)) {
      turn.effect(new ChronosEffect.Revive());
      turn.link(asking(link, false, Optional.of(turn.now), false));
    }
  }

  /**
   * When the next request for offers may be made: at once when none would come without it. The
   * agreed pause is for those who ask again while they are offered things already.
   */
  static Optional<Instant> reviveAt(Link link, HeartSettings settings) {
    if (!link.connected() || !link.reviveWanted()) {
      return Optional.empty();
    }
    return Optional.of(
        link.revivedAt()
            .filter(at -> !link.suppressed())
            .map(at -> at.plus(settings.minReviveInterval()))
            .orElse(Instant.EPOCH));
  }

  /**
   * Nothing to launch: let others have the machines. Not right after offers were asked for: what is
   * launched from them often has something after it, which would have to ask again.
   */
  static void suppress(Turn turn) {
    boolean settled =
        turn.link().revivedAt().filter(at -> turn.now.isBefore(at.plus(WANT_FOR))).isEmpty();
    if (!turn.link().suppressed() && settled) {
      turn.effect(new ChronosEffect.Suppress());
      turn.link(asking(turn.link(), turn.link().reviveWanted(), turn.link().revivedAt(), true));
    }
  }

  private static Link asking(
      Link link, boolean wanted, Optional<Instant> revivedAt, boolean suppressed) {
    return new Link(
        link.connected(),
        link.since(),
        suppressed,
        revivedAt,
        wanted,
        link.reconcileAt(),
        link.reconcileRound(),
        link.unanswered(),
        link.orphans(),
        link.orphansAt());
  }
}
