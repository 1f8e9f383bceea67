package dev.stadion.chronos.schedule;

import java.time.Duration;

/**
 * How late a tick may be launched (chronos.md §4.4).
 *
 * @param text as the user wrote it
 * @param length months and years count with their average length
 */
public record Epsilon(String text, Duration length) {
  /**
   * @throws UnparsableScheduleException when it is not an ISO-8601 duration
   */
  public static Epsilon parse(String text) {
    Step step = Step.parse(text);
    if (step == null || text.endsWith("T")) {
      throw new UnparsableScheduleException("Cannot parse epsilon '" + text + "'");
    }
    return new Epsilon(text, Duration.ofMillis((long) (step.averageSeconds() * 1000)));
  }
}
