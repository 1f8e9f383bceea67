package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.schedule.Span;
import java.util.Optional;

/**
 * How long a run may take (chronos.md §12.5); the limit of one attempt is the original {@code
 * maxCompletionTime}.
 *
 * @param run the whole run, from its first place in the queue to its end, with all attempts
 * @param queue until its first launch
 */
public record TimeLimits(Optional<Span> run, Optional<Span> queue) {
  public static final TimeLimits NONE = new TimeLimits(Optional.empty(), Optional.empty());

  public TimeLimits {
    requireNonNull(run, "run");
    requireNonNull(queue, "queue");
  }
}
