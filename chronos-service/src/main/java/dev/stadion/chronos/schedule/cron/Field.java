package dev.stadion.chronos.schedule.cron;

import java.util.List;
import java.util.Locale;

/**
 * One kind of field of an expression: its bounds and its names.
 *
 * @param names of the values from {@code min} on; empty when numbers are all there is
 */
record Field(String name, int min, int max, List<String> names) {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  static final Field SECOND = new Field("second", 0, 59, List.of());
  static final Field MINUTE = new Field("minute", 0, 59, List.of());
  static final Field HOUR = new Field("hour", 0, 23, List.of());
  static final Field DAY_OF_MONTH = new Field("day of month", 1, 31, List.of());
  static final Field MONTH = new Field("month", 1, 12, MONTHS);

  /** 0 and 7 are Sunday. */
  static final Field UNIX_DAY_OF_WEEK = new Field("day of week", 0, 7, DAYS);

  /** 1 is Sunday. */
  static final Field QUARTZ_DAY_OF_WEEK = new Field("day of week", 1, 7, DAYS);

  static final Field YEAR = new Field("year", 1970, 2099, List.of());

  /** How many different values there are; Sunday counts once. */
  int size() {
    return names == DAYS ? 7 : max - min + 1;
  }

  int value(String text) {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return min + named;
    }
    int value = number(text);
    if (value < min || value > max) {
      throw new CronSyntaxException(
          "%s must be from %d to %d, got %d".formatted(name, min, max, value));
    }
    return value;
  }

  int number(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new CronSyntaxException("'%s' is no %s".formatted(text, name));
    }
    return Integer.parseInt(text);
  }
}
