package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Timetable;
import java.util.List;
import java.util.Optional;

/** Calendars come, change and go (chronos.md §12.3); no tick that has fired is touched. */
final class Calendars {
  private static final int MOST_NAMED = 100;

  private Calendars() {}

  /** A change bends the ticks to come of every job that names the calendar (B-12). */
  static ChronosOutcome put(Turn turn, Calendar calendar) {
    turn.calendar(calendar.name(), Optional.of(calendar));
    for (JobState job : users(turn, calendar.name())) {
      bend(turn, job, (Plan.Scheduled) job.job().plan());
    }
    return new ChronosOutcome.Done();
  }

  private static void bend(Turn turn, JobState job, Plan.Scheduled plan) {
    Timetable timetable = job.timetable().orElseThrow();
    turn.save(
        job.with(
            timetable.with(plan.agenda(job.name(), timetable.agenda().ticks(), turn::calendar))));
    turn.settleLater(job.name());
  }

  /** A calendar that jobs name must stay. */
  static ChronosOutcome delete(Turn turn, String name) {
    if (turn.calendar(name).isEmpty()) {
      return new ChronosOutcome.NotFound("Calendar '" + name + "' not found");
    }
    List<String> users = users(turn, name).stream().map(JobState::name).toList();
    if (!users.isEmpty()) {
      String more =
          users.size() > MOST_NAMED ? " and " + (users.size() - MOST_NAMED) + " more" : "";
      return new ChronosOutcome.Conflict(
          "Calendar '%s' is used by the jobs %s%s"
              .formatted(
                  name,
                  String.join(", ", users.subList(0, Math.min(users.size(), MOST_NAMED))),
                  more));
    }
    turn.calendar(name, Optional.empty());
    return new ChronosOutcome.Done();
  }

  private static List<JobState> users(Turn turn, String name) {
    return turn.jobs().stream()
        .filter(job ->
            job.job().plan() instanceof Plan.Scheduled plan
                && plan.timing().calendars().contains(name))
        .toList();
  }
}
