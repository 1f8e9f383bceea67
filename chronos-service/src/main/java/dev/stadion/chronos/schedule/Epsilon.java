package dev.stadion.chronos.schedule;

import java.time.Duration;

/**
 * How late a tick may be launched (chronos.md §4.4).
 *
 * @param text as the user wrote it
 * @param length months and years count with their average length
 */
public record Epsilon(String text, Duration length) {
  /** Beyond it a moment plus an epsilon is no moment that a database can hold. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  /**
   * @throws UnparsableScheduleException when it is not an ISO-8601 duration, or one of more than a
   *     hundred years
   */
  public static Epsilon parse(String text) {
    Step step = Step.parse(text);
    if (step == null || text.endsWith("T")) {
      throw new UnparsableScheduleException("Cannot parse epsilon '" + text + "'");
    }
    var length = Duration.ofMillis((long) (step.averageSeconds() * 1000));
    if (length.compareTo(LONGEST) > 0) {
      throw new UnparsableScheduleException("epsilon '" + text + "' is more than a hundred years");
    }
    return new Epsilon(text, length);
  }
}
