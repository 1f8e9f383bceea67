package dev.stadion.marathon.instance;

import java.time.Instant;
import java.util.Optional;

/**
 * What one health check found so far (marathon.md §15.4).
 *
 * @param consecutiveFailures since the last success
 * @param lastFailureCause for people
 */
public record CheckHealth(
    Optional<Instant> firstSuccess,
    Optional<Instant> lastSuccess,
    Optional<Instant> lastFailure,
    Optional<String> lastFailureCause,
    int consecutiveFailures) {

  /** Nothing yet. */
  public static final CheckHealth NONE =
      new CheckHealth(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

  public CheckHealth succeeded(Instant at) {
    return new CheckHealth(
        firstSuccess.or(() -> Optional.of(at)), Optional.of(at), lastFailure, lastFailureCause, 0);
  }

  public CheckHealth failed(Instant at, String cause) {
    return new CheckHealth(
        firstSuccess, lastSuccess, Optional.of(at), Optional.of(cause), consecutiveFailures + 1);
  }

  public boolean hasResult() {
    return lastSuccess.isPresent() || lastFailure.isPresent();
  }

  /** Whether the last thing found was good. */
  public boolean isAlive() {
    return lastSuccess.isPresent() && consecutiveFailures == 0;
  }
}
