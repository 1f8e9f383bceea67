package dev.stadion.chronos.job;

import dev.stadion.scheduling.time.Stamp;
import java.time.Instant;
import java.util.Optional;

/**
 * How a job has fared since it was last posted (chronos.md §8).
 *
 * @param lastSuccess end of the last success
 * @param lastError end of the last final failure
 */
public record Tally(
    long successes,
    long errors,
    Optional<Instant> lastSuccess,
    Optional<Instant> lastError,
    long errorsSinceLastSuccess) {
  public static final Tally NONE = new Tally(0, 0, Optional.empty(), Optional.empty(), 0);

  public Tally succeeded(Instant now) {
    return new Tally(successes + 1, errors, Optional.of(now), lastError, 0);
  }

  public Tally failed(Instant now) {
    return new Tally(
        successes, errors + 1, lastSuccess, Optional.of(now), errorsSinceLastSuccess + 1);
  }

  /** A run of a backfill counts, but says nothing of how the job fares now (chronos.md B-54). */
  public Tally filledIn(boolean success) {
    return new Tally(
        successes + (success ? 1 : 0),
        errors + (success ? 0 : 1),
        lastSuccess,
        lastError,
        errorsSinceLastSuccess);
  }

  /** The same without a run that was counted when it ended, if it was. */
  public Tally without(boolean success, boolean failure) {
    return new Tally(
        Math.max(0, successes - (success ? 1 : 0)),
        Math.max(0, errors - (failure ? 1 : 0)),
        lastSuccess,
        lastError,
        errorsSinceLastSuccess);
  }

  /**
   * The last result: {@code fresh}, {@code success} or {@code failure}; a tie is a failure (§9.3).
   */
  public String lastResult() {
    if (lastSuccess.isEmpty()) {
      return lastError.isEmpty() ? "fresh" : "failure";
    }
    return lastError.isPresent() && !lastSuccess.get().isAfter(lastError.get())
        ? "failure"
        : "success";
  }

  /** The text form of a moment in a document; nothing is the empty text. */
  public static String print(Optional<Instant> moment) {
    return moment.map(Stamp::of).orElse("");
  }
}
