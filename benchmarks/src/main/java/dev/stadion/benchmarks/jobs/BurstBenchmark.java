package dev.stadion.benchmarks.jobs;

import dev.stadion.benchmarks.peers.DbSchedulerPeer;
import dev.stadion.benchmarks.peers.JobRunrPeer;
import dev.stadion.benchmarks.peers.Peer;
import dev.stadion.benchmarks.peers.QuartzPeer;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many schedules due in the same second: how soon all of them are handed over to agents, and how
 * soon all results are stored. Beside it other schedulers on the same server, whose executions do
 * nothing and keep no history.
 *
 * <p>Arguments: schedules (100000), agents (100), executions of db-scheduler (100000), of JobRunr
 * (20000), of Quartz (3000).
 */
public final class BurstBenchmark {
  private final int schedules;
  private final int agents;
  private final SequencedMap<Peer, Integer> peers;
  private final MonotonicClock ticker = MonotonicClock.system();
  private final InstantSource clock = InstantSource.system();

  /**
   * What one run measured.
   *
   * @param handedOverSeconds from the tick to the last order at an agent
   * @param storedSeconds from the tick to the last result committed
   * @param peers executions per second of the others
   */
  record Result(
      int schedules,
      double declaredPerSecond,
      double handedOverSeconds,
      double storedSeconds,
      Map<String, Double> peers) {
    double firesPerSecond() {
      return schedules / storedSeconds;
    }

    @Override
    public String toString() {
      return "%d schedules due at once (declared at %.0f/s): all handed over in %.1f s, all results stored in %.1f s, %.0f fires/s with history; %s"
          .formatted(
              schedules,
              declaredPerSecond,
              handedOverSeconds,
              storedSeconds,
              firesPerSecond(),
              peers.entrySet().stream()
                  .map(peer ->
                      "%s %.0f/s (ratio %.2f)"
                          .formatted(
                              peer.getKey(), peer.getValue(), firesPerSecond() / peer.getValue()))
                  .collect(Collectors.joining(", ")));
    }
  }

  /**
   * @param peers with how many executions each
   */
  BurstBenchmark(int schedules, int agents, SequencedMap<Peer, Integer> peers) {
    this.schedules = schedules;
    this.agents = agents;
    this.peers = peers;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int schedules = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    int agents = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    var peers = new LinkedHashMap<Peer, Integer>();
    peers.put(
        new DbSchedulerPeer(), arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000);
    peers.put(new JobRunrPeer(), arguments.length > 3 ? Integer.parseInt(arguments[3]) : 20_000);
    peers.put(new QuartzPeer(), arguments.length > 4 ? Integer.parseInt(arguments[4]) : 3_000);
    var benchmark = new BurstBenchmark(schedules, agents, peers);
    BenchmarkDatabase.embedded(
        "burst-benchmark", database -> System.out.println(benchmark.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    var others = new LinkedHashMap<String, Double>();
    for (Map.Entry<Peer, Integer> peer : peers.entrySet()) {
      others.put(
          peer.getKey().name(),
          peer.getKey().executionsPerSecond(database, peer.getValue(), ticker));
    }
    var lateness = new Lateness(clock);
    try (var suite = new ChronosSuite(database, agents, 2 * schedules, lateness, ticker)) {
      // Declaring takes time, and the tick must lie after it.
      Instant tick =
          clock
              .instant()
              .plus(Duration.ofSeconds(3).plusMillis(schedules))
              .truncatedTo(ChronoUnit.SECONDS);
      long begin = ticker.nanos();
      suite.schedule(
          IntStream.range(0, schedules)
              .mapToObj(
                  i -> ChronosSuite.job("burst-" + i).put("schedule", "R1/" + tick + "/PT24H")));
      double declaredPerSecond = schedules / ((ticker.nanos() - begin) / 1e9);
      if (!clock.instant().isBefore(tick)) {
        throw new IllegalStateException("declaring took longer than there was time");
      }
      suite.patience.until(
          "all results are stored", () -> suite.counters().acknowledgedUpdates() >= schedules);
      double stored = Duration.between(tick, clock.instant()).toMillis() / 1e3;
      long runs = suite.count("chronos.run WHERE state = 'SUCCEEDED'");
      if (runs != schedules || lateness.count() != schedules) {
        throw new IllegalStateException(runs + " runs, " + lateness.count() + " launches");
      }
      double handedOver = (lateness.last() - tick.toEpochMilli()) / 1e3;
      return new Result(schedules, declaredPerSecond, handedOver, stored, others);
    }
  }
}
