package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.job.History;
import dev.stadion.chronos.notice.EventLog;
import dev.stadion.chronos.notice.Outbox;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.RunArchive;
import dev.stadion.chronos.run.RunArchive.Kind;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is too old, now and then, as long as this process leads. Only jobs that ran often
 * enough since the last time are looked at.
 */
public final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /** More rows than any slack. */
  private static final int WHOLE = Integer.MAX_VALUE / 2;

  /**
   * How much is remembered.
   *
   * @param runs of a job, by its name, where it says so
   * @param usualRuns of a job that does not say
   * @param removed for how long what is over of a name that no job has any more
   * @param outputs for how long
   * @param events for how long
   * @param notices for how long, once they are done
   */
  public record Limits(
      Function<String, History> runs,
      int usualRuns,
      Duration removed,
      Duration outputs,
      Duration events,
      Duration notices) {}

  private final RunArchive runs;
  private final OutputArchive outputs;
  private final EventLog events;
  private final Outbox notices;
  private final InstantSource clock;
  private final Limits limits;
  private final Duration every;

  /** All names are looked through for those without a job now and then only. */
  private static final Duration LOOK_THROUGH = Duration.ofHours(1);

  private Instant lookedThrough = Instant.EPOCH;

  /** How many runs and rows of ticks each job has had since it was looked at last. */
  private final Map<String, Integer> touched = new ConcurrentHashMap<>();

  private Optional<CountDownLatch> stopping = Optional.empty();

  public Housekeeping(
      RunArchive runs,
      OutputArchive outputs,
      EventLog events,
      Outbox notices,
      InstantSource clock,
      Limits limits,
      Duration every) {
    this.runs = runs;
    this.outputs = outputs;
    this.events = events;
    this.notices = notices;
    this.clock = clock;
    this.limits = limits;
    this.every = every;
  }

  /** A run of this job is over, or ticks of it have had none. */
  public void touched(String job) {
    touched.merge(job, 1, Integer::sum);
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
          round();
          if (!known) {
            // All rows are counted for it. When there are so many that it cannot be done in time,
            // new ones are tidied up all the same.
            runs.longerThan(limits.usualRuns()).forEach(job -> touched.put(job, WHOLE));
            known = true;
          }
        } catch (StoreUnavailableException | NotLeadingException e) {
          LOG.debug("nothing was tidied up", e);
        } catch (RuntimeException e) {
          // Whatever it was: history that is never trimmed would fill the disk.
          LOG.error("tidying up failed, and is tried again in {} s", every.toSeconds(), e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round; a job whose turn fails comes again. */
  void round() {
    for (Map.Entry<String, Integer> had : Map.copyOf(touched).entrySet()) {
      String job = had.getKey();
      History history = limits.runs().apply(job);
      if (had.getValue() >= slack(history)) {
        trim(job, history);
        touched.computeIfPresent(
            job, (_, now) -> now > had.getValue() ? now - had.getValue() : null);
      }
    }
    forgetRemoved(clock.instant());
    outputs.forget(clock.instant().minus(limits.outputs()));
    notices.forget(clock.instant().minus(limits.notices()));
    while (events.forget(clock.instant().minus(limits.events())) > 0) {}
  }

  /** However many jobs come and go, what is remembered of them is bounded by time. */
  private void forgetRemoved(Instant now) {
    if (lookedThrough.plus(LOOK_THROUGH).isAfter(now)) {
      return;
    }
    int gone = runs.forgetRemoved(runs.withoutJob(), now.minus(limits.removed()));
    if (gone > 0) {
      LOG.debug("forgot {} old runs, ticks and what held them together of removed jobs", gone);
    }
    lookedThrough = now;
  }

  /**
   * How many rows may come before a job is looked at again: looking at every job after every run
   * would cost more than the runs. A small history is kept exactly, a large one to a tenth.
   */
  private int slack(History history) {
    int least = history.all().orElse(limits.usualRuns());
    least = Math.min(least, history.successes().orElse(least));
    least = Math.min(least, history.failures().orElse(least));
    return Math.max(1, least / 10);
  }

  private void trim(String job, History history) {
    int most = history.all().orElse(limits.usualRuns());
    int gone = runs.trim(job, Kind.ALL, most) + runs.trimTicks(job, most);
    if (history.successes().isPresent()) {
      gone += runs.trim(job, Kind.SUCCESSES, history.successes().getAsInt());
    }
    if (history.failures().isPresent()) {
      gone += runs.trim(job, Kind.FAILURES, history.failures().getAsInt());
    }
    gone += runs.trimGroups(job, most);
    if (gone > 0) {
      LOG.debug("forgot {} old runs, ticks and what held them together of job {}", gone, job);
    }
  }
}
