package dev.stadion.chronos.run;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The ids of runs, inside and outside. Inside they are numbers that grow with time: milliseconds
 * since 2020 and a count within them. Outside they are ULIDs (chronos.md §12.10) of the same moment
 * and count, so that either is computed from the other and both sort by age.
 */
public final class RunIds {
  private static final long EPOCH = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
  private static final int COUNT_BITS = 20;
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 26;
  private static final int TIME_LENGTH = 10;

  private RunIds() {}

  /** The smallest id that a run made at this moment may have. */
  public static long first(Instant at) {
    return Math.max(1, (at.toEpochMilli() - EPOCH) << COUNT_BITS);
  }

  /** The moment that stands in an id. */
  public static Instant moment(long id) {
    return Instant.ofEpochMilli((id >>> COUNT_BITS) + EPOCH);
  }

  /** What a run, or a run of a graph, is called outside. */
  public static String text(long id) {
    char[] text = new char[LENGTH];
    write(text, 0, TIME_LENGTH, (id >>> COUNT_BITS) + EPOCH);
    write(text, TIME_LENGTH, LENGTH, id & ((1L << COUNT_BITS) - 1));
    return new String(text);
  }

  private static void write(char[] text, int from, int to, long number) {
    long left = number;
    for (int i = to - 1; i >= from; i--) {
      text[i] = DIGITS.charAt((int) (left & 31));
      left >>>= 5;
    }
  }

  /** The id of what is called so outside; empty when nothing can be. */
  public static OptionalLong id(String text) {
    if (text.length() != LENGTH) {
      return OptionalLong.empty();
    }
    OptionalLong time = read(text.substring(0, TIME_LENGTH));
    OptionalLong count = read(text.substring(TIME_LENGTH + 4));
    boolean padded = text.startsWith("0000", TIME_LENGTH);
    if (time.isEmpty() || count.isEmpty() || !padded) {
      return OptionalLong.empty();
    }
    long millis = time.getAsLong() - EPOCH;
    if (millis < 0 || millis >= 1L << (63 - COUNT_BITS) || count.getAsLong() >> COUNT_BITS != 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of((millis << COUNT_BITS) + count.getAsLong());
  }

  private static OptionalLong read(String digits) {
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = DIGITS.indexOf(Character.toUpperCase(digits.charAt(i)));
      if (digit < 0) {
        return OptionalLong.empty();
      }
      number = (number << 5) + digit;
    }
    return OptionalLong.of(number);
  }
}
