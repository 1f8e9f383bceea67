package dev.stadion.chronos.schedule.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;

/**
 * Which wall-clock times a cron expression matches, down to the second. It knows nothing of zones.
 * Immutable; a few dozen bytes, and equal texts may share one.
 */
public final class CronExpression {
  private final long seconds;
  private final long minutes;
  private final int hours;
  private final int months;
  private final Days days;
  private final BitSet years;
  private final boolean everyHour;

  /**
   * @param years null means all
   */
  CronExpression(
      long seconds,
      long minutes,
      int hours,
      int months,
      Days days,
      BitSet years,
      boolean everyHour) {
    this.seconds = seconds;
    this.minutes = minutes;
    this.hours = hours;
    this.months = months;
    this.days = days;
    this.years = years;
    this.everyHour = everyHour;
  }

  /**
   * @throws CronSyntaxException naming the field and what is wrong with it
   */
  public static CronExpression parse(String text, CronDialect dialect) {
    return CronParser.parse(text, dialect);
  }

  /** Whether the hour is {@code *} or {@code *}{@code /n}: such ticks follow elapsed time. */
  public boolean everyHour() {
    return everyHour;
  }

  /** How many times a matching day has. */
  public long timesPerDay() {
    return (long) Long.bitCount(seconds) * Long.bitCount(minutes) * Integer.bitCount(hours);
  }

  public boolean matches(LocalDate date) {
    return hasMonth(date.getYear(), date.getMonthValue())
        && (days.in(date.getYear(), date.getMonthValue()) >> date.getDayOfMonth() & 1) != 0;
  }

  /**
   * The first match at or after {@code from}, or empty when there is none up to the end of the year
   * {@code lastYear}.
   */
  public Optional<LocalDateTime> from(LocalDateTime from, int lastYear) {
    LocalDate date = day(from.toLocalDate(), lastYear);
    if (date == null) {
      return Optional.empty();
    }
    int time = date.equals(from.toLocalDate()) ? timeFrom(from.toLocalTime()) : firstTime();
    if (time < 0) {
      date = date.getYear() > lastYear ? null : day(date.plusDays(1), lastYear);
      time = firstTime();
    }
    return date == null
        ? Optional.empty()
        : Optional.of(LocalDateTime.of(date, LocalTime.ofSecondOfDay(time)));
  }

  // ---- days ----------------------------------------------------------------------------------

  private boolean hasMonth(int year, int month) {
    return (months >> month & 1) != 0 && (years == null || years.get(year));
  }

  private LocalDate day(LocalDate from, int lastYear) {
    int year = from.getYear();
    int month = from.getMonthValue();
    int day = from.getDayOfMonth();
    while (year <= lastYear) {
      if (hasMonth(year, month)) {
        int left = days.in(year, month) & -1 << day;
        if (left != 0) {
          return LocalDate.of(year, month, Integer.numberOfTrailingZeros(left));
        }
      }
      day = 1;
      month++;
      if (month > 12) {
        month = 1;
        year++;
      }
    }
    return null;
  }

  // ---- times ---------------------------------------------------------------------------------

  private int firstTime() {
    return time(
        Integer.numberOfTrailingZeros(hours),
        Long.numberOfTrailingZeros(minutes),
        Long.numberOfTrailingZeros(seconds));
  }

  /** The first matching second of the day from {@code start} on, or −1. */
  private int timeFrom(LocalTime start) {
    int hour = start.getHour();
    int minute = start.getMinute();
    int second = start.getSecond();
    if ((hours >> hour & 1) != 0) {
      if ((minutes >> minute & 1) != 0) {
        int next = next(seconds, second);
        if (next >= 0) {
          return time(hour, minute, next);
        }
      }
      int next = next(minutes, minute + 1);
      if (next >= 0) {
        return time(hour, next, Long.numberOfTrailingZeros(seconds));
      }
    }
    int next = next(hours, hour + 1);
    return next < 0
        ? -1
        : time(next, Long.numberOfTrailingZeros(minutes), Long.numberOfTrailingZeros(seconds));
  }

  private static int time(int hour, int minute, int second) {
    return hour * 3600 + minute * 60 + second;
  }

  private static int next(long mask, int from) {
    long left = mask & -1L << from;
    return left == 0 ? -1 : Long.numberOfTrailingZeros(left);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronExpression that
        && seconds == that.seconds
        && minutes == that.minutes
        && hours == that.hours
        && months == that.months
        && days.equals(that.days)
        && Objects.equals(years, that.years)
        && everyHour == that.everyHour;
  }

  @Override
  public int hashCode() {
    return Objects.hash(seconds, minutes, hours, months, days, years, everyHour);
  }
}
