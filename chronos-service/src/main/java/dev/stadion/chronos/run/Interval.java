package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** The span of time a run is about: from the tick before to its own (chronos.md B-32). */
public record Interval(Instant start, Instant end) {
  public Interval {
    requireNonNull(start, "start");
    requireNonNull(end, "end");
  }
}
