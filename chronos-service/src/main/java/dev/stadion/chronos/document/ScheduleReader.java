package dev.stadion.chronos.document;

import dev.stadion.chronos.job.Memo;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.schedule.CronDst;
import dev.stadion.chronos.schedule.CronEntry;
import dev.stadion.chronos.schedule.Misfire;
import dev.stadion.chronos.schedule.Moment;
import dev.stadion.chronos.schedule.RepeatingInterval;
import dev.stadion.chronos.schedule.Schedule;
import dev.stadion.chronos.schedule.Span;
import dev.stadion.chronos.schedule.Timing;
import dev.stadion.chronos.schedule.UnparsableScheduleException;
import dev.stadion.chronos.schedule.Zones;
import dev.stadion.chronos.schedule.cron.CronDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads when a job is to run (chronos.md §3, §12.1, §12.3, §12.4). */
final class ScheduleReader {
  private static final int MOST_ENTRIES = 100;
  private static final int MOST_CALENDARS = 100;

  private static final Memo<String, RepeatingInterval> INTERVALS =
      new Memo<>(RepeatingInterval::parse);

  private ScheduleReader() {}

  /**
   * @param otherwise the schedule of a job that says nothing of one
   * @return empty when something is wrong; the fields have the problems then
   */
  static Optional<Plan> read(Fields fields, String otherwise) {
    Optional<String> zone = zone(fields);
    Timing timing = timing(fields);
    Misfire misfire = misfire(fields);
    return schedule(fields, zone, otherwise)
        .map(schedule -> new Plan.Scheduled(schedule, zone, timing, misfire));
  }

  private static Optional<String> zone(Fields fields) {
    Optional<String> zone = fields.text("scheduleTimeZone").filter(id -> !id.isEmpty());
    return zone.filter(id -> fields.parsed("scheduleTimeZone", id, Zones::of).isPresent());
  }

  // ---- interval or cron ----------------------------------------------------------------------

  private static Optional<Schedule> schedule(
      Fields fields, Optional<String> zone, String otherwise) {
    if (fields.has("cron")) {
      return cron(fields, zone);
    }
    String text = fields.text("schedule", otherwise);
    try {
      return Optional.of(new Schedule.Interval(INTERVALS.of(text)));
    } catch (UnparsableScheduleException noInterval) {
      return RepeatingInterval.looksLikeOne(text)
          ? problem(fields, noInterval)
          : cronInSchedule(fields, zone, text, noInterval);
    }
  }

  private static Optional<Schedule> problem(Fields fields, UnparsableScheduleException e) {
    fields.problem("schedule", StrictJson.shown(e.getMessage()));
    return Optional.empty();
  }

  /** A schedule that is no interval may be cron, as in Yelp's fork (B-02). */
  private static Optional<Schedule> cronInSchedule(
      Fields fields, Optional<String> zone, String text, UnparsableScheduleException noInterval) {
    Optional<CronDialect> dialect = fields.choice("cronDialect", CronDialect.class, Words::of);
    try {
      CronEntry entry = CronEntry.parse(text, dialect.orElse(CronDialect.AUTO));
      return cron(fields, zone, "schedule", List.of(entry), false, dialect);
    } catch (UnparsableScheduleException neither) {
      boolean meantAsCron = text.startsWith("@") || text.strip().contains(" ");
      return problem(fields, meantAsCron ? neither : noInterval);
    }
  }

  private static Optional<Schedule> cron(Fields fields, Optional<String> zone) {
    Optional<CronDialect> dialect = fields.choice("cronDialect", CronDialect.class, Words::of);
    List<String> texts = fields.textOrTexts("cron");
    if (texts.isEmpty() || texts.size() > MOST_ENTRIES) {
      fields.problem("cron", "cron must be an expression, or 1 to %d".formatted(MOST_ENTRIES));
      return Optional.empty();
    }
    List<CronEntry> entries = new ArrayList<>();
    for (String text : texts) {
      fields
          .parsed("cron", text, t -> CronEntry.parse(t, dialect.orElse(CronDialect.AUTO)))
          .ifPresent(entries::add);
    }
    return entries.size() < texts.size()
        ? Optional.empty()
        : cron(fields, zone, "cron", entries, fields.isArray("cron"), dialect);
  }

  private static Optional<Schedule> cron(
      Fields fields,
      Optional<String> zone,
      String field,
      List<CronEntry> entries,
      boolean listed,
      Optional<CronDialect> dialect) {
    var cron =
        new Schedule.Cron(
            entries, listed, dialect, fields.choice("cronDst", CronDst.class, Words::of));
    if (zone.isPresent() && cron.zone().isPresent()) {
      fields.problem(
          field, "the zone stands in scheduleTimeZone or in the expression, not in both");
      return Optional.empty();
    }
    return Optional.of(cron);
  }

  // ---- what bends it -------------------------------------------------------------------------

  private static Timing timing(Fields fields) {
    Optional<Moment> notBefore = moment(fields, "notBefore");
    Optional<Moment> notAfter = moment(fields, "notAfter");
    if (notBefore.isPresent()
        && notAfter.isPresent()
        && notAfter.get().time().isBefore(notBefore.get().time())) {
      fields.problem("notAfter", "notAfter must not be before notBefore");
    }
    Optional<Span> jitter = fields.span("jitter");
    List<String> calendars = fields.texts("calendars");
    if (calendars.size() > MOST_CALENDARS) {
      fields.problem("calendars", "a job must not have more than " + MOST_CALENDARS + " calendars");
    }
    var timing =
        new Timing(
            notBefore,
            notAfter,
            jitter,
            calendars,
            fields.choice("calendarPolicy", Timing.CalendarPolicy.class, Words::of));
    return timing.equals(Timing.PLAIN) ? Timing.PLAIN : timing;
  }

  private static Optional<Moment> moment(Fields fields, String name) {
    return fields.text(name).flatMap(text -> fields.parsed(name, text, Moment::parse));
  }

  private static Misfire misfire(Fields fields) {
    OptionalInt catchup = fields.whole("maxCatchup", 1, Misfire.MOST);
    var misfire =
        new Misfire(
            fields.choice("misfirePolicy", Misfire.Policy.class, Words::of),
            catchup.isPresent() ? Optional.of(catchup.getAsInt()) : Optional.empty(),
            fields.span("misfireThreshold"));
    return misfire.equals(Misfire.PLAIN) ? Misfire.PLAIN : misfire;
  }
}
