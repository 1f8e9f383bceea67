package dev.stadion.benchmarks.jobs;

import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Patience;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.mesos.v1.TaskInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;

/**
 * Jobs that are due every second, spread evenly over it: how late each reaches its agent, and
 * whether every tick got a run of its own.
 *
 * <p>Arguments: fires per second (2000), seconds that are not measured (30), seconds (40), agents
 * (100).
 */
public final class PunctualityBenchmark {
  private final int perSecond;
  private final int warmUp;
  private final int seconds;
  private final int agents;
  private final MonotonicClock ticker = MonotonicClock.system();
  private final InstantSource clock = InstantSource.system();

  /**
   * What one run measured; lateness in milliseconds.
   *
   * @param shared ticks that had to share a run with another one
   */
  record Result(int perSecond, double firesPerSecond, long shared, int p50, int p99, int worst) {
    @Override
    public String toString() {
      return "%d ticks/s: %.0f fires/s, %d ticks shared a run; late by %d ms (p50), %d ms (p99), %d ms at worst"
          .formatted(perSecond, firesPerSecond, shared, p50, p99, worst);
    }
  }

  PunctualityBenchmark(int perSecond, int warmUp, int seconds, int agents) {
    this.perSecond = perSecond;
    this.warmUp = warmUp;
    this.seconds = seconds;
    this.agents = agents;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int perSecond = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    int warmUp = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 40;
    int agents = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 100;
    var benchmark = new PunctualityBenchmark(perSecond, warmUp, seconds, agents);
    BenchmarkDatabase.embedded(
        "punctuality-benchmark", database -> System.out.println(benchmark.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    var measured = new Switch(new Lateness(clock), new Lateness(clock));
    try (var suite = new ChronosSuite(database, agents, 4 * perSecond, measured, ticker)) {
      Instant first = clock.instant().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
      suite.schedule(
          IntStream.range(0, perSecond)
              .mapToObj(i ->
                  ChronosSuite.job("every-second-" + i)
                      .put(
                          "schedule",
                          "R/%s/PT1S".formatted(first.plusMillis(1_000L * i / perSecond)))));
      Patience.rest(Duration.ofSeconds(warmUp));
      measured.on = true;
      long begin = ticker.nanos();
      Patience.rest(Duration.ofSeconds(seconds));
      long fires = measured.measured.count();
      double took = (ticker.nanos() - begin) / 1e9;
      measured.on = false;
      Lateness late = measured.measured;
      return new Result(
          perSecond,
          fires / took,
          Math.max(0, Math.round(perSecond * took) - fires),
          late.percentile(0.5),
          late.percentile(0.99),
          late.percentile(1));
    }
  }

  /** Leaves the first seconds of a JVM out. */
  private static final class Switch implements SimulatedAgents.Orders {
    private final Lateness before;
    private final Lateness measured;
    private volatile boolean on;

    Switch(Lateness before, Lateness measured) {
      this.before = before;
      this.measured = measured;
    }

    @Override
    public void received(TaskInfo task) {
      (on ? measured : before).received(task);
    }
  }
}
