package dev.stadion.marathon.app;

import dev.stadion.scheduling.time.Stamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The one spelling of points in time: UTC, three decimals, always (marathon.md §1). */
public final class Timestamps {
  private Timestamps() {}

  public static String write(Instant instant) {
    return Stamp.of(instant);
  }

  /** Reads any ISO-8601 date-time with an offset. */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
