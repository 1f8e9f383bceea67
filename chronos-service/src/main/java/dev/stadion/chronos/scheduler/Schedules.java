package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.ScheduleCheck;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What a schedule must not be, given the time and the calendars that exist (chronos.md §12.1). */
final class Schedules {
  private Schedules() {}

  static Optional<Problem> problemWith(Job job, Turn turn) {
    return job.plan() instanceof Plan.Scheduled plan
        ? problemWith(plan, turn.now, turn::calendar)
        : Optional.empty();
  }

  static Optional<Problem> problemWith(
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
}
