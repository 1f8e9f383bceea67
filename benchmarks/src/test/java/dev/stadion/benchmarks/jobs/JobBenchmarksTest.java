package dev.stadion.benchmarks.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.benchmarks.peers.DbSchedulerPeer;
import dev.stadion.benchmarks.peers.JobRunrPeer;
import dev.stadion.benchmarks.peers.Peer;
import dev.stadion.benchmarks.peers.QuartzPeer;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

/** Each driver, small, to its end: they check their own work. */
class JobBenchmarksTest {

  @Test
  void aSmallBurstIsFiredBesideThePeers() throws Exception {
    var peers = new LinkedHashMap<Peer, Integer>();
    peers.put(new DbSchedulerPeer(), 20);
    peers.put(new JobRunrPeer(), 20);
    peers.put(new QuartzPeer(), 20);

    BurstBenchmark.Result result = new BurstBenchmark(50, 3, 2, peers).run(database());

    assertThat(result.rounds())
        .hasSize(2)
        .allSatisfy(round -> {
          assertThat(result.firesPerSecond(round)).isPositive();
          assertThat(round.handedOverSeconds()).isPositive();
        });
    assertThat(result.peers()).hasSize(3).allSatisfy((name, rate) -> assertThat(rate).isPositive());
  }

  @Test
  void aFewJobsAreWatchedEverySecond() throws Exception {
    PunctualityBenchmark.Result result = new PunctualityBenchmark(5, 1, 2, 2).run(database());

    assertThat(result.firesPerSecond()).isPositive();
  }

  @Test
  void aShortChainAndASmallFanRun() throws Exception {
    GraphBenchmark.Result result = new GraphBenchmark(12, 2).run(database());

    assertThat(result.edgeMillis()).hasSize(11).allSatisfy(edge -> assertThat(edge).isPositive());
    assertThat(result.fanSeconds()).isPositive();
  }

  private static BenchmarkDatabase database() {
    TestDatabase database = TestDatabase.fresh();
    return new BenchmarkDatabase(database.url(), database.user(), database.password());
  }
}
