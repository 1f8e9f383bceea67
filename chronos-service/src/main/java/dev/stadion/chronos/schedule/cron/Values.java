package dev.stadion.chronos.schedule.cron;

import java.util.BitSet;

/** Reads lists, ranges and steps: {@code *}, {@code a}, {@code a-b}, {@code a/n}, {@code a-b/n}. */
final class Values {
  private Values() {}

  /**
   * The values that a whole field names.
   *
   * @param wraps whether a range may go around the end, as in {@code 22-2}
   */
  static BitSet read(Field field, String text, boolean wraps) {
    var values = new BitSet();
    for (String item : text.split(",", -1)) {
      add(values, field, item, wraps);
    }
    return values;
  }

  static void add(BitSet values, Field field, String item, boolean wraps) {
    int slash = item.indexOf('/');
    String range = slash < 0 ? item : item.substring(0, slash);
    int step = slash < 0 ? 1 : field.number(item.substring(slash + 1));
    if (step == 0) {
      throw new CronSyntaxException("a step of 0 leads nowhere: '%s'".formatted(item));
    }
    int dash = range.indexOf('-');
    int first;
    int last;
    if (range.equals("*") || range.equals("?")) {
      first = field.min();
      last = field.min() + field.size() - 1;
    } else if (dash >= 0) {
      first = field.value(range.substring(0, dash));
      last = field.value(range.substring(dash + 1));
    } else {
      first = field.value(range);
      last = slash < 0 ? first : Math.max(first, field.min() + field.size() - 1);
    }
    boolean sundayAtTheEnd = field.equals(Field.UNIX_DAY_OF_WEEK) && last == 0 && first > 0;
    if (sundayAtTheEnd) {
      last = 7;
    }
    if (last < first && !wraps) {
      throw new CronSyntaxException(
          "the range '%s' of %s goes backwards".formatted(range, field.name()));
    }
    int end = last < first ? last + field.size() : last;
    for (int value = first; value <= end; value += step) {
      int around = value > field.max() ? value - field.size() : value;
      values.set(field.equals(Field.UNIX_DAY_OF_WEEK) ? around % 7 : around);
    }
  }

  static long mask(BitSet values) {
    return values.isEmpty() ? 0 : values.toLongArray()[0];
  }
}
