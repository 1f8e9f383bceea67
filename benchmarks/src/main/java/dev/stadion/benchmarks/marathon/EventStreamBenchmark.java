package dev.stadion.benchmarks.marathon;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.MarathonSuite;
import dev.stadion.benchmarks.suite.Numbers;
import dev.stadion.dropwizard.sse.SseSettings;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.scheduling.resource.Resources;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * Many readers of {@code /v2/events} while apps are made at a steady pace, five events for each,
 * after as many that do not count: every reader must get every event, and none may be cut off. The
 * raw limits beside it are loops that write frames of the same size to as many sockets as fast as
 * they can: one at a time, and as many at once as come in the time for which we gather.
 *
 * <p>Arguments: readers (1000), events per second (500), seconds (10).
 */
public final class EventStreamBenchmark {
  private static final int EVENTS_PER_APP = 5;
  private static final int RAW_ROUNDS = 50;

  private final int readers;
  private final int rate;
  private final int seconds;
  private final MonotonicClock ticker = MonotonicClock.system();

  /**
   * What one run measured.
   *
   * @param lagMillis from the last app's answer until every reader had everything
   */
  record Result(
      int readers,
      double eventsPerSecond,
      long events,
      long lost,
      long cut,
      double lagMillis,
      double rawPerSecond,
      double rawGatheredPerSecond) {
    @Override
    public String toString() {
      return "%d readers, %d events at %.0f/s (goal 500): %d lost, %d cut off, all told %.0f ms after the last; raw: %.0f events/s to all of them one by one, %.0f gathered"
          .formatted(
              readers,
              events,
              eventsPerSecond,
              lost,
              cut,
              lagMillis,
              rawPerSecond,
              rawGatheredPerSecond);
    }
  }

  EventStreamBenchmark(int readers, int rate, int seconds) {
    this.readers = readers;
    this.rate = rate;
    this.seconds = seconds;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    var benchmark =
        new EventStreamBenchmark(
            Numbers.argument(arguments, 0, 1000),
            Numbers.argument(arguments, 1, 500),
            Numbers.argument(arguments, 2, 10));
    var driver = benchmark;
    BenchmarkDatabase.embedded("benchmark", database -> System.out.println(driver.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    double raw = raw(1);
    double gathered =
        raw((int) (rate * SseSettings.DEFAULTS.gather().multipliedBy(readers).toMillis() / 1000));
    try (var suite = MarathonSuite.start(database, 1, Resources.of(1, 128, 1024));
        var all = new EventReaders(suite.marathon(), readers)) {
      MarathonSuite.until("everybody is there", () -> all.fewest() > 0);
      int apps = rate * seconds / EVENTS_PER_APP;
      // A JVM that has just begun would fall behind the pace for the first seconds.
      publish(suite, "/warm-", apps, ticker.nanos());
      settle(all);
      long before = all.fewest();
      long spread = all.most() - before;
      long begin = ticker.nanos();
      publish(suite, "/told-", apps, begin);
      double paced = (ticker.nanos() - begin) / 1e9;
      long last = ticker.nanos();
      long expected = (long) apps * EVENTS_PER_APP;
      MarathonSuite.until(
          "everybody has everything",
          () -> all.fewest() >= before + expected || ticker.nanos() - last > 30_000_000_000L);
      double lag = (ticker.nanos() - last) / 1e6;
      settle(all);
      long lost = Math.max(0, before + expected - all.fewest());
      if (all.most() - all.fewest() > spread) {
        throw new IllegalStateException("some readers got more than others");
      }
      return new Result(readers, expected / paced, expected, lost, all.ended(), lag, raw, gathered);
    }
  }

  private void publish(MarathonSuite suite, String name, int apps, long begin) throws Exception {
    try (var wire = new Wire(suite.marathon())) {
      for (int i = 0; i < apps; i++) {
        long due = begin + (long) (i * 1e9 * EVENTS_PER_APP / rate);
        for (long wait = due - ticker.nanos(); wait > 0; wait = due - ticker.nanos()) {
          LockSupport.parkNanos(wait);
        }
        wire.exchange(Wire.post("/v2/apps", MarathonSuite.app(name + i, 0).toString()));
      }
    }
  }

  /** Waits until nothing comes any more. */
  private static void settle(EventReaders all) throws Exception {
    long[] seen = {-1};
    var calm = new int[1];
    MarathonSuite.until(
        "nothing comes",
        () -> {
          long now = all.most() + all.fewest();
          calm[0] = now == seen[0] ? calm[0] + 1 : 0;
          seen[0] = now;
          return calm[0] > 150;
        });
  }

  private double raw(int atOnce) throws Exception {
    byte[] frames =
        ("event: deployment_success\r\ndata: " + "x".repeat(500) + "\r\n\r\n")
            .repeat(atOnce)
            .getBytes(StandardCharsets.US_ASCII);
    try (var server = new RawStream();
        var all = new EventReaders(server.address(), readers)) {
      MarathonSuite.until("everybody is there", () -> server.connected() == readers);
      long begin = ticker.nanos();
      for (int i = 0; i < RAW_ROUNDS; i++) {
        server.write(frames);
      }
      MarathonSuite.until(
          "everybody has everything", () -> all.fewest() == (long) RAW_ROUNDS * atOnce);
      return RAW_ROUNDS * atOnce / ((ticker.nanos() - begin) / 1e9);
    }
  }
}
