package dev.stadion.chronos.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Times to be kept free, by name (chronos.md §12.3). {@code includeDates} win over all excludes.
 *
 * @param zone the id as written; empty means that of the job
 */
public record Calendar(
    String name,
    Optional<String> zone,
    Set<LocalDate> excludeDates,
    List<Range> excludeRanges,
    Set<DayOfWeek> excludeWeekdays,
    List<Times> excludeTimes,
    Set<MonthDay> annualDates,
    Set<LocalDate> includeDates) {

  /** From this wall-clock time until before that one. */
  public record Range(LocalDateTime from, LocalDateTime to) {
    boolean contains(LocalDateTime time) {
      return !time.isBefore(from) && time.isBefore(to);
    }

    boolean touches(LocalDate day) {
      return from.isBefore(day.plusDays(1).atStartOfDay()) && to.isAfter(day.atStartOfDay());
    }
  }

  /** From this time of the day until before that one, over midnight when that is earlier. */
  public record Times(LocalTime from, LocalTime to) {
    boolean contains(LocalTime time) {
      boolean begun = !time.isBefore(from);
      boolean over = !time.isBefore(to);
      return from.isBefore(to) ? begun && !over : begun || !over;
    }
  }

  public Calendar {
    excludeDates = Set.copyOf(excludeDates);
    excludeRanges = List.copyOf(excludeRanges);
    excludeWeekdays = Set.copyOf(excludeWeekdays);
    excludeTimes = List.copyOf(excludeTimes);
    annualDates = Set.copyOf(annualDates);
    includeDates = Set.copyOf(includeDates);
  }

  ZoneId zoneOr(ZoneId job) {
    return zone.map(Zones::of).orElse(job);
  }

  /** Whether this wall-clock time of the calendar's zone is to be kept free. */
  boolean excludes(LocalDateTime time) {
    LocalDate day = time.toLocalDate();
    if (includeDates.contains(day)) {
      return false;
    }
    return excludesDay(day)
        || excludeTimes.stream().anyMatch(times -> times.contains(time.toLocalTime()))
        || excludeRanges.stream().anyMatch(range -> range.contains(time));
  }

  private boolean excludesDay(LocalDate day) {
    return excludeDates.contains(day)
        || excludeWeekdays.contains(day.getDayOfWeek())
        || annualDates.contains(MonthDay.from(day));
  }

  /** Whether any time of this day may be excluded. */
  boolean touches(LocalDate day) {
    return !includeDates.contains(day)
        && (excludesDay(day)
            || !excludeTimes.isEmpty()
            || excludeRanges.stream().anyMatch(range -> range.touches(day)));
  }
}
