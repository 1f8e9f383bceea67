package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.schedule.Span;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When a failed attempt is followed by another one, and how soon (chronos.md §12.6).
 *
 * @param delay before the first retry; empty means the service's own
 * @param backoff factor from one delay to the next, at least 1
 * @param longest no delay is longer; an hour if not said
 * @param jitter how far a delay may be off by chance, as a part of it, 0 to 1
 * @param on the ends that are retried; empty means all
 * @param never exit codes after which a failure is final
 * @param only if not empty, the exit codes that are retried
 */
public record RetryRule(
    Optional<Span> delay,
    OptionalDouble backoff,
    Optional<Span> longest,
    OptionalDouble jitter,
    Optional<Set<Cause>> on,
    SortedSet<Integer> never,
    SortedSet<Integer> only) {
  public static final RetryRule NONE =
      new RetryRule(
          Optional.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          new TreeSet<>(),
          new TreeSet<>());

  private static final Duration LONGEST = Duration.ofHours(1);

  public RetryRule {
    requireNonNull(delay, "delay");
    requireNonNull(backoff, "backoff");
    requireNonNull(longest, "longest");
    requireNonNull(jitter, "jitter");
    on = on.map(Set::copyOf);
    never = Collections.unmodifiableSortedSet(new TreeSet<>(never));
    only = Collections.unmodifiableSortedSet(new TreeSet<>(only));
  }

  /** How an attempt can end that may be worth another one. */
  public enum Cause implements Word {
    FAILED("failed"),
    LOST("lost"),
    TIMEOUT("timeout");

    private final String word;

    Cause(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /** Whether such an end is worth another attempt (B-26, B-27). */
  public boolean covers(Cause cause, OptionalInt exitCode) {
    if (on.isPresent() && !on.get().contains(cause)) {
      return false;
    }
    if (cause != Cause.FAILED) {
      return true;
    }
    // A failure without an exit code, such as an image that is not there, is in neither list.
    boolean excluded = exitCode.isPresent() && never.contains(exitCode.getAsInt());
    boolean included =
        only.isEmpty() || (exitCode.isPresent() && only.contains(exitCode.getAsInt()));
    return !excluded && included;
  }

  /**
   * The delay before the n-th retry (B-25).
   *
   * @param n from 1
   * @param otherwise the first delay when the job names none
   * @param chance from 0 to 1, for the jitter
   */
  public Duration delay(int n, Duration otherwise, double chance) {
    double first = delay.map(Span::length).orElse(otherwise).toMillis();
    double grown = first * Math.pow(backoff.orElse(1), n - 1);
    // Without a limit of its own, a job's first delay stands, however long it is.
    double ceiling =
        longest.isPresent()
            ? longest.get().length().toMillis()
            : Math.max(first, (double) LONGEST.toMillis());
    double factor = 1 + jitter.orElse(0) * (2 * chance - 1);
    return Duration.ofMillis(Math.round(Math.min(ceiling, grown) * factor));
  }
}
