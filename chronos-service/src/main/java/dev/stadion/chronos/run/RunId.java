package dev.stadion.chronos.run;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run is called outside (chronos.md §12.10): a ULID made of the moment of its creation and
 * its number. So ids sort by creation, and none has to be stored.
 *
 * @param number the run's own id, above 0
 */
public record RunId(Instant createdAt, long number) {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 26;
  private static final int TIME_DIGITS = 10;
  private static final int BITS = 5;
  private static final int SKIPPED_DIGITS = 3;

  public static RunId of(Run run) {
    return new RunId(run.createdAt(), run.id());
  }

  /** 26 digits of Crockford's alphabet: 48 bits of milliseconds, 16 bits 0, 64 bits number. */
  public String text() {
    var text = new StringBuilder(LENGTH);
    append(text, createdAt.toEpochMilli(), TIME_DIGITS);
    append(text, number, LENGTH - TIME_DIGITS);
    return text.toString();
  }

  private static void append(StringBuilder text, long value, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      int shift = i * BITS;
      text.append(DIGITS.charAt(shift >= Long.SIZE ? 0 : (int) (value >>> shift) & 31));
    }
  }

  /** Empty when the text is no id that this class ever made. */
  public static Optional<RunId> parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.length() != LENGTH || upper.chars().anyMatch(c -> DIGITS.indexOf(c) < 0)) {
      return Optional.empty();
    }
    var id =
        new RunId(
            Instant.ofEpochMilli(value(upper.substring(0, TIME_DIGITS))),
            value(upper.substring(TIME_DIGITS + SKIPPED_DIGITS)));
    return id.number > 0 && id.text().equals(upper) ? Optional.of(id) : Optional.empty();
  }

  private static long value(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      value = value << BITS | DIGITS.indexOf(digits.charAt(i));
    }
    return value;
  }

  @Override
  public String toString() {
    return text();
  }
}
