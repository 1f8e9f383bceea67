package dev.stadion.chronos.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of time, as ticks are handled: from one moment on up to another.
 *
 * @param after exclusive
 * @param upTo inclusive
 */
public record Stretch(Instant after, Instant upTo) {
  boolean isEmpty() {
    return !after.isBefore(upTo);
  }

  /** What is left of this one outside of others, in order. */
  List<Stretch> without(List<Stretch> others) {
    List<Stretch> left = new ArrayList<>();
    Instant from = after;
    for (Stretch other : merged(others)) {
      if (!other.after.isAfter(from)) {
        from = later(from, other.upTo);
      } else {
        add(left, from, earlier(other.after, upTo));
        from = later(from, other.upTo);
      }
    }
    add(left, from, upTo);
    return left;
  }

  private static void add(List<Stretch> left, Instant after, Instant upTo) {
    if (after.isBefore(upTo)) {
      left.add(new Stretch(after, upTo));
    }
  }

  /** The same time with nothing said twice, in order. */
  static List<Stretch> merged(List<Stretch> stretches) {
    List<Stretch> merged = new ArrayList<>();
    for (Stretch next :
        stretches.stream()
            .filter(stretch -> !stretch.isEmpty())
            .sorted((a, b) -> a.after.compareTo(b.after))
            .toList()) {
      if (merged.isEmpty() || next.after.isAfter(merged.getLast().upTo)) {
        merged.add(next);
      } else {
        Stretch last = merged.removeLast();
        merged.add(new Stretch(last.after, later(last.upTo, next.upTo)));
      }
    }
    return merged;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
