package dev.stadion.dropwizard.metrics;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import dev.stadion.dropwizard.loop.LoopMetrics;
import java.util.concurrent.TimeUnit;

/**
 * Measures a loop under {@code loop.…}: {@code waiting} and {@code deciding} per event, {@code
 * commit} per transaction, {@code events_per_commit}, {@code changes_per_commit}, {@code
 * failed_commits}, {@code refused}.
 */
public final class RegistryLoopMetrics implements LoopMetrics {
  private final Timer waiting;
  private final Timer deciding;
  private final Timer commit;
  private final Histogram eventsPerCommit;
  private final Histogram changesPerCommit;
  private final Meter failedCommits;
  private final Meter refused;

  public RegistryLoopMetrics(MetricRegistry registry) {
    waiting = registry.timer("loop.waiting");
    deciding = registry.timer("loop.deciding");
    commit = registry.timer("loop.commit");
    eventsPerCommit = registry.histogram("loop.events_per_commit");
    changesPerCommit = registry.histogram("loop.changes_per_commit");
    failedCommits = registry.meter("loop.failed_commits");
    refused = registry.meter("loop.refused");
  }

  @Override
  public void decided(long waitedNanos, long workedNanos) {
    waiting.update(waitedNanos, TimeUnit.NANOSECONDS);
    deciding.update(workedNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void committed(int events, int changes, long nanos) {
    commit.update(nanos, TimeUnit.NANOSECONDS);
    eventsPerCommit.update(events);
    changesPerCommit.update(changes);
  }

  @Override
  public void commitFailed() {
    failedCommits.mark();
  }

  @Override
  public void refused() {
    refused.mark();
  }
}
