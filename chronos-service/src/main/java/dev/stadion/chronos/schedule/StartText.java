package dev.stadion.chronos.schedule;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The start of a repeating interval as written: wall-clock fields and perhaps an offset. */
record StartText(LocalDateTime local, Optional<ZoneOffset> offset) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(?<year>[0-9]{4})(?:-W(?<week>[0-9]{2})(?:-(?<weekday>[1-7]))?"
              + "|-(?<ordinal>[0-9]{3})"
              + "|-(?<month>[0-9]{2})(?:-(?<day>[0-9]{2}))?)?"
              + "(?:T(?<hour>[0-9]{2})(?::(?<minute>[0-9]{2})(?::(?<second>[0-9]{2}))?)?"
              + "(?:[.,](?<fraction>[0-9]{1,9}))?"
              + "(?<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");

  /** Reads calendar, week and ordinal dates with an optional time, or answers empty. */
  static Optional<StartText> parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new StartText(LocalDateTime.of(date(m), LocalTime.MIN).plus(time(m)), zone(m)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static LocalDate date(Matcher m) {
    int year = Integer.parseInt(m.group("year"));
    if (m.group("week") != null) {
      int week = Integer.parseInt(m.group("week"));
      int weekday = m.group("weekday") == null ? 1 : Integer.parseInt(m.group("weekday"));
      LocalDate inYear = LocalDate.of(year, 1, 4);
      IsoFields.WEEK_OF_WEEK_BASED_YEAR
          .rangeRefinedBy(inYear)
          .checkValidValue(week, IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      return inYear
          .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, week)
          .with(java.time.temporal.ChronoField.DAY_OF_WEEK, weekday);
    }
    if (m.group("ordinal") != null) {
      return LocalDate.ofYearDay(year, Integer.parseInt(m.group("ordinal")));
    }
    return LocalDate.of(year, orElse(m.group("month"), 1), orElse(m.group("day"), 1));
  }

  private static int orElse(String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static java.time.Duration time(Matcher m) {
    if (m.group("hour") == null) {
      return java.time.Duration.ZERO;
    }
    LocalTime time =
        LocalTime.of(
            orElse(m.group("hour"), 0), orElse(m.group("minute"), 0), orElse(m.group("second"), 0));
    long unitMillis =
        m.group("minute") == null ? 3_600_000 : m.group("second") == null ? 60_000 : 1000;
    long fraction =
        m.group("fraction") == null
            ? 0
            : Long.parseLong((m.group("fraction") + "00000000").substring(0, 9));
    return java.time.Duration.ofSeconds(time.toSecondOfDay())
        .plusMillis(fraction * unitMillis / 1_000_000_000L);
  }

  private static Optional<ZoneOffset> zone(Matcher m) {
    return Optional.ofNullable(m.group("zone")).map(ZoneOffset::of);
  }
}
