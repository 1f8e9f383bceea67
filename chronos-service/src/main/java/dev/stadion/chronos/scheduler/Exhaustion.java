package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.schedule.Timetable;

/** Jobs whose schedule has come to its end (chronos.md §4.2, §12.1 B-03). */
final class Exhaustion {
  private Exhaustion() {}

  /** A schedule that has no repeats left disables its job after the last success (§4.2). */
  static void afterSuccess(Turn turn, String name) {
    JobState job = turn.job(name).orElseThrow();
    boolean moreToCome = turn.openRuns(name).stream().anyMatch(run -> !run.isLive());
    if (job.timetable().map(Timetable::isExhausted).orElse(false) && !moreToCome) {
      disable(turn, job);
    }
  }

  /** A schedule without ticks to come disables its job once nothing of it is open (B-03). */
  static void settle(Turn turn) {
    for (String name : turn.toSettle()) {
      turn.job(name)
          .filter(job -> job.timetable().map(Timetable::isOver).orElse(false))
          .filter(job -> turn.openRuns(name).isEmpty())
          .ifPresent(job -> disable(turn, job));
    }
  }

  private static void disable(Turn turn, JobState job) {
    // A job that must be told something has no schedule to use up (B-33).
    if (!job.job().disabled() && !job.job().options().inputs().mustBeTold()) {
      turn.save(job.with(job.job().withDisabled(true)));
      turn.effect(new ChronosEffect.JobDisabled(job.name(), "all recurrences are used up"));
    }
  }
}
