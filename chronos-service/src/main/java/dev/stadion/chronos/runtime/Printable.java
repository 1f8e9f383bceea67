package dev.stadion.chronos.runtime;

/**
 * Words of others as they may stand in a log: on one line, and not for ever (promises.md §7.11).
 */
public final class Printable {
  private static final int LONGEST = 300;

  private Printable() {}

  /** At most 300 characters; what would move a reader's cursor becomes a blank. */
  public static String of(String words) {
    String start = words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
    return start.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", " ");
  }
}
