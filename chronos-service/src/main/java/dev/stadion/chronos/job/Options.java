package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What a job may say beyond Chronos (chronos.md §12). What it does not say is empty, is not shown,
 * and means what Chronos did. Most jobs say nothing, and share {@link #NONE}.
 *
 * @param paused whether it is held back for a while; empty also after it was resumed
 * @param pausedSince since when, while it is
 * @param metronome the document of a job that was made over Metronome's API (dcos.md §5)
 */
public record Options(
    Overlap overlap,
    TimeLimits limits,
    RetryRule retrying,
    Queueing queueing,
    Inputs inputs,
    DagRole dag,
    Watch watch,
    Card card,
    Optional<Boolean> paused,
    Optional<Instant> pausedSince,
    Optional<String> metronome) {
  public static final Options NONE =
      new Options(
          Overlap.NONE,
          TimeLimits.NONE,
          RetryRule.NONE,
          Queueing.NONE,
          Inputs.NONE,
          DagRole.NONE,
          Watch.NONE,
          Card.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public Options {
    requireNonNull(overlap, "overlap");
    requireNonNull(limits, "limits");
    requireNonNull(retrying, "retrying");
    requireNonNull(queueing, "queueing");
    requireNonNull(inputs, "inputs");
    requireNonNull(dag, "dag");
    requireNonNull(watch, "watch");
    requireNonNull(card, "card");
    requireNonNull(paused, "paused");
    requireNonNull(pausedSince, "pausedSince");
    requireNonNull(metronome, "metronome");
  }

  /** The same value, shared with all others if it is the usual one. */
  public Options shared() {
    return equals(NONE) ? NONE : this;
  }

  public Options withPaused(Optional<Boolean> pause, Optional<Instant> since) {
    return new Options(
            overlap, limits, retrying, queueing, inputs, dag, watch, card, pause, since, metronome)
        .shared();
  }

  public Options with(Watch other) {
    return new Options(
            overlap,
            limits,
            retrying,
            queueing,
            inputs,
            dag,
            other,
            card,
            paused,
            pausedSince,
            metronome)
        .shared();
  }

  public Options withMetronome(Optional<String> document) {
    return new Options(
            overlap,
            limits,
            retrying,
            queueing,
            inputs,
            dag,
            watch,
            card,
            paused,
            pausedSince,
            document)
        .shared();
  }
}
