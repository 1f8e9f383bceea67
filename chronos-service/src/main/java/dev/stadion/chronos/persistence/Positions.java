package dev.stadion.chronos.persistence;

import static java.util.stream.Collectors.joining;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Memo;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Shared;
import dev.stadion.chronos.schedule.Agenda;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Held;
import dev.stadion.chronos.schedule.Recurrence;
import dev.stadion.chronos.schedule.Schedule;
import dev.stadion.chronos.schedule.Step;
import dev.stadion.chronos.schedule.Stretch;
import dev.stadion.chronos.schedule.Ticks;
import dev.stadion.chronos.schedule.Timetable;
import dev.stadion.chronos.schedule.Zones;
import dev.stadion.chronos.scheduler.JobState;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where jobs stand in their schedules, as columns. An interval keeps its anchor, which its printed
 * form does not tell; all other schedules follow from the definition and the moment of the POST.
 */
final class Positions {
  private static final Memo<String, Step> STEPS = new Memo<>(Step::of);

  private Positions() {}

  // ---- writing -------------------------------------------------------------------------------

  static Optional<Recurrence> interval(JobState job) {
    return plan(job)
        .filter(plan -> plan.schedule() instanceof Schedule.Interval)
        .flatMap(_ -> job.timetable().flatMap(Timetable::recurrence));
  }

  static Optional<String> written(JobState job) {
    return plan(job)
        .map(plan ->
            switch (plan.schedule()) {
              case Schedule.Interval(var interval) -> interval.text();
              case Schedule.Cron cron -> cron.entries().getFirst().text();
            });
  }

  /** What elapsed time is counted from: the start of an interval, or the POST of a cron job. */
  static Optional<Instant> anchor(JobState job) {
    return job.timetable().map(t -> t.agenda().ticks().origin().orElse(t.handled()));
  }

  /** For readers of an earlier version, who count the ticks of an interval. */
  static Optional<Long> index(JobState job) {
    return job.timetable()
        .map(t -> interval(job).map(r -> r.firstAfter(t.handled()).orElse(Long.MAX_VALUE)))
        .map(index -> index.orElse(0L));
  }

  static Long repeatsLeft(Timetable timetable) {
    return timetable.repeatsLeft().isPresent() ? timetable.repeatsLeft().getAsLong() : null;
  }

  /** What pauses have held: since when, and then the ends of each stretch that nobody wants. */
  static Optional<String> held(JobState job) {
    return job.timetable()
        .flatMap(Timetable::held)
        .map(held ->
            Stream.concat(
                    Stream.of(held.since()),
                    held.unwanted().stream().flatMap(s -> Stream.of(s.after(), s.upTo())))
                .map(Instant::toString)
                .collect(joining(",", "{", "}")));
  }

  private static Optional<Held> held(ResultSet row) throws SQLException {
    Array array = row.getArray("held");
    if (array == null) {
      return Optional.empty();
    }
    List<Instant> moments =
        Stream.of((Timestamp[]) array.getArray()).map(Timestamp::toInstant).toList();
    List<Stretch> unwanted = new ArrayList<>();
    for (int i = 1; i + 1 < moments.size(); i += 2) {
      unwanted.add(new Stretch(moments.get(i), moments.get(i + 1)));
    }
    return Optional.of(new Held(moments.getFirst(), unwanted));
  }

  private static Optional<Plan.Scheduled> plan(JobState job) {
    return job.job().plan() instanceof Plan.Scheduled plan ? Optional.of(plan) : Optional.empty();
  }

  // ---- reading -------------------------------------------------------------------------------

  /**
   * @throws RuntimeException when the row does not fit the declaration
   */
  static Optional<Timetable> read(
      ResultSet row, Job declared, Function<String, Optional<Calendar>> calendars)
      throws SQLException {
    Optional<Instant> anchor = RowReader.time(row, "anchor");
    return switch (declared.plan()) {
      case Plan.Dependent _ when anchor.isEmpty() -> Optional.empty();
      case Plan.Scheduled plan when anchor.isPresent() ->
          Optional.of(read(row, declared.name(), plan, anchor.get(), calendars));
      case Plan.Dependent _, Plan.Scheduled _ ->
          throw new IllegalStateException("the row's schedule does not fit its definition");
    };
  }

  private static Timetable read(
      ResultSet row,
      String name,
      Plan.Scheduled plan,
      Instant anchor,
      Function<String, Optional<Calendar>> calendars)
      throws SQLException {
    for (String calendar : plan.timing().calendars()) {
      if (calendars.apply(calendar).isEmpty()) {
        throw new IllegalStateException("the calendar " + calendar + " cannot be read");
      }
    }
    Ticks ticks =
        switch (plan.schedule()) {
          case Schedule.Interval _ ->
              new Recurrence(
                  row.getObject("anchor_local", LocalDateTime.class),
                  anchor,
                  ZoneId.of(row.getString("anchor_zone")),
                  STEPS.of(row.getString("step")));
          case Schedule.Cron cron -> Agenda.ticks(cron, plan.zone().map(Zones::of), anchor);
        };
    Timetable timetable =
        Timetable.at(
            Shared.of(plan.agenda(name, ticks, calendars)),
            handled(row, ticks, anchor),
            RowReader.number(row, "repeats_left")
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()),
            row.getBoolean("touched"),
            held(row));
    return Shared.of(timetable);
  }

  /** An earlier version kept the index of an interval's next tick only. */
  private static Instant handled(ResultSet row, Ticks ticks, Instant anchor) throws SQLException {
    Optional<Instant> handled = RowReader.time(row, "handled");
    if (handled.isPresent()) {
      return handled.get();
    }
    long next = row.getLong("next_index");
    return ticks instanceof Recurrence recurrence && next > 0
        ? recurrence.tick(next - 1).orElse(Ticks.END)
        : anchor.minusMillis(1);
  }
}
