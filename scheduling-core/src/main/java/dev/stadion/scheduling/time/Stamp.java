package dev.stadion.scheduling.time;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Moments as text with milliseconds, such as {@code 2026-01-01T10:00:00.000Z}. Every run is told in
 * a dozen of them, and a formatter that can do anything takes ten times as long.
 */
public final class Stamp {
  private static final String PLAIN = "0000-00-00T00:00:00.000Z";
  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
  private static final int DAY = 86_400_000;
  private static final DateTimeFormatter ANY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Stamp() {}

  /** Rounded down to milliseconds; quick from 1970 to 9999. */
  public static String of(Instant moment) {
    long millis = moment.toEpochMilli();
    if (millis < 0 || millis > LAST) {
      return ANY.format(moment);
    }
    char[] text = PLAIN.toCharArray();
    // The date of a day, counted in years that begin in March (Hinnant's civil_from_days).
    int days = (int) (millis / DAY) + 719_468;
    int era = days / 146_097;
    int dayOfEra = days - era * 146_097;
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int march = (5 * dayOfYear + 2) / 153;
    int month = march < 10 ? march + 3 : march - 9;
    put(text, 4, yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
    put(text, 7, month);
    put(text, 10, dayOfYear - (153 * march + 2) / 5 + 1);
    int ofDay = (int) (millis % DAY);
    put(text, 13, ofDay / 3_600_000);
    put(text, 16, ofDay / 60_000 % 60);
    put(text, 19, ofDay / 1_000 % 60);
    put(text, 23, ofDay % 1_000);
    return new String(text);
  }

  /** Writes a number so that it ends before a place; there are zeros to the left already. */
  private static void put(char[] text, int end, int number) {
    int left = number;
    for (int at = end - 1; left > 0; at--) {
      text[at] = (char) ('0' + left % 10);
      left /= 10;
    }
  }
}
