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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many schedules due in the same second, several times: how soon all of them are handed over to
 * agents, and how soon all results are stored. The first round is the one of a suite that has just
 * started; the median of the others is that of one that has been at work. Beside it other
 * schedulers on the same server, whose executions do nothing and keep no history.
 *
 * <p>Arguments: schedules (100000), agents (100), executions of db-scheduler (100000), of JobRunr
 * (20000), of Quartz (3000), rounds (4).
 */
public final class BurstBenchmark {
  private final int schedules;
  private final int agents;
  private final int rounds;
  private final SequencedMap<Peer, Integer> peers;
  private final MonotonicClock ticker = MonotonicClock.system();
  private final InstantSource clock = InstantSource.system();

  /**
   * One tick of all schedules.
   *
   * @param handedOverSeconds from the tick to the last order at an agent
   * @param storedSeconds from the tick to the last result committed
   */
  record Round(double handedOverSeconds, double storedSeconds) {}

  /**
   * What one run measured.
   *
   * @param rounds in order; at least two
   * @param peers executions per second of the others
   */
  record Result(
      int schedules, double declaredPerSecond, List<Round> rounds, Map<String, Double> peers) {
    Result {
      rounds = List.copyOf(rounds);
    }

    Round cold() {
      return rounds.getFirst();
    }

    /** The median of the later rounds. */
    Round warm() {
      List<Round> later =
          rounds.subList(1, rounds.size()).stream()
              .sorted(Comparator.comparingDouble(Round::storedSeconds))
              .toList();
      return later.get(later.size() / 2);
    }

    double firesPerSecond(Round round) {
      return schedules / round.storedSeconds();
    }

    @Override
    public String toString() {
      return "%d schedules due at once (declared at %.0f/s): all handed over in %.1f s, all results stored in %.1f s, %.0f fires/s with history; in the first round %.1f s, %.1f s, %.0f fires/s; rounds of %s s; %s"
          .formatted(
              schedules,
              declaredPerSecond,
              warm().handedOverSeconds(),
              warm().storedSeconds(),
              firesPerSecond(warm()),
              cold().handedOverSeconds(),
              cold().storedSeconds(),
              firesPerSecond(cold()),
              rounds.stream()
                  .map(round -> "%.1f".formatted(round.storedSeconds()))
                  .collect(Collectors.joining(", ")),
              peers.entrySet().stream()
                  .map(peer ->
                      "%s %.0f/s (ratio %.2f)"
                          .formatted(
                              peer.getKey(),
                              peer.getValue(),
                              firesPerSecond(warm()) / peer.getValue()))
                  .collect(Collectors.joining(", ")));
    }
  }

  /**
   * @param peers with how many executions each
   */
  BurstBenchmark(int schedules, int agents, int rounds, SequencedMap<Peer, Integer> peers) {
    if (rounds < 2) {
      throw new IllegalArgumentException("the first round is not the warm one: at least 2 rounds");
    }
    this.schedules = schedules;
    this.agents = agents;
    this.rounds = rounds;
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
    int rounds = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 4;
    var benchmark = new BurstBenchmark(schedules, agents, rounds, peers);
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
      // Declaring takes time, and the tick must lie after it; and each round before the next tick.
      Instant first =
          clock
              .instant()
              .plus(Duration.ofSeconds(3).plusMillis(schedules))
              .truncatedTo(ChronoUnit.SECONDS);
      Duration gap = Duration.ofSeconds(5 + schedules / 2_500);
      long begin = ticker.nanos();
      suite.schedule(
          IntStream.range(0, schedules)
              .mapToObj(i ->
                  ChronosSuite.job("burst-" + i)
                      .put("schedule", "R" + rounds + "/" + first + "/" + gap)));
      double declaredPerSecond = schedules / ((ticker.nanos() - begin) / 1e9);
      if (!clock.instant().isBefore(first)) {
        throw new IllegalStateException("declaring took longer than there was time");
      }
      var measured = new ArrayList<Round>();
      for (int round = 0; round < rounds; round++) {
        measured.add(
            watch(suite, lateness, first.plus(gap.multipliedBy(round)), (round + 1L) * schedules));
      }
      return new Result(schedules, declaredPerSecond, measured, others);
    }
  }

  /**
   * @param runs how many there will have been after this round
   */
  private Round watch(ChronosSuite suite, Lateness lateness, Instant tick, long runs)
      throws Exception {
    suite.patience.until(
        "all results are stored", () -> suite.counters().acknowledgedUpdates() >= runs);
    double stored = Duration.between(tick, clock.instant()).toMillis() / 1e3;
    long succeeded = suite.count("chronos.run WHERE state = 'SUCCEEDED'");
    if (succeeded != runs || lateness.count() != runs) {
      throw new IllegalStateException(succeeded + " runs, " + lateness.count() + " launches");
    }
    return new Round((lateness.last() - tick.toEpochMilli()) / 1e3, stored);
  }
}
