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

/** The real heart of the master with model agents and a framework that just keeps tasks. */
class MasterSimulationTest {
  private static final Sometimes CAMPAIGN = new Sometimes();

  static LongStream seeds() {
    Long replayed = Long.getLong("sim.seed");
    return replayed == null ? LongStream.range(0, 100) : LongStream.of(replayed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void tasksAreKeptWhateverHappens(long seed) {
    var suite = new SimSuite(seed);
    suite.add(new KeeperNode(suite, 3 + suite.sim().random().nextInt(10)));
    History.of(seed, suite, Duration.ofSeconds(60));
    CAMPAIGN.add(suite.sometimes());
  }

  @Test
  void withoutFaultsEverythingRunsWithinASecond() {
    var suite = new SimSuite(1, Faults.none());
    suite.add(new KeeperNode(suite, 5));
    suite.workload().calm();

    History.of(1, suite, Duration.ofSeconds(1));

    assertThat(suite.sim().elapsed()).isLessThan(Duration.ofSeconds(3));
  }

  @AfterAll
  static void theCampaignHasSeenTheInterestingSituations() {
    if (Long.getLong("sim.seed") == null) {
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
                      "a call was dropped for want of a subscription")))
          .isEmpty();
    }
  }
}
