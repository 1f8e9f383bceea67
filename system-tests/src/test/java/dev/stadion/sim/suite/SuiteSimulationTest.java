package dev.stadion.sim.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.sim.kernel.Faults;
import dev.stadion.sim.kernel.Sometimes;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real hearts of master, Marathon and Chronos against each other, in worlds where everything
 * goes wrong (promises.md §9). A failure names its seed; {@code -Dsim.seed=N} replays it.
 */
class SuiteSimulationTest {
  private static final Sometimes CAMPAIGN = new Sometimes();
  private static final int ENOUGH = 100;

  /** 500 seeds, or {@code -Dsim.seeds=N} of them, from {@code -Dsim.first=N} on. */
  static LongStream seeds() {
    Long replayed = Long.getLong("sim.seed");
    long first = Long.getLong("sim.first", 0);
    return replayed == null
        ? LongStream.range(first, first + Long.getLong("sim.seeds", 500))
        : LongStream.of(replayed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasDeclaredRunsAndNothingElse(long seed) {
    var suite = new SimSuite(seed);
    Suites.addMarathon(suite);
    Suites.addChronos(suite, seed);
    History.of(seed, suite, Duration.ofSeconds(60));
    CAMPAIGN.add(suite.sometimes());
  }

  @Test
  void withoutFaultsNothingIsEverLate() {
    var suite = new SimSuite(1, Faults.none());
    Suites.addMarathon(suite);
    Suites.addChronos(suite, 1);
    suite.workload().calm();

    History.of(1, suite, Duration.ofSeconds(60));

    assertThat(suite.sim().elapsed()).isLessThan(Duration.ofSeconds(70));
  }

  @AfterAll
  static void theCampaignHasSeenTheInterestingSituations() {
    // A single replayed history, or a few, need not have seen everything.
    if (seeds().count() >= ENOUGH) {
      assertThat(
              CAMPAIGN.missing(
                  List.of(
                      "a commit failed",
                      "a commit was made and nobody knew",
                      "a process died before its commit",
                      "a process died between commit and send",
                      "a request was lost",
                      "an answer was lost",
                      "a request arrived twice",
                      "an accept was lost",
                      "an update came twice",
                      "an update was sent again",
                      "a task ended while its agent was down",
                      "a reservation was refused",
                      "a call was dropped for want of a subscription",
                      "a user asked again",
                      "ticks were coalesced",
                      "a graph succeeded",
                      "a graph failed")))
          .isEmpty();
    }
  }
}
