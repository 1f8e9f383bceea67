package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.FiringRule;
import dev.stadion.chronos.schedule.Preview;
import dev.stadion.chronos.schedule.ScheduleCheck;
import dev.stadion.chronos.schedule.Timetable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What schedules mean, given the time and the calendars that exist (chronos.md §12.1, §12.2). */
public final class Schedules {
  private Schedules() {}

  static Optional<Problem> problemWith(Job job, Turn turn) {
    return job.plan() instanceof Plan.Scheduled plan
        ? problemWith(plan, turn.now, turn::calendar)
        : Optional.empty();
  }

  public static Optional<Problem> problemWith(
      Plan.Scheduled plan, Instant now, Function<String, Optional<Calendar>> calendars) {
    for (String name : plan.timing().calendars()) {
      if (calendars.apply(name).isEmpty()) {
        return Optional.of(new Problem("/calendars", "Calendar '" + name + "' not found"));
      }
    }
    return ScheduleCheck.neverFires(plan.schedule(), plan.zoneId(), now)
        .map(error -> new Problem("/cron", error))
        .or(() ->
            ScheduleCheck.tooMuchJitter(plan.schedule(), plan.zoneId(), plan.timing(), now)
                .map(error -> new Problem("/jitter", error)));
  }

  /**
   * When a job fires from a moment on, if nobody is ever late. One that is disabled or paused is
   * shown as if it were not.
   */
  public static Preview preview(JobState state, Instant now, Instant from, int count) {
    Job job = state.job();
    return job.plan() instanceof Plan.Scheduled plan && state.timetable().isPresent()
        ? Preview.of(
            state.timetable().get(),
            FiringRule.of(job.policy().epsilon(), plan.misfire()),
            now,
            from,
            count)
        : Preview.NOTHING;
  }

  /** When a job of this schedule would fire if it were posted at that moment. */
  public static Preview preview(
      String name,
      Plan.Scheduled plan,
      Function<String, Optional<Calendar>> calendars,
      Instant from,
      int count) {
    Timetable posted = Timetable.start(plan.schedule(), plan.agenda(name, from, calendars), from);
    return Preview.of(posted, FiringRule.of(Optional.empty(), plan.misfire()), from, from, count);
  }

  /**
   * The ticks of a window that no calendar excludes, the past as it was to be; empty when they are
   * more than so many, or too many to look through.
   */
  public static Optional<List<Instant>> ticks(JobState state, Instant from, Instant to, int most) {
    return state
        .timetable()
        .map(t -> t.agenda().between(from, to, most))
        .orElse(Optional.of(List.of()));
  }
}
