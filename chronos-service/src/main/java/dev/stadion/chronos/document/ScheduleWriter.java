package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.schedule.CronEntry;
import dev.stadion.chronos.schedule.Misfire;
import dev.stadion.chronos.schedule.Moment;
import dev.stadion.chronos.schedule.Schedule;
import dev.stadion.chronos.schedule.Span;
import dev.stadion.chronos.schedule.Timing;
import java.io.IOException;

/** Writes when a job is to run; what was not sent is not written (chronos.md §12.0). */
final class ScheduleWriter {
  private ScheduleWriter() {}

  /**
   * @param shown what stands as the schedule of a job that has cron; empty leaves it out
   */
  static void write(JsonGenerator json, Plan.Scheduled plan, String shown) throws IOException {
    switch (plan.schedule()) {
      case Schedule.Interval(var interval) -> json.writeStringField("schedule", interval.text());
      case Schedule.Cron _ -> {
        if (!shown.isEmpty()) {
          json.writeStringField("schedule", shown);
        }
      }
    }
    json.writeStringField("scheduleTimeZone", plan.zone().orElse(""));
  }

  /** The fields that Chronos does not know; they come after all others. */
  static void writeMore(JsonGenerator json, Plan.Scheduled plan) throws IOException {
    if (plan.schedule() instanceof Schedule.Cron cron) {
      write(json, cron);
    }
    write(json, plan.timing());
    write(json, plan.misfire());
  }

  private static void write(JsonGenerator json, Schedule.Cron cron) throws IOException {
    if (cron.listed()) {
      JobWriter.texts(json, "cron", cron.entries().stream().map(CronEntry::text).toList());
    } else {
      json.writeStringField("cron", cron.entries().getFirst().text());
    }
    JobWriter.text(json, "cronDialect", cron.dialect().map(Words::of));
    JobWriter.text(json, "cronDst", cron.dst().map(Words::of));
  }

  private static void write(JsonGenerator json, Timing timing) throws IOException {
    JobWriter.text(json, "notBefore", timing.notBefore().map(Moment::text));
    JobWriter.text(json, "notAfter", timing.notAfter().map(Moment::text));
    JobWriter.text(json, "jitter", timing.jitter().map(Span::text));
    if (!timing.calendars().isEmpty()) {
      JobWriter.texts(json, "calendars", timing.calendars());
    }
    JobWriter.text(json, "calendarPolicy", timing.calendarPolicy().map(Words::of));
  }

  private static void write(JsonGenerator json, Misfire misfire) throws IOException {
    JobWriter.text(json, "misfirePolicy", misfire.policy().map(Words::of));
    if (misfire.maxCatchup().isPresent()) {
      json.writeNumberField("maxCatchup", misfire.maxCatchup().get());
    }
    JobWriter.text(json, "misfireThreshold", misfire.threshold().map(Span::text));
  }
}
