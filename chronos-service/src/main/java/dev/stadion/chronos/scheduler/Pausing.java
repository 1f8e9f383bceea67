package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Options;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Timetable;
import dev.stadion.chronos.scheduler.ChronosChange.TickOutcome;
import java.time.Instant;
import java.util.Optional;

/** Jobs, and the whole scheduler, are held back for a while (chronos.md §12.8). */
final class Pausing {
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
      var options = job.job().options().withPaused(Optional.of(true), Optional.of(turn.now));
      turn.declare(job.with(job.job().with(options)));
    }
  }

  static void pauseAll(Turn turn) {
    if (turn.commons().pausedSince().isEmpty()) {
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

  /** The ticks of a pause that nobody wants back have been skipped when they were due. */
  static void passOver(Turn turn, JobState job) {
    Timetable.PassedOver passed = job.timetable().orElseThrow().passOver(turn.now);
    turn.save(job.with(passed.after()));
    passed
        .ticks()
        .ifPresent(ticks -> {
          Runs.account(turn, job, ticks, TickOutcome.SKIPPED, "paused", Optional.empty());
          turn.effect(
              new ChronosEffect.TicksSkipped(job.name(), ticks.count(), ticks.last(), "paused"));
        });
  }

  /**
   * @param catchup whether the ticks of the pause are fired after all, as the misfire policy says
   */
  static void resume(Turn turn, JobState job, boolean catchup) {
    if (!job.job().isPaused()) {
      return;
    }
    Options options = job.job().options();
    JobState going =
        job.with(job.job().with(options.withPaused(Optional.empty(), Optional.empty())));
    turn.declare(going);
    goOn(turn, going, options.pausedSince().orElse(turn.now), catchup);
  }

  static void resumeAll(Turn turn, boolean catchup) {
    Optional<Instant> since = turn.commons().pausedSince();
    if (since.isEmpty()) {
      return;
    }
    store(turn, Optional.empty());
    for (JobState job : turn.jobs()) {
      if (!job.job().isPaused()) {
        goOn(turn, job, since.get(), catchup);
      }
    }
  }

  private static void goOn(Turn turn, JobState job, Instant since, boolean catchup) {
    if (job.job().plan() instanceof Plan.Scheduled && job.nextDue().isPresent()) {
      passOver(turn, job);
    }
    JobState now = turn.job(job.name()).orElseThrow();
    if (catchup && now.timetable().isPresent()) {
      // What is fired after all is told from what was skipped by its generation.
      Timetable back = now.timetable().get().backTo(since);
      turn.declare(now.inGeneration(turn.newId()).with(back));
      return;
    }
    boolean complete = !now.edges().areFresh() && now.edges().areComplete();
    if (complete
        && !isPaused(turn, now)
        && !now.job().disabled()
        && !now.job().options().dag().inRunMode()) {
      Runs.runDependent(turn, now, Dependencies.runs(now));
    }
  }
}
