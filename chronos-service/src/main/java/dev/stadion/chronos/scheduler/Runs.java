package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Overlap;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.TimeLimits;
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
import dev.stadion.chronos.scheduler.Overlaps.Verdict;
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
    turn.settleLater(job.name());
  }

  private static void fire(Turn turn, JobState job, Firing.TickRun fired, FiringRule rule) {
    Instant tick = fired.tick();
    Optional<Instant> launchBy = rule.epsilon().map(tick::plus);
    int stands = Math.toIntExact(Math.min(fired.count(), Integer.MAX_VALUE));
    // Who wants all ticks to run gets all of them.
    boolean joins = rule.policy() != Misfire.Policy.FIRE_ALL;
    long run =
        switch (Overlaps.ofDue(turn, job, Trigger.SCHEDULE, joins)) {
          case Verdict.Joins(var waiting) -> {
            // One waiting run is enough; it stands for this tick as well.
            turn.save(waiting.draft().coalesce(stands, launchBy).done());
            TickRange ticks = new TickRange(tick, tick, 1);
            account(turn, job, ticks, TickOutcome.COALESCED, "", Optional.of(waiting.id()));
            yield waiting.id();
          }
          case Verdict.Starts _ ->
              create(
                      turn,
                      job,
                      Trigger.SCHEDULE,
                      tick,
                      stands,
                      Request.NONE,
                      OptionalInt.empty(),
                      launchBy)
                  .id();
          case Verdict.Skipped(var reason) ->
              skip(turn, job, Trigger.SCHEDULE, tick, stands, Request.NONE, reason).id();
        };
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
                    && run.isUntried()
                    && run.request().equals(Request.of(arguments)));
    if (!queued || job.job().overlapRule() == Overlap.Rule.ALLOW) {
      requested(
          turn, job, Trigger.MANUAL, turn.now, Request.of(arguments), OptionalInt.empty(), false);
    }
  }

  /** An earlier run once more (chronos.md B-48). */
  static Run rerun(Turn turn, JobState job, Run original) {
    Request again = original.request().again(original.id());
    return requested(
        turn, job, Trigger.RERUN, original.scheduledAt(), again, OptionalInt.empty(), false);
  }

  /**
   * A run that a user asked for.
   *
   * @param force whether it runs though others do and the job forbids it
   */
  static Run requested(
      Turn turn,
      JobState job,
      Trigger trigger,
      Instant scheduledAt,
      Request request,
      OptionalInt priority,
      boolean force) {
    Verdict verdict = force ? new Verdict.Starts() : Overlaps.ofRequest(turn, job.job());
    return verdict instanceof Verdict.Skipped(var reason)
        ? skip(turn, job, trigger, scheduledAt, 1, request, reason)
        : create(turn, job, trigger, scheduledAt, 1, request, priority, Optional.empty());
  }

  /** The parents' set is complete. */
  static void runDependent(Turn turn, JobState job, List<Long> parentRuns) {
    Request request = Request.after(parentRuns);
    switch (Overlaps.ofDue(turn, job, Trigger.DEPENDENCY, true)) {
      case Verdict.Joins(var waiting) ->
          turn.save(waiting.draft().coalesce(1, Optional.empty()).done());
      case Verdict.Starts _ ->
          create(
              turn,
              job,
              Trigger.DEPENDENCY,
              turn.now,
              1,
              request,
              OptionalInt.empty(),
              Optional.empty());
      case Verdict.Skipped(var reason) ->
          skip(turn, job, Trigger.DEPENDENCY, turn.now, 1, request, reason);
    }
  }

  /** A run that waits to be launched, unless its job is disabled. */
  private static Run create(
      Turn turn,
      JobState job,
      Trigger trigger,
      Instant scheduledAt,
      int coalesced,
      Request request,
      OptionalInt priority,
      Optional<Instant> launchBy) {
    if (job.job().disabled()) {
      return skip(turn, job, trigger, scheduledAt, coalesced, request, "disabled");
    }
    Place place = Place.of(job.job(), priority, trigger == Trigger.BACKFILL);
    Timers limits = limits(turn, job.job());
    Timers timers = launchBy.isEmpty() ? limits : limits.withLaunchBy(launchBy);
    Run run =
        made(turn, job, trigger, scheduledAt, coalesced, request, place)
            .draft()
            .timers(timers)
            .done();
    turn.save(run);
    return run;
  }

  /** The limits of a run that enters the queue now (B-22, B-23). */
  static Timers limits(Turn turn, Job job) {
    TimeLimits limits = job.options().limits();
    return limits.equals(TimeLimits.NONE)
        ? Timers.NONE
        : Timers.NONE.withLimits(
            limits.queue().map(span -> turn.now.plus(span.length())),
            limits.run().map(span -> turn.now.plus(span.length())));
  }

  /** A run that is not executed, and says why. */
  private static Run skip(
      Turn turn,
      JobState job,
      Trigger trigger,
      Instant scheduledAt,
      int coalesced,
      Request request,
      String reason) {
    Place place = Place.of(job.job(), OptionalInt.empty(), false);
    Run run =
        made(turn, job, trigger, scheduledAt, coalesced, request, place)
            .draft()
            .ended(RunState.SKIPPED, reason, turn.now)
            .done();
    turn.save(run);
    return run;
  }

  private static Run made(
      Turn turn,
      JobState job,
      Trigger trigger,
      Instant scheduledAt,
      int coalesced,
      Request request,
      Place place) {
    // Other changes of the job may have been decided since the caller looked it up.
    JobState current = turn.job(job.name()).orElse(job);
    // Task ids carry these milliseconds, and no task id may ever be used twice.
    long due = Math.max(scheduledAt.toEpochMilli(), current.lastDue() + 1);
    turn.save(current.withLastDue(due));
    return new Run(
        turn.newId(),
        job.name(),
        job.incarnation(),
        job.generation(),
        trigger,
        scheduledAt,
        due,
        coalesced,
        place,
        RunState.QUEUED,
        "",
        turn.now,
        Optional.of(turn.now),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        request,
        Timers.NONE,
        Optional.empty(),
        Optional.empty());
  }
}
