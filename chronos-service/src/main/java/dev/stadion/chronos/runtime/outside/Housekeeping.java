package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.notice.EventLog;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.RunArchive;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is too old, now and then, as long as this process leads. Only jobs that ran since
 * the last time are looked at.
 */
public final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /**
   * How much is remembered.
   *
   * @param runs of a job, by its name
   * @param outputs for how long
   * @param events for how long
   */
  public record Limits(
      ToIntFunction<String> runs, int usualRuns, Duration outputs, Duration events) {}

  private final RunArchive runs;
  private final OutputArchive outputs;
  private final EventLog events;
  private final InstantSource clock;
  private final Limits limits;
  private final Duration every;
  private final Set<String> touched = ConcurrentHashMap.newKeySet();
  private Optional<CountDownLatch> stopping = Optional.empty();

  public Housekeeping(
      RunArchive runs,
      OutputArchive outputs,
      EventLog events,
      InstantSource clock,
      Limits limits,
      Duration every) {
    this.runs = runs;
    this.outputs = outputs;
    this.events = events;
    this.clock = clock;
    this.limits = limits;
    this.every = every;
  }

  /** A run of this job is over. */
  public void touched(String job) {
    touched.add(job);
  }

  public synchronized void start() {
    var end = new CountDownLatch(1);
    stopping = Optional.of(end);
    Thread.ofVirtual().name("housekeeping").start(() -> keep(end));
  }

  public synchronized void stop() {
    stopping.ifPresent(CountDownLatch::countDown);
    stopping = Optional.empty();
  }

  private void keep(CountDownLatch end) {
    try {
      boolean known = false;
      while (!end.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          if (!known) {
            touched.addAll(runs.longerThan(limits.usualRuns()));
            known = true;
          }
          round();
        } catch (StoreUnavailableException e) {
          LOG.debug("nothing was tidied up", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round; a job whose turn fails comes again. */
  void round() {
    for (String job : Set.copyOf(touched)) {
      touched.remove(job);
      try {
        int gone = runs.trim(job, limits.runs().applyAsInt(job));
        if (gone > 0) {
          LOG.debug("forgot {} old runs of job {}", gone, job);
        }
      } catch (StoreUnavailableException e) {
        touched.add(job);
        throw e;
      }
    }
    outputs.forget(clock.instant().minus(limits.outputs()));
    while (events.forget(clock.instant().minus(limits.events())) > 0) {}
  }
}
