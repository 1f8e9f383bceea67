package dev.stadion.chronos.schedule;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The period of a repeating interval: {@code PnYnMnWnDTnHnMnS}, upper case, nothing negative
 * (chronos.md §3.1). Years to days move on the wall clock, hours to seconds are elapsed time.
 *
 * @param millis thousandths of a second beyond {@code seconds}, 0–999
 */
public record Step(
    long years,
    long months,
    long weeks,
    long days,
    long hours,
    long minutes,
    long seconds,
    int millis) {
  // Nine digits are 30 years in seconds and far beyond year 9999 in days: no sum can overflow.
  private static final String N = "([0-9]{1,9})";
  private static final Pattern TEXT =
      Pattern.compile(
          "P(?:%1$sY)?(?:%1$sM)?(?:%1$sW)?(?:%1$sD)?".formatted(N)
              + "(?:T(?:%1$sH)?(?:%1$sM)?(?:%1$s(?:[.,]([0-9]{1,9}))?S)?)?".formatted(N));

  /** Reads the text form, or answers null when it is none. */
  static Step parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      return null;
    }
    return new Step(
        number(m.group(1)),
        number(m.group(2)),
        number(m.group(3)),
        number(m.group(4)),
        number(m.group(5)),
        number(m.group(6)),
        number(m.group(7)),
        fraction(m.group(8)));
  }

  /**
   * Reads what {@link #toString} has written.
   *
   * @throws UnparsableScheduleException when it is something else
   */
  public static Step of(String text) {
    Step step = parse(text);
    if (step == null) {
      throw new UnparsableScheduleException("Cannot parse period '" + text + "'");
    }
    return step;
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static int fraction(String digits) {
    return digits == null ? 0 : Integer.parseInt((digits + "00").substring(0, 3));
  }

  /** The part that moves on the wall clock, times {@code k}. */
  long wallMonths() {
    return years * 12 + months;
  }

  long wallDays() {
    return weeks * 7 + days;
  }

  /** The part that is elapsed time. */
  Duration elapsed() {
    return Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds).plusMillis(millis);
  }

  /** Whether the step leads nowhere: the run-once idiom {@code R1//P}. */
  public boolean isZero() {
    return wallMonths() == 0 && wallDays() == 0 && elapsed().isZero();
  }

  /** Whether the step is shorter than a second; zero is. */
  boolean isBelowOneSecond() {
    return wallMonths() == 0 && wallDays() == 0 && elapsed().compareTo(Duration.ofSeconds(1)) < 0;
  }

  /** The average length, to guess an index with; the guess is corrected afterwards. */
  double averageSeconds() {
    return wallMonths() * 2_629_746.0 + wallDays() * 86_400.0 + elapsed().toMillis() / 1000.0;
  }

  /** The ISO text without zero parts; {@code PT0S} when all are zero. */
  @Override
  public String toString() {
    var text = new StringBuilder("P");
    part(text, years, 'Y');
    part(text, months, 'M');
    part(text, weeks, 'W');
    part(text, days, 'D');
    if (hours != 0 || minutes != 0 || seconds != 0 || millis != 0) {
      text.append('T');
      part(text, hours, 'H');
      part(text, minutes, 'M');
      if (millis != 0) {
        text.append("%d.%03dS".formatted(seconds, millis));
      } else {
        part(text, seconds, 'S');
      }
    }
    return text.length() == 1 ? "PT0S" : text.toString();
  }

  private static void part(StringBuilder text, long amount, char unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }
}
