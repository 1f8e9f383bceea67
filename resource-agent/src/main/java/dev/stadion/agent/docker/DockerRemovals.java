package dev.stadion.agent.docker;

import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes ended containers some time after their end, so that one can look into them. What waits
 * when the agent stops is found and removed by its next life. Thread-safe.
 */
final class DockerRemovals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DockerRemovals.class);

  private final DockerEngine engine;
  private final Duration delay;
  private final InstantSource clock;
  private final Set<ContainerId> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("docker-removals").daemon().factory());

  DockerRemovals(DockerEngine engine, Duration delay, InstantSource clock) {
    this.engine = engine;
    this.delay = delay;
    this.clock = clock;
  }

  /** Whether it is only there until its time is over. */
  boolean isWaiting(ContainerId container) {
    return waiting.contains(container);
  }

  /** Removes a container when the delay since its end is over. */
  void later(ContainerId container, Instant end) {
    long millis = delay.minus(Duration.between(end, clock.instant())).toMillis();
    waiting.add(container);
    try {
      var _ = timer.schedule(() -> remove(container), Math.max(0, millis), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is removed after the next start", container);
    }
  }

  void now(ContainerId container) {
    remove(container);
  }

  private void remove(ContainerId container) {
    try {
      engine.remove(DockerSpec.nameOf(container));
    } catch (IOException e) {
      LOG.info("an ended container stays: {}", e.getMessage());
    }
    waiting.remove(container);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
