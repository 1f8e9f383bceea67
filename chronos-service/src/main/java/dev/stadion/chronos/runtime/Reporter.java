package dev.stadion.chronos.runtime;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingWindowReservoir;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosEffect;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line in the log for each transition, and the figures of chronos.md §9.1. Called by the loop's
 * effect thread.
 */
public final class Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

  /** Of each job's times: there may be very many jobs, and the usual thousand would fill memory. */
  private static final int REMEMBERED = 32;

  private final MetricRegistry metrics;

  public Reporter(MetricRegistry metrics) {
    this.metrics = metrics;
  }

  /** Reports an effect that is for people; the others are none of ours. */
  public void report(ChronosEffect effect) {
    switch (effect) {
      case ChronosEffect.Transition transition -> report(transition);
      case ChronosEffect.JobDisabled(var job, var cause) ->
          LOG.info("job={} disabled: {}", job, cause);
      case ChronosEffect.TicksMissed(var job, var count, var last) -> {
        metrics.counter("ticks_missed_total").inc(count);
        LOG.info("job={} missed {} ticks, the last at {}", job, count, last);
      }
      case ChronosEffect.TicksSkipped(var job, var count, var last, var reason) -> {
        metrics.counter("ticks_skipped_total").inc(count);
        LOG.info("job={} skipped {} ticks, the last at {}: {}", job, count, last, reason);
      }
      case ChronosEffect.OrphansHeld(var count) ->
          LOG.warn(
              "{} running tasks of ours belong to no run we know; they are left alone until"
                  + " somebody has looked",
              count);
      case ChronosEffect.Revive _ ->
          metrics
              .counter(
                  "org.apache.mesos.chronos.scheduler.mesos.MesosOfferReviver.reviveOffersCount")
              .inc();
      case ChronosEffect.RegisterAnew _ ->
          LOG.warn("the master has removed our framework; registering as a new one");
      case ChronosEffect.Launch _,
          ChronosEffect.Decline _,
          ChronosEffect.Kill _,
          ChronosEffect.Acknowledge _,
          ChronosEffect.Reconcile _,
          ChronosEffect.AttemptEnded _,
          ChronosEffect.Announced _,
          ChronosEffect.Noticed _,
          ChronosEffect.Suppress _ -> {}
    }
  }

  private void report(ChronosEffect.Transition t) {
    // A run is one line for its end; its steps are in the history, and here for who looks closely.
    LOG.atLevel(t.to().isTerminal() ? Level.INFO : Level.DEBUG)
        .addArgument(t.job())
        .addArgument(t.run())
        .addArgument(() -> t.from().map(RunState::name).orElse("NEW"))
        .addArgument(t.to())
        .addArgument(() -> Printable.of(t.reason().lines().findFirst().orElse("")))
        .log("job={} run={} {} -> {} {}");
    switch (t.to()) {
      case SUCCEEDED -> {
        metrics.counter("jobs.run.success." + t.job()).inc();
        metrics
            .histogram(
                "jobs.run.time." + t.job(),
                () -> new Histogram(new SlidingWindowReservoir(REMEMBERED)))
            .update(t.sinceDueMillis());
      }
      case FAILED, LOST, TIMED_OUT -> metrics.counter("jobs.run.failure." + t.job()).inc();
      case STAGING ->
          metrics.timer("launch_lateness").update(t.sinceDueMillis(), TimeUnit.MILLISECONDS);
      case WAITING, QUEUED, RUNNING, RETRY_WAIT, KILLED, UPSTREAM_FAILED, SKIPPED, MISSED -> {}
    }
  }
}
