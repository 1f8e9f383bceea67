package dev.stadion.chronos.scheduler;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How often a job was changed, and when it goes by itself. Most jobs share {@link #FIRST}.
 *
 * @param version from 1; one more for each effective change of the declaration (chronos.md B-67)
 * @param deleteAt when it is to be removed, unless it runs again before (chronos.md B-66)
 */
public record Life(int version, Optional<Instant> deleteAt) {
  public static final Life FIRST = new Life(1, Optional.empty());

  public Life {
    requireNonNull(deleteAt, "deleteAt");
  }

  public static Life of(int version, Optional<Instant> deleteAt) {
    return version == 1 && deleteAt.isEmpty() ? FIRST : new Life(version, deleteAt);
  }

  Life inVersion(int number) {
    return of(number, deleteAt);
  }

  Life endingAt(Optional<Instant> moment) {
    return of(version, moment);
  }
}
