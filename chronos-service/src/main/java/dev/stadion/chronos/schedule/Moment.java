package dev.stadion.chronos.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A moment as a user wrote it, with its offset.
 *
 * @param time in whole milliseconds
 */
public record Moment(String text, Instant time) {
  /**
   * @throws UnparsableScheduleException when it is no ISO-8601 time with an offset
   */
  public static Moment parse(String text) {
    try {
      return new Moment(
          text, OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException e) {
      throw new UnparsableScheduleException(
          "'" + text + "' is no time such as 2026-01-31T08:00:00Z");
    }
  }
}
