package dev.stadion.chronos.schedule.cron;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/** Which days of a month match. Bit <i>d</i> of a mask is day <i>d</i>; bit 0 is never set. */
sealed interface Days {
  int in(int year, int month);

  /**
   * Unix: by date and by weekday.
   *
   * @param ofMonth bits 1–31
   * @param ofWeek bits 0–6, 0 is Sunday
   * @param both whether a day must match both, or either is enough
   */
  record ByDateAndWeekday(int ofMonth, int ofWeek, boolean both) implements Days {
    @Override
    public int in(int year, int month) {
      LocalDate first = LocalDate.of(year, month, 1);
      int dates = ofMonth & lastBits(first.lengthOfMonth());
      int weekdays = weekdays(first, ofWeek);
      return both ? dates & weekdays : dates | weekdays;
    }
  }

  /** Quartz: by date, counted from the start or the end, perhaps moved to a weekday. */
  record ByDate(int ofMonth, List<Counted> counted) implements Days {
    public ByDate {
      counted = List.copyOf(counted);
    }

    @Override
    public int in(int year, int month) {
      LocalDate first = LocalDate.of(year, month, 1);
      int days = ofMonth & lastBits(first.lengthOfMonth());
      for (Counted date : counted) {
        days |= date.in(first);
      }
      return days;
    }
  }

  /**
   * {@code L}, {@code L-3}, {@code 15W}, {@code LW}.
   *
   * @param day from 1, or from the end as 0, −1, …
   * @param nearestWeekday moved to the nearest day from Monday to Friday within the month
   */
  record Counted(int day, boolean nearestWeekday) {
    int in(LocalDate first) {
      int length = first.lengthOfMonth();
      int date = day > 0 ? day : length + day;
      if (date < 1 || date > length) {
        return 0;
      }
      return 1 << (nearestWeekday ? nearest(first.withDayOfMonth(date), length) : date);
    }

    private static int nearest(LocalDate date, int length) {
      int day = date.getDayOfMonth();
      if (date.getDayOfWeek() == DayOfWeek.SATURDAY) {
        return day == 1 ? 3 : day - 1;
      }
      if (date.getDayOfWeek() == DayOfWeek.SUNDAY) {
        return day == length ? day - 2 : day + 1;
      }
      return day;
    }
  }

  /** Quartz: by weekday, all of a month or the k-th or the last. */
  record ByWeekday(int ofWeek, List<Nth> nth) implements Days {
    public ByWeekday {
      nth = List.copyOf(nth);
    }

    @Override
    public int in(int year, int month) {
      LocalDate first = LocalDate.of(year, month, 1);
      int days = weekdays(first, ofWeek);
      for (Nth one : nth) {
        days |= one.in(first);
      }
      return days;
    }
  }

  /**
   * {@code 6#3}, {@code 6L}.
   *
   * @param weekday 0 is Sunday
   * @param k 1–5, or 0 for the last one
   */
  record Nth(int weekday, int k) {
    int in(LocalDate first) {
      int days = weekdays(first, 1 << weekday);
      if (k == 0) {
        return Integer.highestOneBit(days);
      }
      for (int i = 1; i < k; i++) {
        days &= days - 1;
      }
      return Integer.lowestOneBit(days);
    }
  }

  private static int weekdays(LocalDate first, int ofWeek) {
    int weekday = first.getDayOfWeek().getValue() % 7;
    int days = 0;
    for (int day = 1; day <= first.lengthOfMonth(); day++) {
      if ((ofWeek >> weekday & 1) != 0) {
        days |= 1 << day;
      }
      weekday = weekday == 6 ? 0 : weekday + 1;
    }
    return days;
  }

  private static int lastBits(int length) {
    return (int) ((1L << (length + 1)) - 2);
  }
}
