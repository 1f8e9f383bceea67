package dev.stadion.chronos.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * How a job wants its late ticks treated, with nothing left open (chronos.md §4.4, §12.4).
 *
 * @param epsilon a tick not launched within it is missed
 * @param maxCatchup how many ticks get a run of their own at once
 * @param threshold a tick older than this was missed
 */
public record FiringRule(
    Optional<Duration> epsilon, Misfire.Policy policy, int maxCatchup, Duration threshold) {
  private static final int MAX_CATCHUP = 100;
  private static final Duration THRESHOLD = Duration.ofSeconds(60);

  /** What Chronos does: the ticks of an outage become one run. */
  public static final FiringRule PLAIN = of(Optional.empty(), Misfire.PLAIN);

  public static FiringRule of(Optional<Epsilon> epsilon, Misfire misfire) {
    return new FiringRule(
        epsilon.map(Epsilon::length),
        misfire.policy().orElse(Misfire.Policy.COALESCE),
        misfire.maxCatchup().orElse(MAX_CATCHUP),
        misfire.threshold().map(Span::length).orElse(THRESHOLD));
  }
}
