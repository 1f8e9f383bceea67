package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.schedule.RepeatingInterval;
import dev.stadion.chronos.schedule.Schedule;
import dev.stadion.chronos.schedule.Timetable;
import java.time.Instant;
import java.util.Optional;

/**
 * A job and where it stands.
 *
 * @param incarnation differs between a deleted job and a later one of the same name
 * @param generation differs between two declarations of the schedule, and begins anew when ticks
 *     are made up for; with the tick it names a run
 * @param posted the generation of the last POST: what a job counts are its runs since then
 * @param timetable present for a scheduled job
 * @param edges how often each parent succeeded since this job last started, by parent
 * @param lastDue the highest milliseconds used in a task id of this name, 0 when none was
 * @param life how often it was changed, and when it goes
 */
public record JobState(
    Job job,
    long incarnation,
    long generation,
    long posted,
    Optional<Timetable> timetable,
    Edges edges,
    long lastDue,
    Life life) {

  public String name() {
    return job.name();
  }

  /** When the clock must look at this job next. */
  public Optional<Instant> nextDue() {
    return job.disabled() ? Optional.empty() : timetable.flatMap(Timetable::nextDue);
  }

  JobState with(Job changed) {
    return new JobState(changed, incarnation, generation, posted, timetable, edges, lastDue, life);
  }

  JobState with(Timetable moved) {
    return new JobState(
        job, incarnation, generation, posted, Optional.of(moved), edges, lastDue, life);
  }

  JobState with(Edges counted) {
    return new JobState(job, incarnation, generation, posted, timetable, counted, lastDue, life);
  }

  JobState with(Life other) {
    return new JobState(job, incarnation, generation, posted, timetable, edges, lastDue, other);
  }

  JobState inGeneration(long next) {
    return new JobState(job, incarnation, next, posted, timetable, edges, lastDue, life);
  }

  JobState withLastDue(long due) {
    return new JobState(job, incarnation, generation, posted, timetable, edges, due, life);
  }

  /** The declaration with the schedule as it stands now: what a reader is shown. */
  public Job shown() {
    if (job.plan() instanceof Plan.Scheduled scheduled
        && scheduled.schedule() instanceof Schedule.Interval
        && timetable.filter(Timetable::touched).isPresent()) {
      return job.with(scheduled.with(RepeatingInterval.printed(timetable.get())));
    }
    return job;
  }

  /** The schedule as it stands now, in the form of an interval; nothing for a dependent job. */
  public String shownSchedule() {
    return switch (shown().plan()) {
      case Plan.Dependent _ -> "";
      case Plan.Scheduled scheduled ->
          switch (scheduled.schedule()) {
            case Schedule.Interval(var interval) -> interval.text();
            case Schedule.Cron _ -> timetable.map(Timetable::printNext).orElse("");
          };
    };
  }
}
