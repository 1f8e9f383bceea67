package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.sandbox.SandboxCleaner;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old sandboxes now and then, on a thread of its own (mesos-v1.md §8.4). */
final class SandboxCleaning implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxCleaning.class);
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final SandboxCleaner cleaner;
  private final Supplier<AgentState> state;
  private final InstantSource clock;
  private final Tally tally;
  private final Timer timer = new Timer("agent-cleaner", true);

  SandboxCleaning(
      SandboxCleaner cleaner, Supplier<AgentState> state, InstantSource clock, Tally tally) {
    this.cleaner = cleaner;
    this.state = state;
    this.clock = clock;
    this.tally = tally;
  }

  void start() {
    var clean =
        new TimerTask() {
          @Override
          public void run() {
            cleanOnce();
          }
        };
    timer.schedule(clean, EVERY.toMillis(), EVERY.toMillis());
  }

  private void cleanOnce() {
    try {
      int removed = cleaner.clean(containersOf(state.get()), clock.instant());
      tally.removedSandboxes(removed);
      if (removed > 0) {
        LOG.info("removed {} old sandboxes", removed);
      }
    } catch (IOException | RuntimeException e) {
      tally.failedToRemoveSandboxes();
      LOG.warn("old sandboxes could not be removed: {}", e.toString());
    }
  }

  private static Set<ContainerId> containersOf(AgentState state) {
    var all = new HashSet<ContainerId>(state.containers().keySet());
    all.addAll(state.executors().containers().keySet());
    return all;
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
