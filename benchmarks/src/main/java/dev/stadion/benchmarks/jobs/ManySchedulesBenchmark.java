package dev.stadion.benchmarks.jobs;

import com.sun.management.OperatingSystemMXBean;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Patience;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Very many schedules that are not due: how fast they are taken in, what one of them costs in heap,
 * what the service does while it idles, and how soon after a cold start the first job fires. Master
 * and one agent idle in the same process.
 *
 * <p>Arguments: schedules (1000000), seconds of idling (20).
 */
public final class ManySchedulesBenchmark {
  private static final int ROOM = 1_000;

  private final int schedules;
  private final int idleSeconds;
  private final MonotonicClock ticker = MonotonicClock.system();

  /**
   * What one run measured.
   *
   * @param heapBytes of one schedule, after a collection
   * @param idleShare of one core, by the whole process
   * @param coldSeconds from the start of the service to the first launch
   */
  record Result(
      int schedules,
      double importedPerSecond,
      double heapBytes,
      double idleShare,
      double coldSeconds) {
    @Override
    public String toString() {
      return "%d schedules: taken in at %.0f/s, %.0f B of heap each, idle %.1f %% of a core, cold start to first fire %.1f s"
          .formatted(schedules, importedPerSecond, heapBytes, idleShare * 100, coldSeconds);
    }
  }

  ManySchedulesBenchmark(int schedules, int idleSeconds) {
    this.schedules = schedules;
    this.idleSeconds = idleSeconds;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int schedules = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    int idleSeconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    var benchmark = new ManySchedulesBenchmark(schedules, idleSeconds);
    BenchmarkDatabase.embedded(
        "many-schedules-benchmark", database -> System.out.println(benchmark.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    var launches = new AtomicLong();
    try (var suite =
        new ChronosSuite(database, 1, ROOM, task -> launches.incrementAndGet(), ticker)) {
      String later =
          InstantSource.system()
              .instant()
              .plus(Duration.ofDays(1))
              .truncatedTo(ChronoUnit.SECONDS)
              .toString();
      long empty = heap();
      long begin = ticker.nanos();
      suite.importAll(
          IntStream.range(0, schedules)
              .mapToObj(i ->
                  ChronosSuite.job("nightly-" + i).put("schedule", "R/%s/P1D".formatted(later))));
      double imported = schedules / ((ticker.nanos() - begin) / 1e9);
      double each = (double) (heap() - empty) / schedules;
      double idle = idleShare();

      suite.schedule(
          Stream.of(
              ChronosSuite.job("every-second").put("schedule", "R/2026-01-01T00:00:00Z/PT1S")));
      suite.stopChronos();
      long before = launches.get();
      begin = ticker.nanos();
      suite.startChronos();
      suite.patience.until("a job fires", () -> launches.get() > before);
      return new Result(schedules, imported, each, idle, (ticker.nanos() - begin) / 1e9);
    }
  }

  private double idleShare() throws InterruptedException {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Patience.rest(Duration.ofSeconds(2)); // what the import left behind is tidied up
    long begin = ticker.nanos();
    long busy = process.getProcessCpuTime();
    Patience.rest(Duration.ofSeconds(idleSeconds));
    return (double) (process.getProcessCpuTime() - busy) / (ticker.nanos() - begin);
  }

  private static long heap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
