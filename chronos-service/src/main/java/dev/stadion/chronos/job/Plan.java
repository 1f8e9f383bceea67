package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.schedule.Agenda;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Misfire;
import dev.stadion.chronos.schedule.RepeatingInterval;
import dev.stadion.chronos.schedule.Schedule;
import dev.stadion.chronos.schedule.Ticks;
import dev.stadion.chronos.schedule.Timing;
import dev.stadion.chronos.schedule.Zones;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** What makes a job run: time, or other jobs. */
public sealed interface Plan {
  /**
   * At the ticks of a schedule.
   *
   * @param zone the id as the user wrote it, known to exist
   */
  record Scheduled(Schedule schedule, Optional<String> zone, Timing timing, Misfire misfire)
      implements Plan {
    public Scheduled {
      requireNonNull(schedule, "schedule");
      requireNonNull(zone, "zone");
      requireNonNull(timing, "timing");
      requireNonNull(misfire, "misfire");
    }

    /** At the ticks of an interval and with nothing else said: what Chronos knows. */
    public static Scheduled at(RepeatingInterval interval, Optional<String> zone) {
      return new Scheduled(new Schedule.Interval(interval), zone, Timing.PLAIN, Misfire.PLAIN);
    }

    /** The same, but for what the schedule has become. */
    public Scheduled with(RepeatingInterval interval) {
      return new Scheduled(new Schedule.Interval(interval), zone, timing, misfire);
    }

    /** The zone whose clocks count; UTC when none was named. */
    public ZoneId zoneId() {
      return zone.map(Zones::of).or(schedule::zone).orElse(ZoneOffset.UTC);
    }

    /** All ticks of a job of this name that was posted then. */
    public Agenda agenda(
        String job, Instant posted, Function<String, Optional<Calendar>> calendars) {
      return agenda(job, Agenda.ticks(schedule, zone.map(Zones::of), posted), calendars);
    }

    /** The same, where the plain ticks are known already. */
    public Agenda agenda(String job, Ticks ticks, Function<String, Optional<Calendar>> calendars) {
      return Agenda.of(ticks, timing, zoneId(), job, calendars);
    }
  }

  /**
   * After the parents' success.
   *
   * @param parents never empty, sorted
   */
  record Dependent(SortedSet<String> parents) implements Plan {
    public Dependent {
      parents = Collections.unmodifiableSortedSet(new TreeSet<>(parents));
    }

    public static Dependent on(Collection<String> parents) {
      return new Dependent(new TreeSet<>(parents));
    }
  }
}
