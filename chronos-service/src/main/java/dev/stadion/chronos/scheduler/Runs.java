package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Overlap;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.TimeLimits;
import dev.stadion.chronos.run.DagPlace;
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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs come into being: by a tick, by a request, by parents (chronos.md §4, §5). */
final class Runs {
  private static final SortedMap<String, String> NOTHING_TOLD =
      Collections.unmodifiableSortedMap(new TreeMap<>());

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

  /** Handles everything that is due, however much it is. */
  static void fireAllDue(Turn turn) {
    do {
      fireDue(turn);
    } while (isDue(turn));
  }

  /** Handles what is due of one job. */
  static void fireDue(Turn turn, JobState job) {
    if (job.nextDue().filter(at -> !at.isAfter(turn.now)).isPresent()) {
      fire(turn, job);
    }
  }

  private static boolean isDue(Turn turn) {
    return !turn.due().isEmpty() && !turn.due().first().at().isAfter(turn.now);
  }

  private static void fire(Turn turn, JobState job) {
    if (Pausing.isPaused(turn, job)) {
      Pausing.passOver(turn, job);
      return;
    }
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
          case Verdict.Starts _ -> create(turn, job, Wanted.tick(tick, stands, launchBy)).id();
          case Verdict.Skipped(var reason) ->
              skip(turn, job, Wanted.tick(tick, stands, launchBy), reason).id();
        };
    for (TickRange older : fired.older()) {
      account(turn, job, older, TickOutcome.COALESCED, "", Optional.of(run));
    }
  }

  static void account(
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
    Request request =
        Request.of(arguments)
            .withParameters(Orders.withDefaults(job.job().options().inputs(), NOTHING_TOLD));
    boolean queued =
        turn.openRuns(job.name()).stream()
            .anyMatch(run ->
                run.trigger() == Trigger.MANUAL
                    && run.isUntried()
                    && run.dag().isEmpty()
                    && run.request().equals(request));
    if (!queued || job.job().overlapRule() == Overlap.Rule.ALLOW) {
      requested(turn, job, Wanted.by(Trigger.MANUAL, turn.now, request), false);
    }
  }

  /** An earlier run once more (chronos.md B-48). */
  static Run rerun(Turn turn, JobState job, Run original) {
    Request again = original.request().again(original.id());
    return requested(turn, job, Wanted.by(Trigger.RERUN, original.scheduledAt(), again), false);
  }

  /**
   * A run that a user asked for.
   *
   * @param force whether it runs though others do and the job forbids it
   */
  static Run requested(Turn turn, JobState job, Wanted wanted, boolean force) {
    Verdict verdict = force ? new Verdict.Starts() : Overlaps.ofRequest(turn, job.job());
    return verdict instanceof Verdict.Skipped(var reason)
        ? skip(turn, job, wanted, reason)
        : create(turn, job, wanted);
  }

  /** The parents' set is complete, and is used once. */
  static void runDependent(Turn turn, JobState complete, List<Long> parentRuns) {
    JobState job = complete.with(complete.edges().used());
    turn.save(job);
    Wanted wanted = Wanted.after(parentRuns, turn.now);
    switch (Overlaps.ofDue(turn, job, Trigger.DEPENDENCY, true)) {
      case Verdict.Joins(var waiting) ->
          turn.save(waiting.draft().coalesce(1, Optional.empty()).done());
      case Verdict.Starts _ -> create(turn, job, wanted);
      case Verdict.Skipped(var reason) -> skip(turn, job, wanted, reason);
    }
  }

  /**
   * A run that waits for its turn in a run of a graph.
   *
   * @param first the run of the root, whose tick and parameters it shares
   */
  static Run waiting(Turn turn, JobState job, Trigger trigger, Run first, DagPlace dag) {
    Request told = Request.NONE.withParameters(first.request().parameters());
    Run run =
        made(turn, job, Wanted.by(trigger, first.scheduledAt(), told))
            .draft()
            .place(Place.of(job.job(), OptionalInt.empty(), first.place().yields()))
            .waits(dag)
            .done();
    turn.save(run);
    return run;
  }

  /** A run of a backfill, which lets it go when it may. */
  static Run backfill(Turn turn, JobState job, Instant tick, Request request) {
    Run run = made(turn, job, Wanted.by(Trigger.BACKFILL, tick, request)).draft().waits().done();
    turn.save(run);
    return run;
  }

  /** A run that waits to be launched, unless its job is disabled. */
  private static Run create(Turn turn, JobState job, Wanted wanted) {
    if (job.job().disabled()) {
      return skip(turn, job, wanted, "disabled");
    }
    Timers limits = limits(turn, job.job());
    Timers timers = wanted.launchBy().isEmpty() ? limits : limits.withLaunchBy(wanted.launchBy());
    Run run = made(turn, job, wanted).draft().timers(timers).done();
    if (wanted.graph() && Dags.isRoot(turn, job)) {
      return Dags.open(turn, job, run);
    }
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
  private static Run skip(Turn turn, JobState job, Wanted wanted, String reason) {
    Run run = made(turn, job, wanted).draft().ended(RunState.SKIPPED, reason, turn.now).done();
    turn.save(run);
    return run;
  }

  private static Run made(Turn turn, JobState job, Wanted wanted) {
    // Other changes of the job may have been decided since the caller looked it up.
    JobState current = turn.job(job.name()).orElse(job);
    // Task ids carry these milliseconds, and no task id may ever be used twice.
    long due = Math.max(wanted.scheduledAt().toEpochMilli(), current.lastDue() + 1);
    turn.save(current.withLastDue(due));
    return new Run(
        turn.newId(),
        job.name(),
        job.incarnation(),
        job.generation(),
        wanted.trigger(),
        wanted.scheduledAt(),
        due,
        wanted.stands(),
        Place.of(job.job(), wanted.priority(), wanted.trigger() == Trigger.BACKFILL),
        RunState.QUEUED,
        "",
        turn.now,
        Optional.of(turn.now),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        wanted.request(),
        Timers.NONE,
        Optional.empty(),
        Optional.empty());
  }
}
