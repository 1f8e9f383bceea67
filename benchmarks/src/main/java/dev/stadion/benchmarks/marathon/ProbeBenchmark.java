package dev.stadion.benchmarks.marathon;

import dev.stadion.benchmarks.suite.Numbers;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.runtime.Looking;
import dev.stadion.marathon.runtime.Prober;
import dev.stadion.marathon.scheduler.MarathonEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Very many health checks by one prober over HTTP: how far the time between two looks at a task is
 * from the interval. Beside it the same threads that only sleep. Looks begin spread over the
 * interval, as those of tasks do that were launched one after the other. The first interval does
 * not count.
 *
 * <p>Arguments: checks (10000), interval in seconds (10), seconds (60).
 */
public final class ProbeBenchmark {
  private static final double GOAL_MILLIS = 100;

  private final int checks;
  private final Duration interval;
  private final Duration length;
  private final MonotonicClock ticker = MonotonicClock.system();

  /** What one run measured. */
  record Result(
      int checks, long looks, long unhealthy, double median, double p99, double most, double raw) {
    @Override
    public String toString() {
      return "%d checks, %d looks, %d failed: interval off by p50 %.2f ms, p99 %.2f ms (goal %.0f), at most %.1f ms; raw: threads that only sleep p99 %.2f ms"
          .formatted(checks, looks, unhealthy, median, p99, GOAL_MILLIS, most, raw);
    }
  }

  ProbeBenchmark(int checks, Duration interval, Duration length) {
    this.checks = checks;
    this.interval = interval;
    this.length = length;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    System.out.println(
        new ProbeBenchmark(
                Numbers.argument(arguments, 0, 10_000),
                Duration.ofSeconds(Numbers.argument(arguments, 1, 10)),
                Duration.ofSeconds(Numbers.argument(arguments, 2, 60)))
            .run());
  }

  Result run() throws Exception {
    var sleeping = new Deviations();
    sleep(sleeping);
    double raw = Numbers.quantile(sleeping.millis(), 0.99);
    var told = new Deviations();
    var unhealthy = new AtomicLong();
    try (var target = new HealthyTarget();
        var looking = new Looking();
        var prober = new Prober(looking, event -> heard(event, told, unhealthy), ticker, 256)) {
      for (int i = 0; i < checks; i++) {
        TaskName task = task(i);
        prober.watch(task, List.of(probe(task, i, target.address())));
      }
      pause();
    }
    List<Double> millis = told.millis();
    return new Result(
        checks,
        told.count(),
        unhealthy.get(),
        Numbers.median(millis),
        Numbers.quantile(millis, 0.99),
        Numbers.quantile(millis, 1),
        raw);
  }

  private void heard(MarathonEvent event, Deviations told, AtomicLong unhealthy) {
    if (event instanceof MarathonEvent.Probed(var task, var _, var result)) {
      told.seen(task.instance().uuid().getLeastSignificantBits());
      if (result instanceof MarathonEvent.ProbeResult.Unhealthy) {
        unhealthy.incrementAndGet();
      }
    }
  }

  private Probe probe(TaskName task, int number, URI target) {
    return new Probe(
        task,
        new Probe.Target.Http(target),
        new Probe.Purpose.Health(0),
        interval.multipliedBy(number).dividedBy(checks),
        interval,
        Duration.ofSeconds(5));
  }

  private static TaskName task(int number) {
    return new TaskName(new InstanceId(PathId.of("/probed"), new UUID(1, number)), 1);
  }

  private void sleep(Deviations deviations) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < checks; i++) {
      long number = i;
      threads.add(Thread.startVirtualThread(() -> sleepOn(number, deviations)));
    }
    pause();
    threads.forEach(Thread::interrupt);
  }

  @SuppressWarnings("ThreadSleep") // that is what is measured
  private void sleepOn(long number, Deviations deviations) {
    long due = ticker.nanos() + interval.multipliedBy(number).dividedBy(checks).toNanos();
    try {
      while (true) {
        Thread.sleep(Duration.ofNanos(Math.max(0, due - ticker.nanos())));
        deviations.seen(number);
        due += interval.toNanos();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() throws InterruptedException {
    if (new CountDownLatch(1).await(length.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException();
    }
  }

  /** How far the time between two sights of the same was from the interval. */
  private final class Deviations {
    private final Map<Long, Long> last = new HashMap<>();
    private final List<Double> millis = new ArrayList<>();
    private long count;

    /**
     * Counted from the second interval on: the first looks of a process are late, since nothing is
     * compiled.
     */
    synchronized void seen(long number) {
      long now = ticker.nanos();
      Long before = last.put(number, now);
      count++;
      if (before != null && last.size() == checks && count > 2L * checks) {
        millis.add(Math.abs(now - before - interval.toNanos()) / 1e6);
      }
    }

    synchronized List<Double> millis() {
      return List.copyOf(millis);
    }

    synchronized long count() {
      return count;
    }
  }
}
