package dev.stadion.benchmarks.jobs;

import dev.stadion.benchmarks.simulated.SimulatedAgents;
import dev.stadion.mesos.v1.TaskInfo;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long after its tick each task reached its agent, in milliseconds: the due time stands in the
 * task's id (chronos.md §7.1). Any thread may record.
 */
final class Lateness implements SimulatedAgents.Orders {
  private static final int MOST_MILLIS = 120_000;

  private final InstantSource clock;
  private final AtomicIntegerArray histogram = new AtomicIntegerArray(MOST_MILLIS + 1);
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong last = new AtomicLong();

  Lateness(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void received(TaskInfo task) {
    long due = Long.parseLong(task.getTaskId().getValue().split(":", 3)[1]);
    long now = clock.millis();
    histogram.incrementAndGet(Math.clamp(now - due, 0, MOST_MILLIS));
    last.accumulateAndGet(now, Math::max);
    count.incrementAndGet();
  }

  long count() {
    return count.get();
  }

  /** When the last task reached its agent, in milliseconds of the clock. */
  long last() {
    return last.get();
  }

  /**
   * @param share between 0 and 1
   * @return the milliseconds within which that share of the tasks came
   */
  int percentile(double share) {
    int[] counts = new int[histogram.length()];
    Arrays.setAll(counts, histogram::get);
    long wanted = (long) Math.ceil(share * Arrays.stream(counts).asLongStream().sum());
    long seen = 0;
    for (int millis = 0; millis < counts.length; millis++) {
      seen += counts[millis];
      if (seen >= wanted && seen > 0) {
        return millis;
      }
    }
    return 0;
  }
}
