package dev.stadion.chronos.schedule.cron;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the fields of an expression in either dialect (chronos.md §12.1). */
final class CronParser {
  private static final int LONGEST = 1_000;
  private static final Pattern NAMES =
      Pattern.compile(
          "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT");
  private static final Pattern FROM_END = Pattern.compile("L(?:-([0-9]{1,2}))?(W)?");
  private static final Pattern NEAREST = Pattern.compile("([0-9]{1,2})W");
  private static final Pattern LAST = Pattern.compile("([0-9A-Z]+)L");
  private static final Pattern NTH = Pattern.compile("([0-9A-Z]+)#([0-9]+)");

  private CronParser() {}

  /**
   * @throws CronSyntaxException naming the field and what is wrong with it
   */
  static CronExpression parse(String text, CronDialect dialect) {
    if (text.length() > LONGEST) {
      throw new CronSyntaxException("a cron expression has at most " + LONGEST + " characters");
    }
    String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+");
    return isQuartz(fields, dialect) ? quartz(fields) : unix(fields);
  }

  private static boolean isQuartz(String[] fields, CronDialect dialect) {
    return switch (dialect) {
      case UNIX -> {
        checkCount(fields, 5, 6);
        yield false;
      }
      case QUARTZ -> {
        checkCount(fields, 6, 7);
        yield true;
      }
      case AUTO -> {
        checkCount(fields, 5, 7);
        yield fields.length == 7 || (fields.length == 6 && hasSigns(fields[3] + " " + fields[5]));
      }
    };
  }

  private static void checkCount(String[] fields, int least, int most) {
    if (fields.length < least || fields.length > most) {
      throw new CronSyntaxException(
          "there must be %d to %d fields, not %d".formatted(least, most, fields.length));
    }
  }

  /** Whether only Quartz understands it; {@code JUL} and {@code WED} are no signs. */
  private static boolean hasSigns(String days) {
    return NAMES.matcher(days).replaceAll("").chars().anyMatch(c -> "?LW#".indexOf(c) >= 0);
  }

  private static CronExpression unix(String[] fields) {
    int at = fields.length - 5;
    String ofMonth = fields[at + 2];
    String ofWeek = fields[at + 4];
    var days =
        new Days.ByDateAndWeekday(
            (int) Values.mask(Values.read(Field.DAY_OF_MONTH, ofMonth, false)),
            (int) Values.mask(Values.read(Field.UNIX_DAY_OF_WEEK, ofWeek, false)),
            startsWithStar(ofMonth) || startsWithStar(ofWeek));
    return expression(at == 1 ? fields[0] : "0", fields, at, days, null, false);
  }

  private static boolean startsWithStar(String field) {
    return field.startsWith("*") || field.startsWith("?");
  }

  private static CronExpression quartz(String[] fields) {
    BitSet years = null;
    if (fields.length == 7 && !fields[6].equals("*")) {
      years = Values.read(Field.YEAR, fields[6], false);
    }
    return expression(fields[0], fields, 1, days(fields[3], fields[5]), years, true);
  }

  private static CronExpression expression(
      String second, String[] fields, int at, Days days, BitSet years, boolean wraps) {
    String hour = fields[at + 1];
    return new CronExpression(
        Values.mask(Values.read(Field.SECOND, second, wraps)),
        Values.mask(Values.read(Field.MINUTE, fields[at], wraps)),
        (int) Values.mask(Values.read(Field.HOUR, hour, wraps)),
        (int) Values.mask(Values.read(Field.MONTH, fields[at + 3], wraps)),
        days,
        years,
        hour.equals("*") || hour.matches("\\*/[0-9]+"));
  }

  // ---- the days of Quartz --------------------------------------------------------------------

  private static Days days(String ofMonth, String ofWeek) {
    boolean byDate = !ofMonth.equals("?");
    boolean byWeekday = !ofWeek.equals("?");
    if (byDate && byWeekday && !(ofMonth.equals("*") && ofWeek.equals("*"))) {
      throw new CronSyntaxException("day of month or day of week must be '?'");
    }
    if (!byDate && !byWeekday) {
      throw new CronSyntaxException("only one of day of month and day of week may be '?'");
    }
    return byDate ? byDate(ofMonth) : byWeekday(ofWeek);
  }

  private static Days byDate(String text) {
    var plain = new BitSet();
    List<Days.Counted> counted = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      Matcher end = FROM_END.matcher(item);
      Matcher nearest = NEAREST.matcher(item);
      if (end.matches()) {
        int back = end.group(1) == null ? 0 : Integer.parseInt(end.group(1));
        if (back > 30) {
          throw new CronSyntaxException("no month has a day '%s'".formatted(item));
        }
        counted.add(new Days.Counted(-back, end.group(2) != null));
      } else if (nearest.matches()) {
        counted.add(new Days.Counted(Field.DAY_OF_MONTH.value(nearest.group(1)), true));
      } else {
        Values.add(plain, Field.DAY_OF_MONTH, item, true);
      }
    }
    return new Days.ByDate((int) Values.mask(plain), counted);
  }

  private static Days byWeekday(String text) {
    var plain = new BitSet();
    List<Days.Nth> nth = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      Matcher last = LAST.matcher(item);
      Matcher numbered = NTH.matcher(item);
      if (item.equals("L")) {
        plain.set(7);
      } else if (numbered.matches()) {
        int k = Field.QUARTZ_DAY_OF_WEEK.number(numbered.group(2));
        if (k < 1 || k > 5) {
          throw new CronSyntaxException("a weekday comes 1 to 5 times a month, not " + k);
        }
        nth.add(new Days.Nth(weekday(numbered.group(1)), k));
      } else if (last.matches()) {
        nth.add(new Days.Nth(weekday(last.group(1)), 0));
      } else {
        Values.add(plain, Field.QUARTZ_DAY_OF_WEEK, item, true);
      }
    }
    return new Days.ByWeekday((int) (Values.mask(plain) >> 1), nth);
  }

  private static int weekday(String text) {
    return Field.QUARTZ_DAY_OF_WEEK.value(text) - 1;
  }
}
