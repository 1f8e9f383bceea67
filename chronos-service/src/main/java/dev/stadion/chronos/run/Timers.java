package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The moments at which something happens to a run by itself.
 *
 * @param launchBy after this it is missed, if nothing was launched (chronos.md §4.4)
 * @param queueBy after this it is skipped, if nothing was launched (B-23)
 * @param attemptBy when the attempt that runs must be over (B-21)
 * @param endBy when the whole run must be over (B-22)
 * @param retryAt when the next attempt is due, while waiting for it
 */
public record Timers(
    Optional<Instant> launchBy,
    Optional<Instant> queueBy,
    Optional<Instant> attemptBy,
    Optional<Instant> endBy,
    Optional<Instant> retryAt) {
  public static final Timers NONE =
      new Timers(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public Timers {
    requireNonNull(launchBy, "launchBy");
    requireNonNull(queueBy, "queueBy");
    requireNonNull(attemptBy, "attemptBy");
    requireNonNull(endBy, "endBy");
    requireNonNull(retryAt, "retryAt");
  }

  public Timers withLaunchBy(Optional<Instant> at) {
    return new Timers(at, queueBy, attemptBy, endBy, retryAt);
  }

  public Timers withAttemptBy(Optional<Instant> at) {
    return new Timers(launchBy, queueBy, at, endBy, retryAt);
  }

  /** From its first place in the queue on, by the limits of its job. */
  public Timers withLimits(Optional<Instant> queue, Optional<Instant> end) {
    return new Timers(launchBy, queue, attemptBy, end, retryAt);
  }

  /** Its end was asked for: no limit has anything to add. */
  public Timers endless() {
    return new Timers(launchBy, queueBy, Optional.empty(), Optional.empty(), retryAt);
  }

  public Timers withRetryAt(Optional<Instant> at) {
    return this == NONE && at.isEmpty()
        ? NONE
        : new Timers(launchBy, queueBy, attemptBy, endBy, at);
  }

  /** It was launched: it is late no more. */
  public Timers launched() {
    return this == NONE
        ? NONE
        : new Timers(Optional.empty(), Optional.empty(), attemptBy, endBy, Optional.empty());
  }
}
