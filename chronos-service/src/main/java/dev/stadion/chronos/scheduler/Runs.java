package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.run.Place;
import dev.stadion.chronos.run.Request;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Timers;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.schedule.Firing;
import dev.stadion.chronos.schedule.FiringRule;
import dev.stadion.chronos.schedule.Misfire;
import dev.stadion.chronos.schedule.TickRange;
import dev.stadion.chronos.scheduler.ChronosChange.TickOutcome;
import dev.stadion.chronos.scheduler.ChronosChange.TicksAccounted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs come into being: by a tick, by a request, by parents (chronos.md §4, §5). */
final class Runs {
  private Runs() {}

  /** Handles what is due, earliest first, up to the bound of one turn. */
  static void fireDue(Turn turn) {
    int fired = 0;
    while (isDue(turn) && fired < turn.settings.firingsPerTurn()) {
      fire(turn, turn.job(turn.due().first().job()).orElseThrow());
      fired++;
    }
    turn.behind(isDue(turn));
  }

  private static boolean isDue(Turn turn) {
    return !turn.due().isEmpty() && !turn.due().first().at().isAfter(turn.now);
  }

  private static void fire(Turn turn, JobState job) {
    Plan.Scheduled plan = (Plan.Scheduled) job.job().plan();
    FiringRule rule = FiringRule.of(job.job().policy().epsilon(), plan.misfire());
    Firing firing = job.timetable().orElseThrow().fire(rule, turn.now);
    turn.save(job.with(firing.after()));
    for (TickRange missed : firing.missed()) {
      account(turn, job, missed, TickOutcome.MISSED, "", Optional.empty());
      turn.effect(new ChronosEffect.TicksMissed(job.name(), missed.count(), missed.last()));
    }
    for (Firing.SkippedTicks skipped : firing.skipped()) {
      account(turn, job, skipped.ticks(), TickOutcome.SKIPPED, skipped.reason(), Optional.empty());
      turn.effect(
          new ChronosEffect.TicksSkipped(
              job.name(), skipped.ticks().count(), skipped.ticks().last(), skipped.reason()));
    }
    for (Firing.TickRun run : firing.runs()) {
      fire(turn, turn.job(job.name()).orElseThrow(), run, rule);
    }
    Exhaustion.disableWhenOver(turn, job.name());
  }

  private static void fire(Turn turn, JobState job, Firing.TickRun fired, FiringRule rule) {
    Instant tick = fired.tick();
    Optional<Instant> launchBy = rule.epsilon().map(tick::plus);
    int stands = Math.toIntExact(Math.min(fired.count(), Integer.MAX_VALUE));
    // One waiting run is enough; it stands for this tick as well. Who wants all gets all.
    Optional<Run> waiting =
        rule.policy() == Misfire.Policy.FIRE_ALL
            ? Optional.empty()
            : waiting(turn, job, Trigger.SCHEDULE);
    long run = waiting.map(Run::id).orElseGet(turn::newId);
    if (waiting.isPresent()) {
      turn.save(waiting.get().draft().coalesce(stands, launchBy).done());
      TickRange ticks = new TickRange(tick, tick, 1);
      account(turn, job, ticks, TickOutcome.COALESCED, "", Optional.of(run));
    } else {
      create(turn, job, run, Trigger.SCHEDULE, tick, stands, Request.NONE, launchBy);
    }
    fired
        .older()
        .ifPresent(ticks -> account(turn, job, ticks, TickOutcome.COALESCED, "", Optional.of(run)));
  }

  private static void account(
      Turn turn,
      JobState job,
      TickRange ticks,
      TickOutcome outcome,
      String reason,
      Optional<Long> run) {
    turn.account(new TicksAccounted(job.name(), job.generation(), ticks, outcome, reason, run));
  }

  /** A user wants a run; one that is queued with the same arguments already is enough (D-07). */
  static void runNow(Turn turn, JobState job, Optional<String> arguments) {
    boolean queued =
        turn.openRuns(job.name()).stream()
            .anyMatch(run ->
                run.trigger() == Trigger.MANUAL
                    && run.state() == RunState.QUEUED
                    && run.attempts() == 0
                    && run.arguments().equals(arguments));
    if (queued && !job.job().policy().concurrent()) {
      return;
    }
    Instant at = turn.now;
    create(turn, job, turn.newId(), Trigger.MANUAL, at, 1, Request.of(arguments), Optional.empty());
  }

  /** The parents' set is complete. */
  static void runDependent(Turn turn, JobState job, List<Long> parentRuns) {
    Optional<Run> waiting = waiting(turn, job, Trigger.DEPENDENCY);
    if (waiting.isPresent()) {
      turn.save(waiting.get().draft().coalesce(1, Optional.empty()).done());
      return;
    }
    create(
        turn,
        job,
        turn.newId(),
        Trigger.DEPENDENCY,
        turn.now,
        1,
        Request.after(parentRuns),
        Optional.empty());
  }

  /** An earlier run once more (chronos.md B-48). */
  static Run rerun(Turn turn, JobState job, Run original) {
    long id = turn.newId();
    create(
        turn,
        job,
        id,
        Trigger.RERUN,
        original.scheduledAt(),
        1,
        original.request().again(original.id()),
        Optional.empty());
    return turn.made(id);
  }

  /** A run of this trigger that was never launched yet; concurrent jobs never wait for it. */
  private static Optional<Run> waiting(Turn turn, JobState job, Trigger trigger) {
    if (job.job().policy().concurrent()) {
      return Optional.empty();
    }
    return turn.openRuns(job.name()).stream()
        .filter(run ->
            run.trigger() == trigger
                && run.state() == RunState.QUEUED
                && run.attempts() == 0
                && run.incarnation() == job.incarnation())
        .findFirst();
  }

  private static void create(
      Turn turn,
      JobState job,
      long id,
      Trigger trigger,
      Instant scheduledAt,
      int coalesced,
      Request request,
      Optional<Instant> launchBy) {
    // Task ids carry these milliseconds, and no task id may ever be used twice.
    long due = Math.max(scheduledAt.toEpochMilli(), job.lastDue() + 1);
    turn.save(job.withLastDue(due));
    var run =
        new Run(
            id,
            job.name(),
            job.incarnation(),
            job.generation(),
            trigger,
            scheduledAt,
            due,
            coalesced,
            Place.of(job.job(), OptionalInt.empty(), false),
            RunState.QUEUED,
            "",
            turn.now,
            Optional.of(turn.now),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            request,
            launchBy.isEmpty() ? Timers.NONE : Timers.NONE.withLaunchBy(launchBy),
            Optional.empty(),
            Optional.empty());
    if (job.job().disabled()) {
      turn.save(run.draft().ended(RunState.SKIPPED, "disabled", turn.now).done());
    } else {
      turn.save(run);
    }
  }
}
