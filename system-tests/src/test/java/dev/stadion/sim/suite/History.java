package dev.stadion.sim.suite;

import java.time.Duration;

/** Runs a suite through one history; what goes wrong is told with the seed and the last events. */
final class History {
  private History() {}

  static void of(long seed, SimSuite suite, Duration troubled) {
    try {
      suite.run(troubled);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d, after %d events: %s%nreplay with -Dsim.seed=%d%nthe last events:%n%s"
              .formatted(seed, suite.sim().steps(), e, seed, suite.sim().trace()),
          e);
    }
  }
}
