package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Options;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Stretch;
import dev.stadion.chronos.schedule.TickRange;
import dev.stadion.chronos.schedule.Timetable;
import dev.stadion.chronos.scheduler.ChronosChange.TickOutcome;
import java.time.Instant;
import java.util.Optional;

/**
 * Jobs, and the whole scheduler, are held back for a while (chronos.md §12.8). Both may hold a job
 * at once; it goes on when the last of them ends. A pause that ends with catch-up is then as if it
 * had not been, but for the delay: a tick is made up for if every pause that held it ended so.
 */
final class Pausing {
  private static final String REASON = "paused";

  private Pausing() {}

  static boolean isPaused(Turn turn, JobState job) {
    return job.job().isPaused() || turn.commons().pausedSince().isPresent();
  }

  /** Whether a waiting run is held back: what a user asked for is not (B-37). */
  static boolean holds(Turn turn, Run run, JobState job) {
    return holds(run) && isPaused(turn, job);
  }

  static boolean holds(Run run) {
    return run.isUntried()
        && switch (run.trigger()) {
          case SCHEDULE, DEPENDENCY -> true;
          case MANUAL, BACKFILL, RERUN -> false;
        };
  }

  static void pause(Turn turn, JobState job) {
    if (!job.job().isPaused()) {
      // What is due by now was due before this pause.
      Runs.fireDue(turn, job);
      JobState now = turn.job(job.name()).orElseThrow();
      var options = now.job().options().withPaused(Optional.of(true), Optional.of(turn.now));
      turn.declare(now.with(now.job().with(options)));
    }
  }

  static void pauseAll(Turn turn) {
    if (turn.commons().pausedSince().isEmpty()) {
      Runs.fireAllDue(turn);
      store(turn, Optional.of(turn.now));
    }
  }

  private static void store(Turn turn, Optional<Instant> since) {
    turn.commons(turn.commons().withPause(since), new ChronosChange.PauseStored(since));
  }

  /** A declaration that says nothing of a pause leaves it as it is (B-37). */
  static Job kept(Turn turn, Job sent) {
    Options said = sent.options();
    Optional<Options> old = turn.job(sent.name()).map(job -> job.job().options());
    Optional<Boolean> paused = said.paused().or(() -> old.flatMap(Options::paused));
    Optional<Instant> since =
        paused.orElse(false)
            ? old.flatMap(Options::pausedSince).or(() -> Optional.of(turn.now))
            : Optional.empty();
    return sent.with(said.withPaused(paused, since));
  }

  /** The ticks of a pause are skipped when they are due, and may be made up for after it. */
  static void passOver(Turn turn, JobState job) {
    Timetable.PassedOver passed = job.timetable().orElseThrow().passOver(turn.now);
    turn.save(job.with(passed.after()));
    for (TickRange ticks : passed.ticks()) {
      Runs.account(turn, job, ticks, TickOutcome.SKIPPED, REASON, Optional.empty());
      turn.effect(new ChronosEffect.TicksSkipped(job.name(), ticks.count(), ticks.last(), REASON));
    }
  }

  /**
   * @param catchup whether the ticks of the pause are fired after all, as the misfire policy says
   */
  static void resume(Turn turn, JobState job, boolean catchup) {
    if (!job.job().isPaused()) {
      return;
    }
    Runs.fireDue(turn, job);
    JobState held = turn.job(job.name()).orElseThrow();
    Options options = held.job().options();
    turn.declare(
        held.with(held.job().with(options.withPaused(Optional.empty(), Optional.empty()))));
    ended(turn, job.name(), options.pausedSince().orElse(turn.now), catchup);
  }

  static void resumeAll(Turn turn, boolean catchup) {
    Optional<Instant> since = turn.commons().pausedSince();
    if (since.isEmpty()) {
      return;
    }
    Runs.fireAllDue(turn);
    store(turn, Optional.empty());
    for (JobState job : turn.jobs()) {
      ended(turn, job.name(), since.get(), catchup);
    }
  }

  /** One of a job's pauses has ended; what was due in it has been skipped. */
  private static void ended(Turn turn, String name, Instant since, boolean catchup) {
    JobState job = turn.job(name).orElseThrow();
    Optional<Timetable> held = job.timetable().filter(t -> t.held().isPresent());
    if (held.isPresent()) {
      Timetable known = catchup ? held.get() : held.get().waive(new Stretch(since, turn.now));
      if (isPaused(turn, job)) {
        turn.save(job.with(known));
      } else {
        bringBack(turn, job, known);
      }
    }
    if (job.edges().areComplete()
        && !isPaused(turn, job)
        && !job.job().disabled()
        && !job.job().options().dag().inRunMode()) {
      Runs.runDependent(turn, job, Dependencies.runs(job));
    }
  }

  /** Nothing holds a job any more. */
  private static void bringBack(Turn turn, JobState job, Timetable timetable) {
    Timetable.BroughtBack back = timetable.bringBack();
    if (back.wanted().isEmpty() || job.job().disabled()) {
      turn.save(job.with(timetable.free()));
      // The last tick there was may have been among those that were skipped (B-03).
      turn.settleLater(job.name());
      return;
    }
    // Each tick has one outcome: that of the pause is taken back. The runs that stand for it are of
    // another generation, so that nothing that ran before the pause can be in their way.
    turn.takeBack(job, back.wanted(), REASON);
    turn.save(job.inGeneration(turn.newId()).with(back.after()));
  }
}
